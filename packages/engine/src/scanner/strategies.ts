/** Strategies that a scan can look for, in the order in which ties are listed. Names are those of the domain's spreads. */
export const SCAN_STRATEGIES = [
  "vertical",
  "ironCondor",
  "ironButterfly",
  "butterfly",
  "brokenWing",
  "calendar",
  "diagonal",
  "straddle",
  "strangle",
  "ratio",
  "coveredCall",
  "cashSecuredPut",
] as const;
export type ScanStrategy = (typeof SCAN_STRATEGIES)[number];

/**
 * Most candidates that one strategy of one scan looks at, after right, expiry, leg and width filters have narrowed it. A
 * strategy with more is not scanned at all and says so: nothing is cut silently.
 */
export const SCAN_CANDIDATES_MAX = 8_000_000;

/**
 * The same for calendars and diagonals that are filtered or ranked by what only the pricing model knows of them: each
 * takes about a tenth of a millisecond.
 */
export const SCAN_MODELLED_MAX = 5_000;
