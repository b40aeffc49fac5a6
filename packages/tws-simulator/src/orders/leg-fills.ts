import type { Quote, QuoteSide } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { hashNumbers, hashText } from "../venue/random.ts";
import { fillQuantity, type FillHabits, type LegTrade } from "./fills.ts";
import { match } from "./matching.ts";
import { type Order, signedLegs } from "./order.ts";

interface LegState {
  readonly index: number;
  readonly conId: number;
  /** Signed, as the order trades it. */
  readonly ratio: number;
  readonly traded: number;
  readonly value: Money;
}

function legStates(order: Order): readonly LegState[] {
  return signedLegs(order.terms).map(({ conId, ratio }, index) => {
    const fill = order.legFills.find((known) => known.conId === conId);
    return { index, conId, ratio, traded: fill?.quantity ?? 0, value: fill?.value ?? 0 };
  });
}

/** The units of a combo that trades of its legs complete, and the price of one: what the legs cost on average. */
export function completedUnits(
  order: Order,
  trades: readonly LegTrade[],
): { readonly units: number; readonly price: Money } {
  let units = Infinity;
  let net = 0;
  for (const { index, ratio, traded, value } of legStates(order)) {
    const trade = trades.find((candidate) => candidate.index === index);
    const quantity = traded + (trade?.quantity ?? 0);
    units = Math.min(units, Math.floor(quantity / Math.abs(ratio)));
    if (quantity > 0) net += (ratio * (value + (trade?.quantity ?? 0) * (trade?.price ?? 0))) / quantity;
  }
  const added = units - order.filled;
  if (added <= 0) return { units: 0, price: 0 };
  const direction = order.terms.action === "BUY" ? 1 : -1;
  return { units: added, price: Math.round((direction * net * units - order.filledValue) / added) };
}

const unitsOf = ({ traded, ratio }: LegState): number => traded / Math.abs(ratio);

/** Whether no leg has traded more than the others: the order may end without a position that nobody wanted. */
export function areLegsEven(order: Order): boolean {
  return new Set(legStates(order).map((leg) => unitsOf(leg))).size === 1;
}

function sideOf(ratio: number, quote: Quote): QuoteSide | null {
  return ratio > 0 ? quote.ask : quote.bid;
}

function tradeAtMarket(leg: LegState, wanted: number, quote: Quote): LegTrade | null {
  const side = sideOf(leg.ratio, quote);
  if (side === null) return null;
  const quantity = Math.min(wanted, side.size);
  return quantity < 1 ? null : { index: leg.index, quantity, price: side.price };
}

/** Each leg by its own limit, whatever becomes of the other. */
function tradeByLegPrices(
  order: Order,
  prices: readonly Money[],
  quoteOf: (conId: number) => Quote,
): readonly LegTrade[] {
  return legStates(order).flatMap((leg) => {
    const wanted = order.terms.quantity * Math.abs(leg.ratio) - leg.traded;
    const trade = wanted > 0 ? tradeAtMarket(leg, wanted, quoteOf(leg.conId)) : null;
    const limit = prices[leg.index] ?? 0;
    if (trade === null || (leg.ratio > 0 ? trade.price > limit : trade.price < limit)) return [];
    return [trade];
  });
}

/** The leg that begins: the one that `LeginPrio` names, counted from 1 [U], or one that the seed picks. */
function firstLeg(order: Order, legs: number, seed: string): number {
  const named = Number(order.terms.smartComboRouting.find(({ tag }) => tag === "LeginPrio")?.value ?? 0);
  if (named >= 1 && named <= legs) return named - 1;
  return hashNumbers(hashText(seed), order.permId) % legs;
}

/**
 * What a non-guaranteed combo trades now: one leg first, when the whole is within its limit, and then the others after
 * it at whatever they cost by then. That is its leg risk: its price may end beyond the limit [D].
 */
export function legTrades(
  order: Order,
  quoteOf: (conId: number) => Quote,
  habits: FillHabits,
): readonly LegTrade[] {
  const { legPrices } = order.terms;
  if (legPrices !== null) return tradeByLegPrices(order, legPrices, quoteOf);
  const legs = legStates(order);
  const lead = Math.max(...legs.map((leg) => unitsOf(leg)));
  const behind = legs.find((leg) => unitsOf(leg) < lead);
  if (behind !== undefined) {
    const wanted = lead * Math.abs(behind.ratio) - behind.traded;
    const trade = tradeAtMarket(behind, Math.ceil(wanted), quoteOf(behind.conId));
    return trade === null ? [] : [trade];
  }
  const matched = match(order, quoteOf);
  const first = legs[firstLeg(order, legs.length, habits.seed)];
  if (matched === null || first === undefined) return [];
  const units = fillQuantity(order, matched, habits);
  const trade = tradeAtMarket(first, units * Math.abs(first.ratio), quoteOf(first.conId));
  if (trade === null) return [];
  return [{ ...trade, quantity: trade.quantity - (trade.quantity % Math.abs(first.ratio)) }];
}
