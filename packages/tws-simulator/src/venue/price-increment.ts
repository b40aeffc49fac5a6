import type { Listing } from "./listing.ts";
import type { MarketRule } from "./market-rule.ts";
import { MONEY_PER_UNIT, type Money } from "./money.ts";

const CENT = MONEY_PER_UNIT / 100;

function flat(id: number, increment: Money): MarketRule {
  return { id, increments: [{ lowEdge: 0, increment }] };
}

/** Shares: a cent [D]. Below one dollar real shares have finer ticks; the venue has none so low. */
export const STOCK_RULE: MarketRule = flat(26, CENT);

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

/** Index futures: a quarter of a point [D]. */
const QUARTER_RULE: MarketRule = flat(67, 25 * CENT);

/** Their options: a nickel below 10.00, a quarter from there (CME Chapter 358A); the id is the venue's own [U]. */
export const FUTURE_OPTION_RULE: MarketRule = {
  id: 3401,
  increments: [
    { lowEdge: 0, increment: 5 * CENT },
    { lowEdge: 10 * MONEY_PER_UNIT, increment: 25 * CENT },
  ],
};

/** A ten-thousandth, the venue's smallest amount: real currency pairs have halves of it. */
const FINEST_RULE: MarketRule = flat(635, 1);

/** Combos: a cent whatever their legs' classes are (Cboe Rule 5.33) [D]. */
export const COMBO_TICK: Money = CENT;

/** Those that every venue knows. The increments of 26, 32, 67, 635 and 2806 are as TWS gives them [M]. */
export const MARKET_RULES: readonly MarketRule[] = [
  STOCK_RULE,
  PENNY_RULE,
  QUARTER_RULE,
  NICKEL_RULE,
  FINEST_RULE,
  flat(2806, 25 * CENT),
  FUTURE_OPTION_RULE,
];

/** Flat rules of listings that bring none have ids from here, by their increment. */
const FLAT_RULE_IDS_FROM = 900_000;
const flatRules = new Map<Money, MarketRule>();

function flatRule(minTick: Money): MarketRule {
  const known = flatRules.get(minTick);
  if (known !== undefined) return known;
  const rule = flat(FLAT_RULE_IDS_FROM + minTick, minTick);
  flatRules.set(minTick, rule);
  return rule;
}

/** The ticks of a listing's prices: those that it brings, or those that its kind and smallest tick mean. */
export function ruleOf(listing: Listing): MarketRule {
  const { kind, minTick, rule } = listing;
  if (rule !== undefined) return rule;
  if (kind === "option") return minTick === CENT ? PENNY_RULE : NICKEL_RULE;
  if (minTick === CENT) return STOCK_RULE;
  if (kind === "future" && minTick === 25 * CENT) return QUARTER_RULE;
  return minTick === 1 ? FINEST_RULE : flatRule(minTick);
}

/** A rule by its id, of those that all venues have or one of the listings' own; null when nothing has it. */
export function marketRuleById(id: number, listings: Iterable<Listing>): MarketRule | null {
  const common = MARKET_RULES.find((rule) => rule.id === id);
  if (common !== undefined) return common;
  for (const listing of listings) {
    const rule = ruleOf(listing);
    if (rule.id === id) return rule;
  }
  return null;
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
