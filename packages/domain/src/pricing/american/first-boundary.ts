import { europeanPut, type PutMarket } from "./market.ts";

const EXPANSIONS_MAX = 60;
const EXPANSION = 1.5;
/** Steps into the bracket, and its share of the depth that ends them: the fixed-point iteration repairs the rest. */
const STEPS_MAX = 6;
const BRACKET_SHARE = 0.02;

/** (1 - exp(-rate·years))/rate, also where the rate is 0. */
function annuity(rate: number, years: number): number {
  const growth = rate * years;
  return Math.abs(growth) < 1e-9 ? years : -Math.expm1(-growth) / rate;
}

/**
 * How far `logSpot` misses the QD+ condition for the exercise boundary of a put of strike 1 (M. Li, Review of
 * Derivatives Research 13, 2010, as in appendix A of Andersen, Lake and Offengenden): the quadratic approximation of
 * MacMillan and Barone-Adesi and Whaley with a term for the time dependence that they neglect. Positive above the
 * boundary.
 */
function miss(market: PutMarket, years: number, logSpot: number): number {
  const { rate, dividendYield, volatility } = market;
  const variance = volatility * volatility;
  const span = annuity(rate, years);
  const drift = (2 * (rate - dividendYield)) / variance - 1;
  const root = Math.sqrt(drift * drift + 8 / (variance * span));
  const exponent = -0.5 * (drift + root);
  const discount = Math.exp(-rate * years);
  const { value, theta, delta } = europeanPut(market, logSpot, years);
  const premium = -Math.expm1(logSpot) - value;
  const slope = 2 / (variance * span * span * root);
  // λ + c0 of the paper, times the premium, without dividing by it: 2λ + ω - 1 is -root.
  const correction =
    ((2 * discount) / (variance * root)) * (premium * (1 / span - slope / root) - theta / discount);
  return Math.exp(logSpot) * (1 + delta) + exponent * premium + correction;
}

/**
 * How far below `logHighest` the exercise boundary lies in ln(spot), `years` before expiry and roughly: the root of
 * `miss` bracketed from `start` outwards, then by regula falsi in its Illinois form. `start` where there is no root.
 */
export function firstDepth(market: PutMarket, years: number, logHighest: number, start: number): number {
  let [low, high] = [start, start];
  let missStart = miss(market, years, logHighest - start);
  const deeper = missStart > 0;
  let missLow = missStart;
  let missHigh = missStart;
  for (let expansion = 0; ; expansion += 1) {
    if (expansion === EXPANSIONS_MAX || Number.isNaN(missStart)) return start;
    const next = deeper ? high * EXPANSION : low / EXPANSION;
    missStart = miss(market, years, logHighest - next);
    if (deeper) {
      [low, missLow, high, missHigh] = [high, missHigh, next, missStart];
      if (missHigh <= 0) break;
    } else {
      [high, missHigh, low, missLow] = [low, missLow, next, missStart];
      if (missLow > 0) break;
    }
  }
  return illinois(market, years, logHighest, { low, missLow, high, missHigh });
}

interface Bracket {
  readonly low: number;
  readonly missLow: number;
  readonly high: number;
  readonly missHigh: number;
}

function illinois(market: PutMarket, years: number, logHighest: number, bracket: Bracket): number {
  let { low, missLow, high, missHigh } = bracket;
  let side = 0;
  for (let step = 0; step < STEPS_MAX && high - low > BRACKET_SHARE * high; step += 1) {
    const middle = (low * missHigh - high * missLow) / (missHigh - missLow);
    const missed = miss(market, years, logHighest - middle);
    if (missed > 0) {
      [low, missLow] = [middle, missed];
      if (side === 1) missHigh /= 2;
      side = 1;
    } else {
      [high, missHigh] = [middle, missed];
      if (side === -1) missLow /= 2;
      side = -1;
    }
  }
  return (low * missHigh - high * missLow) / (missHigh - missLow);
}
