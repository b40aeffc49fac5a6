import { type ChargedTrade, fillCommissions } from "../account/commissions.ts";
import { emptyPosition, trade } from "../account/positions.ts";
import type { AccountState } from "../ledger/state.ts";
import type { Listing } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import { between, hashText, uniform } from "../venue/random.ts";
import type { Match } from "./matching.ts";
import { type Execution, type Order, remainingOf, signedLegs } from "./order.ts";

/** How the venue splits fills. */
export interface FillHabits {
  readonly seed: string;
  /** The chance that a fill of two or more takes a part only, from 0 to 1. */
  readonly partialFillChance: number;
  /** The chance in each second of the market that a combo meets hidden interest inside its natural price, from 0 to 1. */
  readonly improvementChance: number;
}

/** How much of the order this match fills, by the seed: the same for the same order and fill. */
export function fillQuantity(order: Order, matched: Match, habits: FillHabits): number {
  const most = Math.min(remainingOf(order), matched.quantityMax);
  if (most < 2 || order.terms.tif === "FOK" || order.terms.allOrNone) return most;
  const keys = [hashText(habits.seed), order.permId, order.filled] as const;
  return uniform(...keys, 1) < habits.partialFillChance ? between(1, most - 1, ...keys, 2) : most;
}

/** `0000e0d5.67fe667b.01.01`: venue, fill, part, correction. */
function execId(seed: string, fill: number, part: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
  const session = hex(hashText(seed) & 0xffff, 4);
  return `0000${session}.${hex((0x65000000 + fill) >>> 0, 8)}.${String(part).padStart(2, "0")}.01`;
}

/** Contracts of one leg that a fill trades: of a single contract, that contract. */
export interface LegTrade {
  /** Of the order's legs. */
  readonly index: number;
  /** Without sign. */
  readonly quantity: number;
  readonly price: Money;
}

/** A fill that the venue is about to record. */
export interface Fill {
  readonly order: Order;
  /** Units of the order that are complete by it; 0 when only some legs of a combo are traded. */
  readonly units: number;
  /** Of a unit, in the order's own sense. */
  readonly price: Money;
  readonly legs: readonly LegTrade[];
  readonly at: number;
  /** Fills so far, for the execution's id. */
  readonly fills: number;
  readonly seed: string;
  readonly account: AccountState;
  readonly listingOf: (conId: number) => Listing;
}

/** Whole units at a match's prices, all legs together. */
export function wholeTrades(order: Order, matched: Match, units: number): readonly LegTrade[] {
  return signedLegs(order.terms).map(({ ratio }, index) => {
    const price = matched.legPrices[index];
    if (price === undefined) throw new Error(`the order has no leg ${index}`);
    return { index, quantity: units * Math.abs(ratio), price };
  });
}

/** What the executions of a fill have in common. */
function head(fill: Fill) {
  const { permId, orderId, clientId, terms } = fill.order;
  const { account, orderRef, contract } = terms;
  const exchange = contract.exchange === "SMART" ? "CBOE" : contract.exchange;
  return { permId, orderId, clientId, account, at: fill.at, orderRef, exchange };
}

/** Of the units that a fill completes. */
function wholeFields(fill: Fill) {
  const { order, units, price } = fill;
  const cumulativeQuantity = order.filled + units;
  return {
    ...head(fill),
    execId: execId(fill.seed, fill.fills + 1, 1),
    side: order.terms.action === "BUY" ? ("BOT" as const) : ("SLD" as const),
    quantity: units,
    price,
    cumulativeQuantity,
    averagePrice: (order.filledValue + price * units) / cumulativeQuantity,
  };
}

/**
 * The executions of one fill: of the contract, or of the combo's complete units and then of each leg [U on their
 * order]. A leg carries its commission and what it realised.
 */
export function fillExecutions(fill: Fill): readonly Execution[] {
  const { contract } = fill.order.terms;
  const costs = legCosts(fill);
  if (contract.kind === "single") {
    const { conId } = contract;
    const [cost] = costs;
    if (cost === undefined) throw new Error("a single contract has one leg");
    const { symbol } = fill.listingOf(conId);
    return [{ ...wholeFields(fill), ...cost, kind: "single", conId, symbol }];
  }
  const legs = fill.legs.map((trade, index) => legExecution(fill, trade, costs[index] as LegCost));
  if (fill.units === 0) return legs;
  const { symbol } = contract;
  const none = { commission: 0, realisedProfit: null };
  return [{ ...wholeFields(fill), ...none, kind: "combo", conId: null, symbol }, ...legs];
}

function legExecution(fill: Fill, traded: LegTrade, cost: LegCost): Execution {
  const { order } = fill;
  const { index, quantity, price } = traded;
  const leg = signedLegs(order.terms)[index];
  if (leg === undefined) throw new Error(`the order has no leg ${index}`);
  const { conId } = leg;
  const before = order.legFills.find((known) => known.conId === conId);
  const cumulativeQuantity = (before?.quantity ?? 0) + quantity;
  return {
    ...head(fill),
    ...cost,
    kind: "leg",
    execId: execId(fill.seed, fill.fills + 1, index + 2),
    conId,
    symbol: fill.listingOf(conId).symbol,
    side: leg.ratio > 0 ? "BOT" : "SLD",
    quantity,
    price,
    cumulativeQuantity,
    averagePrice: ((before?.value ?? 0) + price * quantity) / cumulativeQuantity,
  };
}

interface LegCost {
  readonly commission: Money;
  readonly realisedProfit: Money | null;
}

/** What the order traded before, of each leg at its average price. */
function tradedBefore({ order, listingOf }: Fill): readonly ChargedTrade[] {
  const { contract } = order.terms;
  if (contract.kind === "combo") {
    return order.legFills.map(({ conId, quantity, value }) => ({
      listing: listingOf(conId),
      quantity,
      price: value / quantity,
    }));
  }
  if (order.filled === 0) return [];
  const price = order.filledValue / order.filled;
  return [{ listing: listingOf(contract.conId), quantity: order.filled, price }];
}

/** Each leg's commission, and what the leg realises. */
function legCosts(fill: Fill): readonly LegCost[] {
  const { order, account, listingOf } = fill;
  const signed = signedLegs(order.terms);
  const legs = fill.legs.map(({ index, quantity, price }) => {
    const leg = signed[index];
    if (leg === undefined) throw new Error(`the order has no leg ${index}`);
    const { conId, ratio } = leg;
    return { conId, listing: listingOf(conId), price, traded: Math.sign(ratio) * quantity };
  });
  const fills = legs.map(({ listing, traded, price: paid }) => ({ listing, quantity: traded, price: paid }));
  const commissions = fillCommissions(order.commission, tradedBefore(fill), fills);
  return legs.map(({ conId, listing, price, traded }, index) => {
    const commission = commissions[index] as Money;
    const position = account.positions.get(conId) ?? emptyPosition(conId);
    const value = price * traded * listing.multiplier;
    const { realised } = trade(position, { quantity: traded, value, commission });
    return { commission, realisedProfit: realised };
  });
}
