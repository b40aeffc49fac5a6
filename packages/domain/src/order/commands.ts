import type { Message } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import type { Micros } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import type { IsoDate } from "../kernel/time.ts";
import type { OptionContract, Right } from "../contract/contract.ts";
import type { RiskLimits, RiskVerdict } from "../risk/events.ts";
import type {
  ComboMarketView,
  ExecutionReport,
  MarginPreview,
  MarginPreviewFailure,
  OrderEvent,
  OrderOpenReport,
  OrderStatusReport,
} from "./events.ts";

type Report<Type extends OrderEvent["type"]> = Omit<Extract<OrderEvent, { type: Type }>["data"], "orderRef">;

/** All but the first speak of the order whose stream they go to. `Report…` carries the broker's word. */
export type OrderCommand =
  | Message<"RequestOrder", OrderTerms>
  /** Decided against before risk was asked: no price, an interrupted run. */
  | Message<"RefuseOrder", { refusal: Refusal }>
  | Message<"BeginMarginPreview", { orderId: number; limitPrice: Micros; deadlineMs: number }>
  | Message<"ReportMarginPreview", { orderId: number; margin: MarginPreview }>
  | Message<"FailMarginPreview", { cause: MarginPreviewFailure; code: number | null; message: string }>
  | Message<"DecidePlacement", PlacementDecision>
  | Message<"ConfirmTransmission", { orderId: number }>
  | Message<"FailTransmission", { orderId: number; message: string }>
  | Message<"ReportOpen", Omit<OrderOpenReport, "orderRef">>
  | Message<"ReportStatus", Omit<OrderStatusReport, "orderRef">>
  | Message<"ReportError", Report<"OrderErrorReported">>
  | Message<"ReportExecution", Omit<ExecutionReport, "orderRef">>
  | Message<"ReportCommission", Report<"CommissionReported">>
  | Message<"CancelOrder", { reason: string }>
  | Message<"ConfirmCancelTransmission", { orderId: number }>
  | Message<"MarkUnknown", Report<"OrderOutcomeUnknown">>
  /**
   * What the broker's books say, after every open report and execution of the order was reported: whether it is among
   * the open orders, and whether the executions name it.
   */
  | Message<"Reconcile", { open: boolean; executed: boolean; evidence: string }>;

/** A vertical as its sender words it. Every text is checked; nothing is guessed. */
export interface OrderTerms {
  readonly orderRef: OrderRef;
  readonly purpose: "preview" | "place";
  readonly account: string;
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  /** `call` or `put`. */
  readonly right: string;
  /** Plain decimals. */
  readonly longStrike: string;
  readonly shortStrike: string;
  readonly quantity: number;
  /** A limit is a plain decimal, signed: a debit is positive, a credit negative. */
  readonly price:
    | { readonly kind: "limit"; readonly price: string }
    | { readonly kind: "mid" }
    | { readonly kind: "natural" };
  /** `day` or `gtc`. */
  readonly timeInForce: string;
  readonly requestedBy: string;
}

export interface PlacementDecision {
  readonly orderId: number;
  readonly limitPrice: Micros;
  readonly quotes: ComboMarketView;
  readonly limits: RiskLimits;
  readonly assessment: { readonly passed: boolean; readonly verdicts: readonly RiskVerdict[] };
}

/** The listed options of one underlying, as far as a request for an order needs them. */
export interface OrderChain {
  readonly symbol: string;
  readonly expiries: readonly IsoDate[];
  strikes(expiry: IsoDate, right: Right): readonly Micros[];
  contract(expiry: IsoDate, right: Right, strike: Micros): OptionContract | null;
}

/** What `RequestOrder` is judged against; other commands do not look at it. */
export interface OrderContext {
  readonly accountsAllowed: readonly string[];
  /** Null when the symbol is not known. */
  readonly chain: OrderChain | null;
  readonly today: IsoDate;
  /** Smallest step of the combo's price. */
  readonly tick: Micros;
}
