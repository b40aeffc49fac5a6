import type { OrderRef } from "../kernel/ids.ts";
import type { Micros } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import type { Executions } from "./executions.ts";
import type {
  MarginPreview,
  OrderEvent,
  OrderOpenReport,
  OrderPlacement,
  OrderRequest,
  OrderStatusReport,
} from "./events.ts";
import { isLivePhase, isTerminalPhase, type PlacedPhase } from "./transitions.ts";

type EventData<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>["data"];

/** What is known of an order whatever its phase. */
export interface OrderRecord {
  readonly orderRef: OrderRef | null;
  readonly refusal: Refusal | null;
  /** As they were asked for, when refused before they made a request. */
  readonly refusedTerms: Readonly<Record<string, string | number | boolean | null>> | null;
  /** The gateway's order id of the what-if. */
  readonly previewOrderId: number | null;
  /** The signed limit price that the what-if asked about. */
  readonly previewPrice: Micros | null;
  /** A complete answer to the what-if; null before one. */
  readonly margin: MarginPreview | null;
  /** An answer with unset amounts: the gateway may send it ahead of the complete one. */
  readonly marginIncomplete: MarginPreview | null;
  readonly marginFailure: string | null;
  readonly assessment: EventData<"RiskAssessed"> | null;
  readonly transmitted: boolean;
  /** Whether the broker ever said that it has the order. */
  readonly acknowledged: boolean;
  /** The broker's own ids of it, in the order in which they were first seen. */
  readonly permIds: readonly number[];
  /** Those of them that the broker has called over. */
  readonly permIdsOver: readonly number[];
  /** Alarm: the broker has more than one order under our one reference, and more than one may be alive. */
  readonly duplicatePermIds: boolean;
  readonly lastOpen: OrderOpenReport | null;
  readonly lastStatus: OrderStatusReport | null;
  readonly lastError: EventData<"OrderErrorReported"> | null;
  /** Combos filled, by the broker's status or by executions, whichever proves more. */
  readonly filled: number;
  /** Combos of the quantity that are not filled. */
  readonly remaining: number;
  /** Signed, per share of the combo, by the broker's status; else by executions of the combo; null without a fill. */
  readonly averageFillPrice: Micros | null;
  readonly executions: Executions;
  /** By execution id as reported. */
  readonly commissions: ReadonlyMap<string, EventData<"CommissionReported">>;
  /** Whether the broker speaks of fills of which executions of some leg are still to come. */
  readonly executionsOutstanding: boolean;
  /** A cancel is asked for and not yet settled. */
  readonly cancelRequested: boolean;
  readonly cancelReason: string | null;
  readonly cancelTransmitted: boolean;
  readonly unknownCause: EventData<"OrderOutcomeUnknown">["cause"] | null;
  /** Flag: something filled after the broker had called the order cancelled. */
  readonly filledAfterCancel: boolean;
}

export type OrderState = OrderRecord &
  (
    | { readonly phase: "none"; readonly request: null; readonly placement: null }
    | { readonly phase: "refused"; readonly request: OrderRequest | null; readonly placement: null }
    | {
        readonly phase: "requested" | "previewing" | "assessed";
        readonly request: OrderRequest;
        readonly placement: null;
      }
    | { readonly phase: PlacedPhase; readonly request: OrderRequest; readonly placement: OrderPlacement }
  );

export type PlacedOrder = Extract<OrderState, { readonly phase: PlacedPhase }>;

export const INITIAL_ORDER: OrderState = {
  phase: "none",
  orderRef: null,
  request: null,
  placement: null,
  refusal: null,
  refusedTerms: null,
  previewOrderId: null,
  previewPrice: null,
  margin: null,
  marginIncomplete: null,
  marginFailure: null,
  assessment: null,
  transmitted: false,
  acknowledged: false,
  permIds: [],
  permIdsOver: [],
  duplicatePermIds: false,
  lastOpen: null,
  lastStatus: null,
  lastError: null,
  filled: 0,
  remaining: 0,
  averageFillPrice: null,
  executions: new Map(),
  commissions: new Map(),
  executionsOutstanding: false,
  cancelRequested: false,
  cancelReason: null,
  cancelTransmitted: false,
  unknownCause: null,
  filledAfterCancel: false,
};

/** Whether nothing more is expected of it. A late fill may still come and is taken in. */
export function isTerminal(state: OrderState): boolean {
  return isTerminalPhase(state.phase);
}

/** Whether the broker may still execute it: unknown counts. */
export function isLive(state: OrderState): boolean {
  return isLivePhase(state.phase);
}

export function isPlaced(state: OrderState): state is PlacedOrder {
  return state.placement !== null;
}

/** Whether every amount that a rule needs is set. A gateway may answer first with a warning and no amounts. */
export function isMarginComplete(margin: MarginPreview): boolean {
  return (
    margin.initialBefore !== null &&
    margin.initialAfter !== null &&
    margin.maintenanceBefore !== null &&
    margin.maintenanceAfter !== null &&
    margin.equityBefore !== null &&
    margin.equityAfter !== null
  );
}
