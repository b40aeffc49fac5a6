import type { Smile } from "./smile.ts";
import { totalVariance } from "./svi.ts";

/** Where an earlier expiry is dearer than a later one: a calendar spread could be bought for less than nothing. */
export interface CalendarViolation {
  /** ln(strike/forward) of the worst place. */
  readonly logMoneyness: number;
  /** By how much the later expiry's volatility lies below what the earlier one's total variance demands. */
  readonly volatilityGap: number;
}

const NODES = 64;
/** Total variances this close, relatively, are the same. */
const NOISE = 1e-9;

/**
 * The worst place, among the strikes that both were fitted to, where total variance falls from an earlier expiry to a
 * later one (Gatheral and Jacquier 2014, lemma 2.1: at equal log-moneyness it must not); null where it never does. An
 * earlier smile is one of less time; throws `RangeError` when it is not.
 */
export function calendarViolation(earlier: Smile, later: Smile): CalendarViolation | null {
  if (!(earlier.years < later.years)) throw new RangeError(`not earlier: ${earlier.years}, ${later.years}`);
  const low = Math.max(
    Math.log(earlier.strikeLow / earlier.forward),
    Math.log(later.strikeLow / later.forward),
  );
  const high = Math.min(
    Math.log(earlier.strikeHigh / earlier.forward),
    Math.log(later.strikeHigh / later.forward),
  );
  if (low > high) return null;
  let worst: CalendarViolation | null = null;
  for (let node = 0; node <= NODES; node += 1) {
    const logMoneyness = low + ((high - low) * node) / NODES;
    const demanded = totalVariance(earlier.parameters, logMoneyness);
    const given = totalVariance(later.parameters, logMoneyness);
    if (given >= demanded * (1 - NOISE)) continue;
    const volatilityGap = (Math.sqrt(demanded) - Math.sqrt(given)) / Math.sqrt(later.years);
    if (volatilityGap > (worst?.volatilityGap ?? 0)) worst = { logMoneyness, volatilityGap };
  }
  return worst;
}
