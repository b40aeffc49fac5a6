import type { CorporateDatesCommand } from "../corporate-dates/commands.ts";
import type { GatewayConnectionCommand } from "../gateway-connection/commands.ts";
import type { Message } from "../kernel/decider.ts";
import type { EventId, OrderRef, StreamName } from "../kernel/ids.ts";
import type { Refusal } from "../kernel/outcome.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { OrderCommand } from "../order/commands.ts";
import type { RiskCommand } from "../risk/commands.ts";
import type { ScanPresetsCommand } from "../scan-presets/commands.ts";
import type { SubscriptionLinesCommand } from "../subscription-lines/commands.ts";
import type { LinePurpose } from "../subscription-lines/events.ts";

/**
 * Stream `inputs-<session>`: what one turn of the loop took in, in the log before what it decided. Its metadata carry
 * the turn's time: `occurredAt` the gateway's, `recordedAt` the machine's.
 */
export type InputsEvent = Message<"InputsTaken", InputsTaken>;

export interface InputsTaken {
  /** 1; above it the turn decided again, because another writer was faster. */
  readonly attempt: number;
  /** Streams on which decisions of the attempt before came too late and are not in the log; none in the first. */
  readonly overtaken: readonly StreamName[];
  /** In the order in which they were decided, each with all that followed from it before the next. */
  readonly inputs: readonly TakenInput[];
}

export interface TakenInput {
  readonly task: TakenTask;
  readonly cause: {
    readonly actor: string;
    readonly correlationId: EventId | null;
    readonly causationId: EventId | null;
  };
  /** The engine's own counter of request ids when this was decided. */
  readonly requestIdNext: number;
}

/** What was asked of which part of the engine. */
export type TakenTask =
  | { readonly to: "gateway"; readonly command: GatewayConnectionCommand }
  | { readonly to: "lines"; readonly command: SubscriptionLinesCommand }
  /** A `RequestLine` of an option that the log tells the contract of: most of what is taken in while chains are swept. */
  | {
      readonly to: "optionLine";
      readonly conId: number;
      readonly purpose: LinePurpose;
      readonly usedAt: EpochMs;
    }
  /** `unavailable`: why the terms of a `RequestOrder` could not be looked up. */
  | {
      readonly to: "order";
      readonly orderRef: OrderRef;
      readonly command: OrderCommand;
      readonly unavailable?: Refusal;
    }
  | { readonly to: "risk"; readonly account: string; readonly command: RiskCommand }
  | { readonly to: "dates"; readonly symbol: string; readonly command: CorporateDatesCommand }
  | { readonly to: "presets"; readonly command: ScanPresetsCommand }
  /** A fact that nothing decided on: the event itself is what was taken in. */
  | { readonly to: "log"; readonly stream: StreamName; readonly eventId: EventId };
