import type { Amount } from "./book.ts";

/**
 * What the search over all divisions comes to for one spread of a common shape, initial and maintenance requirement
 * alike, against net liquidation value. Plain numbers in, so that a scanner may ask millions of times a second: amounts
 * are micros a contract (prices times the multiplier), `value` what an option is worth and `uncovered` what it needs
 * beyond that when it is short and nothing covers it (`uncoveredShareOption`). Nothing is checked here.
 *
 * Each is a least over few ways to divide the legs, because that is what the rules allow. Long options are required in
 * full whichever way; a short option is covered by a long one and takes part in a loss, or needs `uncovered`.
 */

/** What a short option and the long one that covers it can lose: `sign` is 1 for calls, -1 for puts; strikes a contract. */
export function coveredLoss(sign: number, shortStrike: Amount, longStrike: Amount): Amount {
  return Math.max(0, sign * (longStrike - shortStrike));
}

/**
 * `longs` of one option against `shorts` of another of its right that ends no later: verticals, calendars and diagonals
 * (one of each) and ratio spreads. `loss` is what one pair can lose.
 */
export function pairedMargin(
  shorts: number,
  shortValue: Amount,
  uncovered: Amount,
  longs: number,
  longValue: Amount,
  loss: Amount,
): Amount {
  const pairs = Math.min(shorts, longs);
  const covered = pairs * (loss - shortValue) + (shorts - pairs) * uncovered;
  return Math.max(0, longs * longValue + Math.min(covered, shorts * uncovered));
}

/** A short straddle or strangle: what the side with the greater requirement, its value included, needs beyond its value. */
export function strangleMargin(
  callValue: Amount,
  callUncovered: Amount,
  putValue: Amount,
  putUncovered: Amount,
): Amount {
  return callUncovered + callValue >= putUncovered + putValue ? callUncovered : putUncovered;
}

/** One option as closed forms take it: strike and amounts in micros a contract. */
export interface MarginedOption {
  readonly strike: Amount;
  readonly value: Amount;
  readonly uncovered: Amount;
}

/** What is bought is never uncovered. */
export type MarginedLong = Omit<MarginedOption, "uncovered">;

/**
 * A covered pair of calls and one of puts whose short options end together: iron condors and iron butterflies, bought or
 * sold, double calendars and double diagonals. Both pairs share their worst outcome.
 */
export function ironMargin(
  shortCall: MarginedOption,
  longCall: MarginedLong,
  shortPut: MarginedOption,
  longPut: MarginedLong,
): Amount {
  const callLoss = coveredLoss(1, shortCall.strike, longCall.strike);
  const putLoss = coveredLoss(-1, shortPut.strike, longPut.strike);
  const loss =
    longPut.strike <= shortPut.strike &&
    shortPut.strike <= shortCall.strike &&
    shortCall.strike <= longCall.strike
      ? Math.max(callLoss, putLoss)
      : ironLoss(shortCall.strike, longCall.strike, shortPut.strike, longPut.strike);
  const both = loss - shortCall.value - shortPut.value;
  const calls = callLoss - shortCall.value + shortPut.uncovered;
  const puts = putLoss - shortPut.value + shortCall.uncovered;
  const neither = strangleMargin(shortCall.value, shortCall.uncovered, shortPut.value, shortPut.uncovered);
  return Math.max(0, longCall.value + longPut.value + Math.min(both, calls, puts, neither));
}

/** The worst outcome of both pairs together lies at a price of zero or at a strike. */
function ironLoss(shortCall: Amount, longCall: Amount, shortPut: Amount, longPut: Amount): Amount {
  // Two debit spreads lose nothing wherever they end.
  if (longCall <= shortCall && longPut >= shortPut) return 0;
  const lostAt = (price: Amount): Amount =>
    Math.max(0, price - shortCall) -
    Math.max(0, price - longCall) +
    Math.max(0, shortPut - price) -
    Math.max(0, longPut - price);
  return Math.max(0, lostAt(0), lostAt(shortCall), lostAt(longCall), lostAt(shortPut), lostAt(longPut));
}

/**
 * A butterfly with long wings and a short body of two, all of one right (`sign` as above) and expiry, strikes rising. Its
 * wings may be of unequal width.
 */
export function butterflyMargin(
  sign: number,
  low: MarginedLong,
  body: MarginedOption,
  high: MarginedLong,
): Amount {
  const all = Math.max(0, sign * (low.strike + high.strike - 2 * body.strike)) - 2 * body.value;
  const withLow = coveredLoss(sign, body.strike, low.strike) - body.value + body.uncovered;
  const withHigh = coveredLoss(sign, body.strike, high.strike) - body.value + body.uncovered;
  return Math.max(0, low.value + high.value + Math.min(all, withLow, withHigh, 2 * body.uncovered));
}

/** The same sold: short wings and a long body of two. */
export function shortButterflyMargin(
  sign: number,
  low: MarginedOption,
  body: MarginedLong,
  high: MarginedOption,
): Amount {
  const lowLoss = coveredLoss(sign, low.strike, body.strike);
  const highLoss = coveredLoss(sign, high.strike, body.strike);
  const all = Math.max(lowLoss, highLoss) - low.value - high.value;
  const withLow = lowLoss - low.value + high.uncovered;
  const withHigh = highLoss - high.value + low.uncovered;
  return Math.max(0, 2 * body.value + Math.min(all, withLow, withHigh, low.uncovered + high.uncovered));
}
