import type { Money } from "../venue/money.ts";
import type { OrderConditions } from "./order-conditions.ts";

export type Action = "BUY" | "SELL";
export const TIMES_IN_FORCE = ["DAY", "GTC", "IOC", "FOK", "GTD"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export const ORDER_TYPES = [
  "LMT",
  "MKT",
  "STP",
  "STP LMT",
  "TRAIL",
  "TRAIL LIMIT",
  "MIT",
  "LIT",
  "MOC",
  "LOC",
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

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

/** How far a trailing stop stays behind the market. */
export type Trail =
  | { readonly kind: "amount"; readonly amount: Money }
  | { readonly kind: "percent"; readonly percent: number };

/** A moment that a client named, and the words in which it did. */
export interface NamedMoment {
  readonly at: number;
  readonly text: string;
}

/** What changes nothing in how an order is traded, told again as it was sent. */
export interface OrderNotes {
  readonly rule80A: string;
  readonly settlingFirm: string;
  readonly clearingAccount: string;
  readonly clearingIntent: string;
  readonly solicited: boolean;
  readonly customerAccount: string;
  readonly professionalCustomer: boolean;
  readonly externalOperator: string;
  readonly manualOrderIndicator: number | null;
  readonly priceManagement: boolean;
}

/** What the client asked for. */
export interface OrderTerms {
  readonly contract: OrderContract;
  readonly account: string;
  readonly action: Action;
  readonly quantity: number;
  readonly orderType: OrderType;
  /** Null where the type has none. A combo's may be negative: a credit. */
  readonly limitPrice: Money | null;
  /** Where a stop or an if-touched order is triggered; where a trailing one begins, null for the market's distance. */
  readonly stopPrice: Money | null;
  readonly trail: Trail | null;
  /** Of a trailing limit order: how far beyond the stop its limit is. */
  readonly limitOffset: Money | null;
  /** By which prices it is triggered; 0 for the contract's default [D]. */
  readonly triggerMethod: number;
  readonly tif: TimeInForce;
  readonly goodTill: NamedMoment | null;
  readonly goodAfter: NamedMoment | null;
  /** One group for all clients of the account; empty for none. */
  readonly ocaGroup: string;
  /** 1 cancels the others, 2 reduces them at once, 3 reduces them when the venue gets to it. */
  readonly ocaType: 1 | 2 | 3;
  /** The client's id of the order that must be filled first; 0 for none. */
  readonly parentId: number;
  readonly allOrNone: boolean;
  readonly conditions: OrderConditions | null;
  /** Of a non-guaranteed combo of two legs: each leg's own limit, in the legs' order. */
  readonly legPrices: readonly Money[] | null;
  readonly orderRef: string;
  readonly openClose: string;
  readonly outsideRth: boolean;
  /** False: kept and shown, but not sent to the venue until it comes again with true, or a child of it does. */
  readonly transmit: boolean;
  readonly smartComboRouting: readonly { readonly tag: string; readonly value: string }[];
  readonly notes: OrderNotes;
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
  /** The parent's permanent id; 0 for none. */
  readonly parentPermId: number;
  /** A stop or an if-touched order that has been triggered, and works as its market or limit order. */
  readonly triggered: boolean;
  /** Where it is triggered now: a trailing stop's moves. */
  readonly stopPrice: Money | null;
  /** Its conditions were met. */
  readonly conditionsMet: boolean;
  readonly filled: number;
  /** Sum of price times quantity over its executions. */
  readonly filledValue: Money;
  readonly lastPrice: Money;
  /** What of each of a combo's legs was traded; empty for single contracts. */
  readonly legFills: readonly LegFill[];
  readonly commission: Money;
  readonly placedAt: number;
  /** When it was filled, cancelled or rejected; null while it is active. */
  readonly endedAt: number | null;
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

/** Orders that wait until the market reaches a price. */
export function isTriggerType(type: OrderType): boolean {
  switch (type) {
    case "STP":
    case "STP LMT":
    case "TRAIL":
    case "TRAIL LIMIT":
    case "MIT":
    case "LIT":
      return true;
    case "LMT":
    case "MKT":
    case "MOC":
    case "LOC":
      return false;
  }
}

/** Orders that trade at the close only. */
export function isCloseType(type: OrderType): boolean {
  return type === "MOC" || type === "LOC";
}

/** The worst price at which the order may be filled now; null for any. */
export function limitOf(order: Pick<Order, "terms" | "stopPrice">): Money | null {
  const { terms, stopPrice } = order;
  if (terms.orderType !== "TRAIL LIMIT") return terms.limitPrice;
  if (stopPrice === null || terms.limitOffset === null) return terms.limitPrice;
  return terms.action === "BUY" ? stopPrice + terms.limitOffset : stopPrice - terms.limitOffset;
}

/** Whether a combo's legs may be filled apart from each other. */
export function isNonGuaranteed(terms: OrderTerms): boolean {
  return terms.smartComboRouting.some(({ tag, value }) => tag === "NonGuaranteed" && value === "1");
}

/** The group in which a fill ends or reduces other orders; an order's siblings under one parent are one [R]. */
export function ocaGroupOf(order: Pick<Order, "terms" | "parentPermId">): string {
  if (order.terms.ocaGroup !== "") return order.terms.ocaGroup;
  return order.parentPermId === 0 ? "" : String(order.parentPermId);
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
