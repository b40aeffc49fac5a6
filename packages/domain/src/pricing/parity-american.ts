import { earlyExercisePremiums } from "./american/continuous.ts";
import type { PricingInput } from "./black-scholes.ts";
import { black76Volatility } from "./implied-volatility.ts";
import type { ParityPair } from "./parity-quotes.ts";
import { type ParityFit, type ParityPoint, regressParity } from "./parity-regression.ts";

/** How many straddles from the money a strike may lie: about 1.2 standard deviations of the forward. */
const STRADDLES_AWAY_MAX = 1.5;
/** As many pairs as there are at the least, the nearest ones. */
const PAIRS_NEAR_MIN = 6;
/** Rounds of a fit that has to settle. */
export const ROUNDS_MAX = 12;
/** Share of the forward; a hundredth of what any quote tells. */
const SETTLED = 1e-7;

/**
 * The pairs near enough to the money to tell the forward of American options: far from it one of the two is worth its
 * exercise, which is the same for every forward.
 */
export function nearTheMoney(pairs: readonly ParityPair[]): readonly ParityPair[] {
  const straddle = (pair: ParityPair) => (pair.callBid + pair.callAsk + pair.putBid + pair.putAsk) / 2;
  const gap = (pair: ParityPair) => Math.abs(pair.callBid + pair.callAsk - pair.putBid - pair.putAsk);
  const centre = pairs.reduce((best, pair) => (gap(pair) < gap(best) ? pair : best));
  const reach = STRADDLES_AWAY_MAX * straddle(centre);
  const byDistance = pairs.toSorted(
    (a, b) => Math.abs(a.strike - centre.strike) - Math.abs(b.strike - centre.strike),
  );
  return byDistance.filter(
    (pair, index) => index < PAIRS_NEAR_MIN || Math.abs(pair.strike - centre.strike) <= reach,
  );
}

export interface AmericanMarket {
  readonly spot: number;
  readonly years: number;
}

/** Pairs, and the points that they give. */
export interface Quotes {
  readonly points: readonly ParityPoint[];
  readonly pairs: readonly ParityPair[];
}

/** Volatility of the pair nearest to the forward: that of its straddle, less what early exercise adds to it. */
function volatilityAtTheMoney(
  pairs: readonly ParityPair[],
  fit: ParityFit,
  years: number,
  premiums: readonly number[],
): number | null {
  const distance = (index: number) => Math.abs((pairs[index]?.strike ?? Infinity) - fit.forward);
  const nearest = pairs.reduce((best, _, index) => (distance(index) < distance(best) ? index : best), 0);
  const pair = pairs[nearest];
  if (pair === undefined) return null;
  const { strike, callBid, callAsk, putBid, putAsk } = pair;
  // Of the two European prices the mean straddle keeps what parity does not fix: the time value.
  const straddle = (callBid + callAsk + putBid + putAsk) / 2 - (premiums[nearest] ?? 0);
  const call = (straddle + fit.discount * (fit.forward - strike)) / 2;
  const result = black76Volatility({
    right: "call",
    forward: fit.forward,
    strike,
    years,
    discount: fit.discount,
    price: call,
  });
  return result.kind === "volatility" ? result.volatility : null;
}

/** Calls' and puts' premiums of early exercise at every strike, under the rate, yield and volatility of a fit. */
function premiumsOf(
  { points, pairs }: Quotes,
  fit: ParityFit,
  { spot, years }: AmericanMarket,
  together: readonly number[],
): { readonly calls: readonly number[]; readonly puts: readonly number[] } | null {
  const volatility = volatilityAtTheMoney(pairs, fit, years, together);
  if (volatility === null) return null;
  const strikes = points.map((point) => point.strike);
  const rate = -Math.log(fit.discount) / years;
  const dividendYield = rate - Math.log(fit.forward / spot) / years;
  const base: PricingInput = { right: "call", spot, strike: spot, years, rate, dividendYield, volatility };
  return {
    calls: earlyExercisePremiums(base, strikes),
    puts: earlyExercisePremiums({ ...base, right: "put" }, strikes),
  };
}

/**
 * The line through `call - put` without the premiums of early exercise, under a given discount: a fit gives dividend
 * yield and volatility, these the premiums (one exercise boundary a side serves all strikes), and what is left is
 * fitted again until it settles. Null when it does not within `ROUNDS_MAX`; with fewer rounds the last fit.
 */
export function settle(
  quotes: Quotes,
  market: AmericanMarket,
  discount: number,
  first: ParityFit,
  rounds: number,
): ParityFit | null {
  let fit: ParityFit = { ...first, discount };
  let together: readonly number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const premiums = premiumsOf(quotes, fit, market, together);
    if (premiums === null) return null;
    const { calls, puts } = premiums;
    together = calls.map((premium, index) => premium + (puts[index] ?? 0));
    const left = quotes.points.map(({ strike, difference, low, high, weight }, index) => {
      const excess = (calls[index] ?? 0) - (puts[index] ?? 0);
      return { strike, difference: difference - excess, low: low - excess, high: high - excess, weight };
    });
    const next = regressParity(left, discount);
    if (next === null) return null;
    const moved = Math.abs(next.forward - fit.forward);
    fit = next;
    if (moved <= SETTLED * fit.forward) return fit;
  }
  return rounds < ROUNDS_MAX ? fit : null;
}
