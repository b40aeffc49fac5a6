import { nearTheMoney, ROUNDS_MAX, settle } from "./parity-american.ts";
import { isUsable, type ParityPair, pointOf } from "./parity-quotes.ts";
import { withFreeRate } from "./parity-rate.ts";
import { type ParityFit, regressParity } from "./parity-regression.ts";

export interface ParityInput {
  readonly pairs: readonly ParityPair[];
  /** The underlying's price at the same time, or null when it is not known: then no dividend yield is inferred. */
  readonly spot: number | null;
  /** Time to settlement (ACT/365), above 0. */
  readonly years: number;
  /** Continuously compounded a year; null to infer it from the slope of `call - put` over strikes. */
  readonly rate: number | null;
  readonly style: "american" | "european";
}

/** What the chain itself says of carry; doubles, in currency units a share. */
export interface InferredForward {
  readonly kind: "inferred";
  readonly forward: number;
  /** Value now of one unit at expiry: exp(-rate·years). */
  readonly discount: number;
  readonly rate: number;
  /** Of the inferred rate; 0 when the rate was given. */
  readonly rateStandardError: number;
  /** The continuous yield that leads from spot to forward, borrow fees included; null without a spot. */
  readonly dividendYield: number | null;
  /** Of `forward`, from the scatter of the pairs around the line. */
  readonly standardError: number;
  /** By how much early exercise moved `forward`: 0 for European options, null where it needs the spot to be known. */
  readonly earlyExerciseShift: number | null;
  readonly pairsUsed: number;
  /** Pairs without two sane two-sided quotes. */
  readonly pairsUnusable: number;
  /** Pairs whose bids and asks exclude the forward: one of their quotes is stale, or there is an arbitrage. */
  readonly pairsContradicting: number;
  /** The forwards that the bids and asks of all other used pairs allow. */
  readonly lowest: number;
  readonly highest: number;
}

export type ParityFailure =
  /** `spot`, `years` or `rate` is NaN, infinite, or not above 0 where it has to be. */
  | "bad-spot"
  | "bad-years"
  | "bad-rate"
  /** American options without a given rate: only with the spot do they tell interest from early exercise. */
  | "missing-spot"
  /** No pair with two sane two-sided quotes. */
  | "no-pairs"
  /** One pair cannot tell a rate, nor two how sure it is. */
  | "too-few-pairs"
  /** The slope leaves the rate open by more than `RATE_ERROR_MAX`: give a rate. */
  | "rate-undetermined"
  /** More than half of the pairs exclude the forward that fits the others. */
  | "contradictory";

export type ParityResult = InferredForward | { readonly kind: "failed"; readonly reason: ParityFailure };

/** Pairs that an inferred rate rests on: two make a line, a third shows its error. */
const PAIRS_MIN_WITHOUT_RATE = 3;
/** A rate less certain than this (standard error, per year) would put more into early exercise than no rate at all. */
export const RATE_ERROR_MAX = 0.05;

function failed(reason: ParityFailure): ParityResult {
  return { kind: "failed", reason };
}

function inferred({ fit, shift }: Fitted, input: ParityInput, pairsUnusable: number): ParityResult {
  const { years, spot } = input;
  const rate = input.rate ?? -Math.log(fit.discount) / years;
  const rateStandardError = fit.discountStandardError / (fit.discount * years);
  if (!(rateStandardError <= RATE_ERROR_MAX)) return failed("rate-undetermined");
  const { forward, discount } = fit;
  let [lowest, highest] = [-Infinity, Infinity];
  let pairsContradicting = 0;
  for (const { strike, low, high } of fit.points) {
    const [from, to] = [strike + low / discount, strike + high / discount];
    if (from > forward || to < forward) pairsContradicting += 1;
    else {
      lowest = Math.max(lowest, from);
      highest = Math.min(highest, to);
    }
  }
  if (2 * pairsContradicting > fit.points.length || !(forward > 0)) return failed("contradictory");
  return {
    kind: "inferred",
    forward,
    discount,
    rate,
    rateStandardError,
    dividendYield: spot === null ? null : rate - Math.log(forward / spot) / years,
    standardError: fit.forwardStandardError,
    earlyExerciseShift: shift,
    pairsUsed: fit.points.length,
    pairsUnusable,
    pairsContradicting,
    lowest,
    highest,
  };
}

interface Fitted {
  readonly fit: ParityFit;
  readonly shift: number | null;
}

function fitted(pairs: readonly ParityPair[], input: ParityInput): Fitted | null {
  const { years, rate, style, spot } = input;
  const discount = rate === null ? null : Math.exp(-rate * years);
  const points = pairs.map(pointOf);
  // Early exercise tilts a free slope: the search for an American chain's rate starts from none.
  const fit = regressParity(points, style === "american" ? (discount ?? 1) : discount);
  if (fit === null || style === "european") return fit === null ? null : { fit, shift: 0 };
  if (spot === null) return { fit, shift: null };
  const quotes = { points, pairs };
  const market = { spot, years };
  const american =
    discount === null ? withFreeRate(quotes, market, fit) : settle(quotes, market, discount, fit, ROUNDS_MAX);
  return american === null ? null : { fit: american, shift: american.forward - fit.forward };
}

/**
 * Forward, discount and dividend yield that a chain's own quotes imply by put-call parity, `call - put =
 * discount·(forward - strike)` (H. Stoll, Journal of Finance 24, 1969): a robust regression of `call - put` on strike,
 * weighted by the quotes' widths. Parity holds for European options only; of American ones the pairs near the money
 * are used, less the premium of early exercise that the inferred rate and dividend yield themselves give them.
 * Never throws: what cannot be inferred says why.
 */
export function inferForward(input: ParityInput): ParityResult {
  const { spot, years, rate, style } = input;
  if (spot !== null && !(spot > 0 && Number.isFinite(spot))) return failed("bad-spot");
  if (!(years > 0 && Number.isFinite(years))) return failed("bad-years");
  if (rate !== null && !Number.isFinite(rate)) return failed("bad-rate");
  if (style === "american" && rate === null && spot === null) return failed("missing-spot");
  const usable = input.pairs.filter(isUsable);
  if (usable.length === 0) return failed("no-pairs");
  const pairs = style === "american" ? nearTheMoney(usable) : usable;
  if (rate === null && pairs.length < PAIRS_MIN_WITHOUT_RATE) return failed("too-few-pairs");
  const result = fitted(pairs, input);
  return result === null
    ? failed("rate-undetermined")
    : inferred(result, input, input.pairs.length - usable.length);
}
