import {
  addMicros,
  type EpochMs,
  type IsoDate,
  isLive,
  type Micros,
  micros,
  type OrderLeg,
  type OrderPhase as AggregatePhase,
  type OrderRef,
  type OrderState,
  type Position,
  type Refusal,
  type Right,
  type RiskVerdict,
  type TimeInForce,
} from "@legbook/domain";
import { orderWords } from "../contracts/words.ts";
import { executionsOf } from "../executions/query.ts";
import { type Page, pageNewestFirst, type PageRequest } from "../paging.ts";
import type { ViewStates } from "../runner/states.ts";
import { limitPriceOf, type OrderEntry } from "./fold.ts";
import { orderNote } from "./note.ts";

/** Where an order that was asked for stands. */
export type OrderPhase = Exclude<AggregatePhase, "none">;

export interface OrderView {
  readonly position: Position;
  readonly orderRef: OrderRef;
  readonly purpose: "preview" | "place";
  /** Null when a refused order named none. */
  readonly account: string | null;
  readonly symbol: string | null;
  readonly words: readonly string[];
  readonly expiry: IsoDate | null;
  readonly right: Right | null;
  readonly side: "debit" | "credit" | null;
  readonly longStrike: Micros | null;
  readonly shortStrike: Micros | null;
  readonly width: Micros | null;
  readonly quantity: number;
  readonly filled: number;
  readonly remaining: number;
  /** Signed: a credit is negative. */
  readonly limitPrice: Micros | null;
  /** Signed, of one combo. */
  readonly averageFillPrice: Micros | null;
  readonly commission: { readonly amount: Micros; readonly currency: string } | null;
  readonly timeInForce: TimeInForce | null;
  readonly phase: OrderPhase;
  readonly working: boolean;
  readonly brokerStatus: string | null;
  readonly permId: number | null;
  readonly orderId: number | null;
  /** More than one broker identity was seen under this reference. */
  readonly duplicated: boolean;
  readonly note: string | null;
  readonly refusal: Refusal | null;
  readonly verdicts: readonly RiskVerdict[];
  readonly requestedAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly requestedBy: string;
}

export interface OrderPage extends Page<OrderView> {
  readonly position: Position | null;
}

type VerticalTerms = Pick<OrderView, "expiry" | "right" | "side" | "longStrike" | "shortStrike">;

/** A debit buys the leg that is worth more: the lower call, the higher put. */
function verticalTerms(legs: readonly OrderLeg[]): VerticalTerms {
  const long = legs.find((leg) => leg.action === "buy")?.contract;
  const short = legs.find((leg) => leg.action === "sell")?.contract;
  if (long === undefined || short === undefined) {
    return { expiry: null, right: null, side: null, longStrike: null, shortStrike: null };
  }
  const debit = long.right === "call" ? long.strike < short.strike : long.strike > short.strike;
  return {
    expiry: long.expiry,
    right: long.right,
    side: debit ? "debit" : "credit",
    longStrike: long.strike,
    shortStrike: short.strike,
  };
}

/** Signed price of one combo by the executions of the legs, when no one gave it for the combo; null without a fill. */
function legsAveragePrice(views: ViewStates, orderRef: OrderRef, filled: number): Micros | null {
  if (filled === 0) return null;
  let paid = 0;
  for (const { of, side, quantity, price } of executionsOf(views.executions, orderRef)) {
    if (of === "leg") paid += (side === "buy" ? 1 : -1) * quantity * price;
  }
  return micros(Math.round(paid / filled));
}

function commissionOf(views: ViewStates, orderRef: OrderRef): OrderView["commission"] {
  let sum: OrderView["commission"] = null;
  for (const { commission } of executionsOf(views.executions, orderRef)) {
    if (commission === null) continue;
    const { amount, currency } = commission;
    if (sum !== null && sum.currency !== currency) {
      throw new Error(`commissions of ${orderRef} in ${sum.currency} and ${currency}`);
    }
    sum = { amount: sum === null ? amount : addMicros(sum.amount, amount), currency };
  }
  return sum;
}

type Asked = Pick<OrderView, "account" | "symbol" | "quantity" | "timeInForce" | "width">;

/** Of a refused order that never was well formed: what its terms named. */
function askedFor({ request, refusedTerms }: OrderState): Asked {
  if (request !== null) return request;
  const text = (name: string): string | null => {
    const value = refusedTerms?.[name];
    return typeof value === "string" ? value : null;
  };
  const quantity = refusedTerms?.["quantity"];
  return {
    account: text("account"),
    symbol: text("symbol"),
    quantity: typeof quantity === "number" ? quantity : 0,
    timeInForce: null,
    width: null,
  };
}

function phaseOf({ orderRef, state }: OrderEntry): OrderPhase {
  if (state.phase === "none") throw new Error(`${orderRef} is listed and was never asked for`);
  return state.phase;
}

function orderView(views: ViewStates, entry: OrderEntry): OrderView {
  const { orderRef, state } = entry;
  const legs = state.placement?.legs ?? state.request?.legs ?? [];
  const { account, symbol, quantity, timeInForce, width } = askedFor(state);
  return {
    position: entry.position,
    orderRef,
    purpose: entry.purpose,
    account,
    symbol,
    words: orderWords(legs, quantity),
    ...verticalTerms(legs),
    width,
    quantity,
    filled: state.filled,
    remaining: state.remaining,
    limitPrice: limitPriceOf(state),
    averageFillPrice: state.averageFillPrice ?? legsAveragePrice(views, orderRef, state.filled),
    commission: commissionOf(views, orderRef),
    timeInForce,
    phase: phaseOf(entry),
    working: isLive(state),
    brokerStatus: entry.brokerStatus,
    permId: state.permIds.at(-1) ?? null,
    orderId: state.placement?.orderId ?? null,
    duplicated: state.duplicatePermIds,
    note: orderNote(entry),
    refusal: state.refusal,
    verdicts: state.assessment?.verdicts ?? [],
    requestedAt: entry.requestedAt,
    updatedAt: entry.updatedAt,
    requestedBy: entry.requestedBy,
  };
}

/** One order, previews included; null when the reference is not known. */
export function orderOf(views: ViewStates, orderRef: OrderRef): OrderView | null {
  const order = views.orders.orders.get(orderRef);
  return order === undefined ? null : orderView(views, order);
}

/** Orders meant to be placed, newest first; previews are left out. Throws `RangeError` for a bad page request. */
export function ordersPage(
  views: ViewStates,
  { workingOnly, ...request }: PageRequest & { readonly workingOnly: boolean },
): OrderPage {
  const { orders, placed, placedCount, working, position } = views.orders;
  const page = pageNewestFirst(
    { size: placedCount, get: (place) => placed.get(place) },
    request,
    workingOnly ? (orderRef) => working.has(orderRef) : null,
    workingOnly ? working.size : placedCount,
    (orderRef) => {
      const order = orders.get(orderRef);
      if (order === undefined) throw new Error(`${orderRef} is listed and not known`);
      return orderView(views, order);
    },
  );
  return { position, ...page };
}
