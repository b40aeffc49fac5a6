import { MICROS_PER_UNIT } from "@legbook/domain";

/** What is wrong with an option's quote: a set of bits, 0 when nothing is. Codes are not stored. */
export const QUOTE_FLAGS = {
  /** Its last session has closed. */
  expired: 1,
  /** Trading in it is halted. */
  halted: 2,
  /** Neither side is there. */
  unquoted: 4,
  /** One side is there: an empty side, a price of nothing, or a size of no contract is no side. */
  oneSided: 8,
  /** Bid and ask are both 0: a line that has just been opened, or no market at all. */
  zero: 16,
  /** The bid is above the ask: two moments, or a fault. */
  crossed: 32,
  /** The older side was last confirmed longer ago than the table's limit. */
  stale: 64,
  /** Bid and ask are the same. */
  locked: 128,
  /** Absurdly wide: see `isWide`. */
  wide: 256,
} as const;
export type QuoteFlag = keyof typeof QUOTE_FLAGS;

/** A quote with one of these is no price at which anything can be done. */
export const UNUSABLE_FLAGS =
  QUOTE_FLAGS.expired |
  QUOTE_FLAGS.halted |
  QUOTE_FLAGS.unquoted |
  QUOTE_FLAGS.oneSided |
  QUOTE_FLAGS.zero |
  QUOTE_FLAGS.crossed |
  QUOTE_FLAGS.stale;
/** A quote with one of these or the above has a mid that says nothing of the option's value. */
export const MIDLESS_FLAGS = UNUSABLE_FLAGS | QUOTE_FLAGS.wide;

/** No price on this side, in a column of prices. */
export const NO_SIDE = -1;
/** Narrower is never absurd. */
const WIDE_MIN = 0.5 * MICROS_PER_UNIT;
/** Of the strike. */
const WIDE_FRACTION_OF_STRIKE = 0.02;

/**
 * Absurdly wide: wider than 0.50 and either wider than the mid (the ask is above three times the bid) or wider than 2 %
 * of the strike. A mid between 0.05 and 4.80 is no opinion of anybody.
 */
export function isWide(bid: number, ask: number, strike: number): boolean {
  const width = ask - bid;
  return width > WIDE_MIN && (2 * width > bid + ask || width > WIDE_FRACTION_OF_STRIKE * strike);
}

/**
 * The flags of two sides, in micros (`NO_SIDE` when empty) and contracts (negative when not known). `staleBefore` is
 * the earliest moment of a fresh side. Expired and halted are not looked at.
 */
export function sidesFlags(
  bid: number,
  ask: number,
  bidSize: number,
  askSize: number,
  olderAt: number,
  staleBefore: number,
  strike: number,
): number {
  if (bid === 0 && ask === 0) return QUOTE_FLAGS.zero;
  const hasBid = bid > 0 && bidSize !== 0;
  const hasAsk = ask > 0 && askSize !== 0;
  if (!hasBid || !hasAsk) return hasBid || hasAsk ? QUOTE_FLAGS.oneSided : QUOTE_FLAGS.unquoted;
  let flags = olderAt < staleBefore ? QUOTE_FLAGS.stale : 0;
  if (bid > ask) flags |= QUOTE_FLAGS.crossed;
  else if (bid === ask) flags |= QUOTE_FLAGS.locked;
  else if (isWide(bid, ask, strike)) flags |= QUOTE_FLAGS.wide;
  return flags;
}

/** The names of the flags that are set, worst first. */
export function flagNames(flags: number): readonly QuoteFlag[] {
  return (Object.keys(QUOTE_FLAGS) as QuoteFlag[]).filter((name) => (flags & QUOTE_FLAGS[name]) !== 0);
}
