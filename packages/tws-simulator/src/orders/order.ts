import type { Money } from "../venue/money.ts";

export type Action = "BUY" | "SELL";
export type TimeInForce = "DAY" | "GTC" | "IOC";
export type OrderType = "LMT" | "MKT";

export interface Leg {
  readonly conId: number;
  readonly ratio: number;
  readonly action: Action;
  readonly exchange: string;
}

/** What an order trades: one contract, or legs as one. Buying a combo does each leg's own action. */
export type OrderContract =
  | { readonly kind: "single"; readonly conId: number; readonly exchange: string }
  | {
      readonly kind: "combo";
      readonly symbol: string;
      readonly exchange: string;
      readonly legs: readonly Leg[];
    };

/** What the client asked for. */
export interface OrderTerms {
  readonly contract: OrderContract;
  readonly account: string;
  readonly action: Action;
  readonly quantity: number;
  readonly orderType: OrderType;
  /** Null for a market order. A combo's may be negative: a credit. */
  readonly limitPrice: Money | null;
  readonly tif: TimeInForce;
  readonly orderRef: string;
  readonly openClose: string;
  readonly outsideRth: boolean;
  /** False: kept and shown, but not sent to the venue until it comes again with true. */
  readonly transmit: boolean;
  readonly smartComboRouting: readonly { readonly tag: string; readonly value: string }[];
}

/**
 * `held` was not transmitted; `placed` is recorded and not yet acknowledged; `accepted` waits for the venue or for the
 * market to open; `working` rests in the market.
 */
export type OrderPhase = "held" | "placed" | "accepted" | "working" | "filled" | "cancelled" | "rejected";

export interface LegFill {
  readonly conId: number;
  /** Contracts, without sign. */
  readonly quantity: number;
  /** Sum of price times quantity. */
  readonly value: Money;
}

export interface Order {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly terms: OrderTerms;
  readonly phase: OrderPhase;
  readonly filled: number;
  /** Sum of price times quantity over its executions. */
  readonly filledValue: Money;
  readonly lastPrice: Money;
  /** What of each of a combo's legs was traded; empty for single contracts. */
  readonly legFills: readonly LegFill[];
  readonly commission: Money;
  readonly placedAt: number;
}

export function isActive(order: Order): boolean {
  switch (order.phase) {
    case "held":
    case "placed":
    case "accepted":
    case "working":
      return true;
    case "filled":
    case "cancelled":
    case "rejected":
      return false;
  }
}

export function remainingOf(order: Order): number {
  return order.terms.quantity - order.filled;
}

/** The status word on the wire. */
export function statusOf(order: Order): string {
  switch (order.phase) {
    case "held":
    case "rejected":
      return "Inactive";
    case "placed":
    case "accepted":
      return "PreSubmitted";
    case "working":
      return "Submitted";
    case "filled":
      return "Filled";
    case "cancelled":
      return "Cancelled";
  }
}

/** The legs that an order trades, with their signs: +1 for each contract bought per unit of the order. */
export function signedLegs(terms: OrderTerms): readonly { readonly conId: number; readonly ratio: number }[] {
  const direction = terms.action === "BUY" ? 1 : -1;
  if (terms.contract.kind === "single") return [{ conId: terms.contract.conId, ratio: direction }];
  return terms.contract.legs.map((leg) => ({
    conId: leg.conId,
    ratio: direction * leg.ratio * (leg.action === "BUY" ? 1 : -1),
  }));
}

/** One trade: of a single contract, of a combo as a whole, or of one of its legs. */
export interface Execution {
  readonly kind: "single" | "combo" | "leg";
  readonly execId: string;
  readonly permId: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly account: string;
  /** Null for the combo as a whole. */
  readonly conId: number | null;
  readonly symbol: string;
  readonly exchange: string;
  readonly side: "BOT" | "SLD";
  readonly quantity: number;
  readonly price: Money;
  readonly at: number;
  readonly cumulativeQuantity: number;
  readonly averagePrice: Money;
  readonly orderRef: string;
  /** 0 for the combo as a whole: its legs carry it. */
  readonly commission: Money;
  /** Profit that this trade realised, after its commission; null when it closed nothing. */
  readonly realisedProfit: Money | null;
}
