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

/** A fill that the venue is about to record. */
export interface Fill {
  readonly order: Order;
  readonly matched: Match;
  readonly quantity: number;
  readonly at: number;
  /** Fills so far, for the execution's id. */
  readonly fills: number;
  readonly seed: string;
  readonly account: AccountState;
  readonly listingOf: (conId: number) => Listing;
}

/** What the executions of a fill have in common. */
function head(fill: Fill) {
  const { permId, orderId, clientId, terms } = fill.order;
  const { account, orderRef, contract } = terms;
  const exchange = contract.exchange === "SMART" ? "CBOE" : contract.exchange;
  return { permId, orderId, clientId, account, at: fill.at, orderRef, exchange };
}

/**
 * The executions of one fill: of the contract, or of the combo as a whole and then of each leg [U on their order].
 * A leg carries its commission and what it realised.
 */
export function fillExecutions(fill: Fill): readonly Execution[] {
  const { order, matched, quantity } = fill;
  const { terms } = order;
  const cumulativeQuantity = order.filled + quantity;
  const averagePrice = (order.filledValue + matched.price * quantity) / cumulativeQuantity;
  const whole = {
    ...head(fill),
    execId: execId(fill.seed, fill.fills + 1, 1),
    side: terms.action === "BUY" ? ("BOT" as const) : ("SLD" as const),
    quantity,
    price: matched.price,
    cumulativeQuantity,
    averagePrice,
  };
  const costs = legCosts(fill);
  if (terms.contract.kind === "single") {
    const { conId } = terms.contract;
    const [cost] = costs;
    if (cost === undefined) throw new Error("a single contract has one leg");
    return [{ ...whole, ...cost, kind: "single", conId, symbol: fill.listingOf(conId).symbol }];
  }
  const { symbol } = terms.contract;
  const combo: Execution = {
    ...whole,
    kind: "combo",
    conId: null,
    symbol,
    commission: 0,
    realisedProfit: null,
  };
  return [combo, ...costs.map((cost, index) => legExecution(fill, cost, index))];
}

function legExecution(fill: Fill, cost: LegCost, index: number): Execution {
  const { order, matched } = fill;
  const leg = signedLegs(order.terms)[index];
  const price = matched.legPrices[index];
  if (leg === undefined || price === undefined) throw new Error(`the order has no leg ${index}`);
  const { conId } = leg;
  const ratio = Math.abs(leg.ratio);
  const quantity = fill.quantity * ratio;
  const before = order.legFills.find((leg) => leg.conId === conId);
  const value = (before?.value ?? 0) + price * quantity;
  const traded = (before?.quantity ?? 0) + quantity;
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
    cumulativeQuantity: (order.filled + fill.quantity) * ratio,
    averagePrice: value / traded,
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
  const { order, matched, quantity, account, listingOf } = fill;
  const legs = signedLegs(order.terms).map(({ conId, ratio }, index) => {
    const listing = listingOf(conId);
    const price = matched.legPrices[index] as Money;
    return { conId, listing, price, traded: ratio * quantity };
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
