import { microsToNumber } from "../../kernel/money.ts";
import { blackPrice } from "../../pricing/black-core.ts";
import { isOptionLeg, legWeight, type Spread } from "./spread.ts";
import { type SpreadModel, yearsToFront } from "./spread-model.ts";

/** An option at the front expiry: what is left of it, `years` of 0 for the ones that end there. */
interface Remainder {
  readonly weight: number;
  readonly sign: 1 | -1;
  readonly strike: number;
  /** Forward over spot, from the front expiry to its own. */
  readonly growth: number;
  readonly discount: number;
  readonly totalVolatility: number;
}

/** What a spread is worth at its front expiry, a share, and where that is not smooth or bends most. */
export interface FrontValue {
  readonly at: (underlying: number) => number;
  /** Strikes and, for legs that live on, the prices whose forwards they are. Rising. */
  readonly bends: readonly number[];
  /** Prices at which exercising a leg that lives on brings as much as holding it: there the value is not smooth. */
  readonly exercises: readonly number[];
  /** Lots of the underlying that it is worth far above all strikes: above 0 it gains without limit. */
  readonly slopeBeyond: number;
  /** Least and largest total volatility of the legs that live on; null when there are none. */
  readonly totalVolatility: { readonly least: number; readonly largest: number } | null;
}

/**
 * Legs that end at the front expiry at their payoff; the others at their European value with the volatility that they
 * have now, but never below what exercising them brings. So an option on shares, which may be exercised early, is taken
 * at a lower bound (its value lies within what early exercise is worth above it). A negative yield is taken as 0 here:
 * with it a call would be worth ever more than the share it is for.
 */
export function frontValue(spread: Pick<Spread, "legs" | "multiplier">, model: SpreadModel): FrontValue {
  const front = yearsToFront(model);
  const parts: Remainder[] = [];
  const bends = new Set<number>();
  const exercises: number[] = [];
  let lots = 0;
  let slopeBeyond = 0;
  for (const [index, leg] of spread.legs.entries()) {
    const weight = legWeight(spread, leg);
    const terms = model.legs[index];
    if (!isOptionLeg(leg)) {
      lots += weight;
      slopeBeyond += weight;
      continue;
    }
    if (terms === null || terms === undefined) throw new RangeError(`leg ${index} has no model`);
    const years = terms.years - front;
    const strike = microsToNumber(leg.contract.strike);
    const sign = leg.contract.right === "call" ? 1 : -1;
    const dividendYield = Math.max(0, terms.dividendYield);
    const growth = Math.exp((terms.rate - dividendYield) * years);
    const totalVolatility = terms.volatility * Math.sqrt(years);
    const part = {
      weight,
      sign,
      strike,
      growth,
      discount: Math.exp(-terms.rate * years),
      totalVolatility,
    } as const;
    parts.push(part);
    const exercise = exercisePrice(part);
    if (exercise !== null) exercises.push(exercise);
    bends.add(strike).add(strike / growth);
    if (sign === 1) slopeBeyond += weight;
  }
  const live = parts.map(({ totalVolatility }) => totalVolatility).filter((total) => total > 0);
  return {
    at: (underlying) => valueAt(parts, lots, underlying),
    bends: [...bends].sort((a, b) => a - b),
    exercises,
    slopeBeyond,
    totalVolatility: live.length === 0 ? null : { least: Math.min(...live), largest: Math.max(...live) },
  };
}

/** Calls that are exercised only beyond so many times their strike are not: nothing trades there. */
const EXERCISE_REACH = 4;
const HALVINGS = 48;

/** Where exercising overtakes holding: of a put below its strike, of a call above; null where it never does. By halving. */
function exercisePrice(part: Remainder): number | null {
  const { sign, strike, totalVolatility } = part;
  if (totalVolatility === 0) return null;
  let exercised = sign === 1 ? EXERCISE_REACH * strike : 1e-6 * strike;
  let held = strike;
  if (sign * (exercised - strike) <= heldValue(part, exercised)) return null;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = 0.5 * (exercised + held);
    if (sign * (middle - strike) > heldValue(part, middle)) exercised = middle;
    else held = middle;
  }
  return exercised;
}

function heldValue(
  { sign, strike, growth, discount, totalVolatility }: Remainder,
  underlying: number,
): number {
  return discount * blackPrice(sign, underlying * growth, strike, totalVolatility);
}

function valueAt(parts: readonly Remainder[], lots: number, underlying: number): number {
  let value = lots * underlying;
  for (const part of parts) {
    const exercised = Math.max(0, part.sign * (underlying - part.strike));
    value += part.weight * Math.max(exercised, heldValue(part, underlying));
  }
  return value;
}
