import type { Message } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import type { Micros } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { Action, OptionContract } from "../contract/contract.ts";
import type { RiskLimits, RiskVerdict } from "../risk/events.ts";

/** Stream `order-<orderRef>`. "Reported" is the broker's word, everything else is ours. */
export type OrderEvent =
  /** A person or program asks; terms are well formed and the legs exist. A preview never goes further than risk. */
  | Message<"OrderRequested", OrderRequest>
  /** Decided against; nothing was or will be sent. `terms` as they were asked for. */
  | Message<
      "OrderRefused",
      {
        orderRef: OrderRef;
        refusal: Refusal;
        terms: Readonly<Record<string, string | number | boolean | null>>;
      }
    >
  /** Ask the gateway for the margin, under `orderId`, until `deadlineMs` after this event. */
  | Message<
      "MarginPreviewRequested",
      { orderRef: OrderRef; orderId: number; limitPrice: Micros; deadlineMs: number }
    >
  | Message<"MarginPreviewReported", { orderRef: OrderRef; orderId: number; margin: MarginPreview }>
  | Message<
      "MarginPreviewFailed",
      { orderRef: OrderRef; cause: MarginPreviewFailure; code: number | null; message: string }
    >
  /** Every rule's verdict on what it saw. `quotes` are the market view that the price and the verdicts rest on. */
  | Message<
      "RiskAssessed",
      {
        orderRef: OrderRef;
        passed: boolean;
        verdicts: readonly RiskVerdict[];
        limits: RiskLimits;
        limitPrice: Micros;
        quotes: ComboMarketView;
      }
    >
  /** Durable before any byte leaves. Without an answer to it, the order is unknown. */
  | Message<"OrderPlacementIntended", OrderPlacement>
  /** The bytes were handed to the socket. */
  | Message<"OrderTransmitted", { orderRef: OrderRef; orderId: number }>
  /** Proven never to have left this process. */
  | Message<"OrderTransmissionFailed", { orderRef: OrderRef; orderId: number; message: string }>
  | Message<"OrderOpenReported", OrderOpenReport>
  | Message<"OrderStatusReported", OrderStatusReport>
  /** An error or warning that names this order (201, 202, 110, 103, 399, 10147, 10148). */
  | Message<"OrderErrorReported", { orderRef: OrderRef; orderId: number; code: number; message: string }>
  | Message<"ExecutionReported", ExecutionReport>
  | Message<
      "CommissionReported",
      {
        orderRef: OrderRef;
        execId: string;
        commission: Micros;
        currency: string;
        realisedProfit: Micros | null;
      }
    >
  | Message<"OrderCancelRequested", { orderRef: OrderRef; orderId: number; reason: string }>
  | Message<"OrderCancelTransmitted", { orderRef: OrderRef; orderId: number }>
  /** Silence past a deadline, a lost socket or a restart between intent and answer. */
  | Message<
      "OrderOutcomeUnknown",
      { orderRef: OrderRef; cause: "restart" | "connectionLost" | "acknowledgementOverdue" }
    >
  /** The broker's books settle an unknown: `absent` when neither open orders nor executions know the reference. */
  | Message<
      "OrderReconciled",
      { orderRef: OrderRef; outcome: "open" | "executed" | "absent"; evidence: string }
    >;

/** An option leg of an order: quantity a combo, and what buying the combo does with it. */
export interface OrderLeg {
  readonly contract: OptionContract;
  readonly ratio: number;
  readonly action: Action;
}

/** How the limit price comes about. Prices of a combo are signed: what its buyer pays; a credit is negative. */
export type PricePolicy =
  | { readonly kind: "limit"; readonly price: Micros }
  /** The combo's mid at the decision, moved to the tick in our favour. */
  | { readonly kind: "mid" }
  /** Each leg at its far side: crosses the spread. */
  | { readonly kind: "natural" };

export type TimeInForce = "day" | "gtc";

export interface OrderRequest {
  readonly orderRef: OrderRef;
  readonly purpose: "preview" | "place";
  readonly account: string;
  readonly symbol: string;
  readonly strategy: "vertical";
  /** The long leg first. */
  readonly legs: readonly OrderLeg[];
  /** Number of combos, at least 1. */
  readonly quantity: number;
  readonly price: PricePolicy;
  readonly timeInForce: TimeInForce;
  readonly width: Micros;
  /** Smallest step of the combo's price. */
  readonly tick: Micros;
  readonly requestedBy: string;
}

export interface OrderPlacement {
  readonly orderRef: OrderRef;
  /** The gateway's order id: ours to choose, above every id seen. */
  readonly orderId: number;
  readonly account: string;
  readonly symbol: string;
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  /** Signed: debit positive, credit negative. */
  readonly limitPrice: Micros;
  readonly timeInForce: TimeInForce;
}

/** A null is the gateway's unset value. Amounts in the account's currency. */
export interface MarginPreview {
  readonly initialBefore: Micros | null;
  readonly initialAfter: Micros | null;
  readonly maintenanceBefore: Micros | null;
  readonly maintenanceAfter: Micros | null;
  readonly equityBefore: Micros | null;
  readonly equityAfter: Micros | null;
  readonly commission: Micros | null;
  readonly commissionMax: Micros | null;
  readonly warning: string;
}

export type MarginPreviewFailure = "timedOut" | "rejected" | "incomplete" | "disconnected";

export interface LegMarketView {
  readonly conId: number;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly volatility: number | null;
  readonly delta: number | null;
  /** Gateway time of the newest bid or ask; null when none was seen. */
  readonly quotedAt: EpochMs | null;
}

/** What the market looked like at a decision. */
export interface ComboMarketView {
  readonly legs: readonly LegMarketView[];
  /** Signed combo prices; null when a leg's side is missing. */
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly underlying: Micros | null;
  readonly at: EpochMs;
}

/** The broker's own status words, as sent. */
export type BrokerOrderStatus =
  | "ApiPending"
  | "PendingSubmit"
  | "PendingCancel"
  | "PreSubmitted"
  | "Submitted"
  | "ApiCancelled"
  | "Cancelled"
  | "Filled"
  | "Inactive"
  | "Unknown";

export interface OrderOpenReport {
  readonly orderRef: OrderRef;
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly account: string;
  readonly status: BrokerOrderStatus;
  readonly quantity: number;
  readonly limitPrice: Micros | null;
}

export interface OrderStatusReport {
  readonly orderRef: OrderRef;
  readonly orderId: number;
  readonly permId: number;
  readonly status: BrokerOrderStatus;
  readonly filled: number;
  readonly remaining: number;
  readonly averageFillPrice: Micros;
  readonly whyHeld: string;
}

export interface ExecutionReport {
  readonly orderRef: OrderRef;
  readonly execId: string;
  readonly orderId: number;
  readonly permId: number;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  /** `combo` is the summary of the legs' executions; positions and P&L come from the legs. */
  readonly of: "combo" | "leg";
  readonly side: Action;
  readonly quantity: number;
  readonly price: Micros;
  readonly executedAt: EpochMs;
}
