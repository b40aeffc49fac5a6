import type { AccountEvent } from "./account/events.ts";
import type { ChainEvent } from "./chain/events.ts";
import type { CorporateDatesEvent } from "./corporate-dates/events.ts";
import type { GatewayConnectionEvent } from "./gateway-connection/events.ts";
import type { InputsEvent } from "./inputs/events.ts";
import type { RecordedEvent } from "./kernel/envelope.ts";
import type { MarketEvent } from "./market/events.ts";
import type { OrderEvent } from "./order/events.ts";
import type { RequestsEvent } from "./requests/events.ts";
import type { RiskEvent } from "./risk/events.ts";
import type { ScanPresetsEvent } from "./scan-presets/events.ts";
import type { SessionEvent } from "./session/events.ts";
import type { SubscriptionLinesEvent } from "./subscription-lines/events.ts";

/** Everything that a log can hold. */
export type DomainEvent =
  | SessionEvent
  | InputsEvent
  | GatewayConnectionEvent
  | RequestsEvent
  | SubscriptionLinesEvent
  | MarketEvent
  | ChainEvent
  | CorporateDatesEvent
  | ScanPresetsEvent
  | AccountEvent
  | OrderEvent
  | RiskEvent;

export type DomainEventType = DomainEvent["type"];

/** An event of the log with its type known. */
export type DomainRecord = {
  [T in DomainEventType]: RecordedEvent<Extract<DomainEvent, { type: T }>>;
}[DomainEventType];
