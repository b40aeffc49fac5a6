import type {
  CorporateDatesCommand,
  DomainEvent,
  GatewayConnectionCommand,
  OrderCommand,
  OrderRef,
  Position,
  Refusal,
  RiskCommand,
  ScanPresetsCommand,
  StreamName,
  SubscriptionLinesCommand,
} from "@legbook/domain";
import type { Cause } from "./recording.ts";

/** One thing to decide or to record. */
export type Task =
  | { readonly to: "gateway"; readonly command: GatewayConnectionCommand }
  | { readonly to: "lines"; readonly command: SubscriptionLinesCommand }
  /** `unavailable`: why the terms of a `RequestOrder` could not be looked up; then the reason of its refusal. */
  | {
      readonly to: "order";
      readonly orderRef: OrderRef;
      readonly command: OrderCommand;
      readonly unavailable?: Refusal;
    }
  | { readonly to: "risk"; readonly account: string; readonly command: RiskCommand }
  | { readonly to: "dates"; readonly symbol: string; readonly command: CorporateDatesCommand }
  | { readonly to: "presets"; readonly command: ScanPresetsCommand }
  /** A fact that nothing decides on: it is recorded as it is. */
  | { readonly to: "log"; readonly stream: StreamName; readonly event: DomainEvent };

export interface Work {
  readonly task: Task;
  readonly cause: Cause;
  /** Told once the outcome is durable. */
  readonly answer?: (answer: WorkAnswer) => void;
}

export type WorkAnswer =
  /** `position` of the last event appended in the turn; null when there was nothing to append. */
  | { readonly kind: "done"; readonly position: Position | null }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly position: Position | null };
