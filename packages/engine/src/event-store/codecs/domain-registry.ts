import type { DomainEvent, DomainEventType } from "@legbook/domain";
import type { z } from "zod";
import type { EventCodec } from "../../ports/event-store.ts";
import { ACCOUNT_FORMATS } from "./domain/account.ts";
import { CHAIN_FORMATS } from "./domain/chain.ts";
import { CORPORATE_DATES_FORMATS } from "./domain/corporate-dates.ts";
import { GATEWAY_CONNECTION_FORMATS } from "./domain/gateway-connection.ts";
import { INPUTS_FORMATS } from "./domain/inputs.ts";
import { MARKET_FORMATS } from "./domain/market.ts";
import { ORDER_FORMATS } from "./domain/order.ts";
import { REQUESTS_FORMATS } from "./domain/requests.ts";
import { RISK_FORMATS } from "./domain/risk.ts";
import { SCAN_PRESETS_FORMATS } from "./domain/scan-presets.ts";
import { SESSION_FORMATS } from "./domain/session.ts";
import { SUBSCRIPTION_LINES_FORMATS } from "./domain/subscription-lines.ts";
import { createEventCodec, type EventFormat, type EventRegistry } from "./event-codec.ts";

type DataOf<Type extends DomainEventType> = Extract<DomainEvent, { type: Type }>["data"];

/** Every event type of the domain: does not type-check while one is missing, unknown, or wider than its type. */
export const DOMAIN_FORMATS = {
  ...SESSION_FORMATS,
  ...INPUTS_FORMATS,
  ...GATEWAY_CONNECTION_FORMATS,
  ...REQUESTS_FORMATS,
  ...SUBSCRIPTION_LINES_FORMATS,
  ...MARKET_FORMATS,
  ...CHAIN_FORMATS,
  ...CORPORATE_DATES_FORMATS,
  ...SCAN_PRESETS_FORMATS,
  ...ACCOUNT_FORMATS,
  ...ORDER_FORMATS,
  ...RISK_FORMATS,
} satisfies { [Type in DomainEventType]: EventFormat<DataOf<Type>> };

type Formats = typeof DOMAIN_FORMATS;

type DeepReadonly<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** Types of which the domain can make events that their schema refuses. */
type Narrower = {
  [Type in DomainEventType]: DeepReadonly<DataOf<Type>> extends DeepReadonly<
    z.output<Formats[Type]["schema"]>
  >
    ? never
    : Type;
}[DomainEventType];

/** Formats of no type of the domain. */
type Unknown = Exclude<keyof Formats, DomainEventType>;

type Agreeing<Disagreeing> = [Disagreeing] extends [never] ? EventRegistry : Disagreeing;

/** The codec of everything that a log of this version can hold. */
export function domainEventCodec(): EventCodec {
  return createEventCodec(DOMAIN_FORMATS satisfies Agreeing<Narrower> satisfies Agreeing<Unknown>);
}
