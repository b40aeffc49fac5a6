import { type ParityFit, type ParityPoint, regressParity } from "./parity-regression.ts";

/** The quotes of a call and a put of one strike and expiry, in currency units a share. */
export interface ParityPair {
  readonly strike: number;
  readonly callBid: number;
  readonly callAsk: number;
  readonly putBid: number;
  readonly putAsk: number;
}

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
/** An American pair's strike may lie this many straddles from the money: about 2.4 standard deviations of the forward. */
const STRADDLES_AWAY_MAX = 3;

function failed(reason: ParityFailure): ParityResult {
  return { kind: "failed", reason };
}

function isQuote(bid: number, ask: number): boolean {
  return bid > 0 && ask >= bid && Number.isFinite(ask);
}

function isUsable({ strike, callBid, callAsk, putBid, putAsk }: ParityPair): boolean {
  return strike > 0 && Number.isFinite(strike) && isQuote(callBid, callAsk) && isQuote(putBid, putAsk);
}

/** Call minus put by the mids; a mid errs by a uniform share of the width, so that its variance is width²/12. */
function pointOf({ strike, callBid, callAsk, putBid, putAsk }: ParityPair): ParityPoint {
  const tick = 1e-4 * strike;
  const variance = ((callAsk - callBid) ** 2 + (putAsk - putBid) ** 2) / 12;
  return {
    strike,
    difference: (callBid + callAsk - putBid - putAsk) / 2,
    low: callBid - putAsk,
    high: callAsk - putBid,
    weight: 1 / (variance + (tick * tick) / 12),
  };
}

/** The pairs near enough to the money for parity to hold for American options, by the straddle of the nearest one. */
function nearTheMoney(pairs: readonly ParityPair[]): readonly ParityPair[] {
  const straddle = (pair: ParityPair) => (pair.callBid + pair.callAsk + pair.putBid + pair.putAsk) / 2;
  const gap = (pair: ParityPair) => Math.abs(pair.callBid + pair.callAsk - pair.putBid - pair.putAsk);
  const centre = pairs.reduce((best, pair) => (gap(pair) < gap(best) ? pair : best));
  const reach = STRADDLES_AWAY_MAX * straddle(centre);
  return pairs.filter((pair) => Math.abs(pair.strike - centre.strike) <= reach);
}

function inferred(fit: ParityFit, input: ParityInput, pairsUnusable: number): ParityResult {
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
    pairsUsed: fit.points.length,
    pairsUnusable,
    pairsContradicting,
    lowest,
    highest,
  };
}

/**
 * Forward, discount and dividend yield that a chain's own quotes imply by put-call parity, `call - put =
 * discount·(forward - strike)` (H. Stoll, Journal of Finance 24, 1969): a robust regression of `call - put` on strike,
 * weighted by the quotes' widths. Parity holds for European options only; of American ones the pairs near the money
 * are used. Never throws: what cannot be inferred says why.
 */
export function inferForward(input: ParityInput): ParityResult {
  const { spot, years, rate, style } = input;
  if (spot !== null && !(spot > 0 && Number.isFinite(spot))) return failed("bad-spot");
  if (!(years > 0 && Number.isFinite(years))) return failed("bad-years");
  if (rate !== null && !Number.isFinite(rate)) return failed("bad-rate");
  const usable = input.pairs.filter(isUsable);
  if (usable.length === 0) return failed("no-pairs");
  const pairs = style === "american" ? nearTheMoney(usable) : usable;
  if (rate === null && pairs.length < PAIRS_MIN_WITHOUT_RATE) return failed("too-few-pairs");
  const discount = rate === null ? null : Math.exp(-rate * years);
  const fit = regressParity(pairs.map(pointOf), discount);
  if (fit === null) return failed("rate-undetermined");
  return inferred(fit, input, input.pairs.length - usable.length);
}
