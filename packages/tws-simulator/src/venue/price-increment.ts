import type { Listing } from "./listing.ts";
import { MONEY_PER_UNIT, type Money } from "./money.ts";

/** From `lowEdge` up prices move by `increment`. */
export interface PriceIncrement {
  readonly lowEdge: Money;
  readonly increment: Money;
}

export interface MarketRule {
  readonly id: number;
  readonly increments: readonly PriceIncrement[];
}

const CENT = MONEY_PER_UNIT / 100;

/** Shares: a cent [D]. Below one dollar real shares have finer ticks; the venue has none so low. */
export const STOCK_RULE: MarketRule = { id: 26, increments: [{ lowEdge: 0, increment: CENT }] };

/** Options in the penny programme: a cent below 3.00, a nickel from there (Cboe Rule 5.4) [D]. */
const PENNY_RULE: MarketRule = {
  id: 32,
  increments: [
    { lowEdge: 0, increment: CENT },
    { lowEdge: 3 * MONEY_PER_UNIT, increment: 5 * CENT },
  ],
};

/** Options outside it: a nickel below 3.00, a dime from there (Cboe Rule 5.4) [D]. */
const NICKEL_RULE: MarketRule = {
  id: 109,
  increments: [
    { lowEdge: 0, increment: 5 * CENT },
    { lowEdge: 3 * MONEY_PER_UNIT, increment: 10 * CENT },
  ],
};

/** Combos: a cent whatever their legs' classes are (Cboe Rule 5.33) [D]. */
export const COMBO_TICK: Money = CENT;

export const MARKET_RULES: readonly MarketRule[] = [STOCK_RULE, PENNY_RULE, NICKEL_RULE];

export function ruleOf(listing: Listing): MarketRule {
  if (listing.kind === "stock") return STOCK_RULE;
  return listing.minTick === CENT ? PENNY_RULE : NICKEL_RULE;
}

/** The increment that holds at a price; a negative price has its size's. */
export function incrementAt(rule: MarketRule, price: Money): Money {
  let increment = rule.increments[0]?.increment ?? CENT;
  for (const step of rule.increments) if (Math.abs(price) >= step.lowEdge) increment = step.increment;
  return increment;
}

/** `price` on the grid of its increment, away from zero or towards it. Never below 0. */
export function roundToIncrement(rule: MarketRule, price: Money, direction: "down" | "up"): Money {
  const increment = incrementAt(rule, price);
  const steps = price / increment;
  const whole = direction === "down" ? Math.floor(steps + 1e-9) : Math.ceil(steps - 1e-9);
  return Math.max(0, whole * increment);
}
