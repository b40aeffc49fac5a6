import {
  addMicros,
  type EpochMs,
  type IsoDate,
  type MarginPreview,
  type Micros,
  micros,
  type OrderRef,
  type Position,
  type Refusal,
  type Right,
  type RiskVerdict,
  type TimeInForce,
} from "@legbook/domain";
import { orderWords } from "../contracts/words.ts";
import { combosFilled } from "../executions/filled.ts";
import { executionsOf } from "../executions/query.ts";
import { type Page, pageNewestFirst, type PageRequest } from "../paging.ts";
import type { ViewStates } from "../runner/states.ts";
import type { OrderState } from "./fold.ts";
import { orderNote } from "./note.ts";
import { isWorking, type OrderPhase } from "./phase.ts";

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

export interface OrderPreviewView {
  readonly position: Position;
  readonly orderRef: OrderRef;
  readonly limitPrice: Micros | null;
  readonly margin: MarginPreview | null;
  readonly marginFailure: string | null;
  /** Null until the risk rules were evaluated. */
  readonly passed: boolean | null;
  readonly verdicts: readonly RiskVerdict[];
  readonly refusal: Refusal | null;
}

type VerticalTerms = Pick<OrderView, "expiry" | "right" | "side" | "longStrike" | "shortStrike">;

/** A debit buys the leg that is worth more: the lower call, the higher put. */
function verticalTerms({ legs }: OrderState): VerticalTerms {
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

/** Signed price of one combo by our executions: of the summaries, else of the legs; null without any. */
function ownAveragePrice(views: ViewStates, order: OrderState): Micros | null {
  const executions = executionsOf(views.executions, order.orderRef);
  const combos = executions.filter((execution) => execution.of === "combo");
  const source = combos.length > 0 ? combos : executions;
  let paid = 0;
  let count = 0;
  for (const { side, quantity, price } of source) {
    paid += (side === "buy" ? 1 : -1) * quantity * price;
    count += quantity;
  }
  const filled = combos.length > 0 ? count : combosFilled(order, order.legs);
  return filled === 0 ? null : micros(Math.round(paid / filled));
}

function commissionOf(views: ViewStates, order: OrderState): OrderView["commission"] {
  let sum: OrderView["commission"] = null;
  for (const { commission } of executionsOf(views.executions, order.orderRef)) {
    if (commission === null) continue;
    const { amount, currency } = commission;
    if (sum !== null && sum.currency !== currency) {
      throw new Error(`commissions of ${order.orderRef} in ${sum.currency} and ${currency}`);
    }
    sum = { amount: sum === null ? amount : addMicros(sum.amount, amount), currency };
  }
  return sum;
}

function orderView(views: ViewStates, order: OrderState): OrderView {
  const filled = Math.max(order.filledReported, combosFilled(order, order.legs));
  return {
    position: order.position,
    orderRef: order.orderRef,
    purpose: order.purpose,
    account: order.account,
    symbol: order.symbol,
    words: orderWords(order.legs, order.quantity),
    ...verticalTerms(order),
    width: order.width,
    quantity: order.quantity,
    filled,
    remaining: Math.max(0, order.quantity - filled),
    limitPrice: order.limitPrice,
    averageFillPrice: order.averageFillPriceReported ?? ownAveragePrice(views, order),
    commission: commissionOf(views, order),
    timeInForce: order.timeInForce,
    phase: order.phase,
    working: isWorking(order.phase),
    brokerStatus: order.brokerStatus,
    permId: order.permIds.at(-1) ?? null,
    orderId: order.orderId,
    duplicated: order.permIds.length > 1,
    note: orderNote(order, filled),
    refusal: order.refusal,
    verdicts: order.assessment?.verdicts ?? [],
    requestedAt: order.requestedAt,
    updatedAt: order.updatedAt,
    requestedBy: order.requestedBy,
  };
}

/** One order, previews included; null when the reference is not known. */
export function orderOf(views: ViewStates, orderRef: OrderRef): OrderView | null {
  const order = views.orders.orders.get(orderRef);
  return order === undefined ? null : orderView(views, order);
}

/** What a preview or an order found out before anything was sent; null when the reference is not known. */
export function orderPreviewOf({ orders }: ViewStates, orderRef: OrderRef): OrderPreviewView | null {
  const order = orders.orders.get(orderRef);
  if (order === undefined) return null;
  return {
    position: order.position,
    orderRef,
    limitPrice: order.limitPrice,
    margin: order.margin,
    marginFailure: order.marginFailure,
    passed: order.assessment?.passed ?? null,
    verdicts: order.assessment?.verdicts ?? [],
    refusal: order.refusal,
  };
}

/** Orders meant to be placed, newest first; previews are left out. Throws `RangeError` for a bad page request. */
export function ordersPage(
  views: ViewStates,
  { workingOnly, ...request }: PageRequest & { readonly workingOnly: boolean },
): OrderPage {
  const { orders, placed, working, position } = views.orders;
  const page = pageNewestFirst(
    placed,
    request,
    workingOnly ? (orderRef) => working.has(orderRef) : null,
    workingOnly ? working.size : placed.length,
    (orderRef) => {
      const order = orders.get(orderRef);
      if (order === undefined) throw new Error(`${orderRef} is listed and not known`);
      return orderView(views, order);
    },
  );
  return { position, ...page };
}
