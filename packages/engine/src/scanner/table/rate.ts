import { inferForward, type ParityPair } from "@legbook/domain";
import { type AnchorRows, closestToTheMoney, parityPairs } from "./anchor.ts";
import type { ExpiryWorld, TableRate } from "./world.ts";

/** A rate by parity that is less certain than this is not used. */
export const TABLE_RATE_ERROR_MAX = 0.01;
/** A price's share of interest grows with time: the longest series tell most, and a few of them are enough. */
const SERIES_MAX = 3;
/** Each pair has its premiums of early exercise worked out at every rate that is tried. */
const PAIRS_MAX = 13;

/** Pairs within a straddle of the money, evenly thinned: the wider they lie, the surer is the slope. */
function spreadPairs(pairs: readonly ParityPair[]): readonly ParityPair[] {
  const centre = pairs[closestToTheMoney(pairs)];
  if (centre === undefined) return [];
  const straddle = (centre.callBid + centre.callAsk + centre.putBid + centre.putAsk) / 2;
  const near = pairs.filter(({ strike }) => Math.abs(strike - centre.strike) <= straddle);
  const step = Math.max(1, Math.ceil(near.length / PAIRS_MAX));
  return near.filter((_, index) => index % step === 0);
}

/**
 * The rate that the chain's own quotes tell most surely, as the last anchor judged them; null when none of its longest
 * series tells it to within `TABLE_RATE_ERROR_MAX`. Takes tens of milliseconds.
 */
export function rateByParity(rows: AnchorRows, worlds: readonly ExpiryWorld[]): TableRate | null {
  let best: TableRate | null = null;
  const longest = worlds.filter(({ years }) => years > 0).toSorted((a, b) => b.years - a.years);
  let asked = 0;
  for (const world of longest) {
    if (asked === SERIES_MAX) break;
    const pairs = spreadPairs(parityPairs(rows, world));
    const { spotQuoted: spot, years } = world;
    if (pairs.length === 0 || spot === null) continue;
    asked += 1;
    const result = inferForward({ pairs, spot, years, rate: null, style: "american" });
    if (result.kind === "failed" || result.rateStandardError > TABLE_RATE_ERROR_MAX) continue;
    const { rate, rateStandardError: standardError } = result;
    if (best === null || standardError < (best.standardError ?? Infinity))
      best = { rate, source: "parity", standardError };
  }
  return best;
}
