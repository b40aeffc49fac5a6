import type { IsoDate, Right } from "@legbook/domain";

/** What a scan looks for, as far as it says which contracts matter. */
export interface SweepInterest {
  readonly expiries: ReadonlySet<IsoDate>;
  readonly rights: ReadonlySet<Right>;
  /** Ranges of the size of a leg's delta, 0 to 1, that the filters ask for; none: whatever is near the money. */
  readonly deltaBands: readonly { readonly min: number; readonly max: number }[];
  /** Contract ids of the legs of the best rows, which a reader sees first. */
  readonly shown: ReadonlySet<number>;
  /** Those of the rows behind them: the next best of them may come from here. */
  readonly next: ReadonlySet<number>;
}

export interface SweepCandidate {
  readonly conId: number;
  readonly expiry: IsoDate;
  readonly right: Right;
  /** Size of the delta, 0 to 1, as well as it is known. */
  readonly deltaSize: number;
}

/** A leg of the best rows, and of those behind them; the top of the scale for the others is 1. */
export const RELEVANCE_SHOWN = 4;
const RELEVANCE_NEXT = 2;
/** Listed, but in no expiry that is looked for. */
const RELEVANCE_ELSEWHERE = 0.000_1;
const RELEVANCE_LEAST = 0.002;
/** Delta beyond a band at which a contract matters a third: markets move, and so do deltas. */
const BAND_REACH = 0.05;
/** Where bands are asked for, the money matters for the forward and the volatility of its expiry. */
const MONEY_BESIDE_BANDS = 0.2;
/** So do the options of the other right. */
const OTHER_RIGHT = 0.2;

/** How much it matters to see a contract now, 0 to `RELEVANCE_SHOWN`. */
export function relevanceOf(candidate: SweepCandidate, interest: SweepInterest): number {
  const { conId, expiry, right, deltaSize } = candidate;
  if (interest.shown.has(conId)) return RELEVANCE_SHOWN;
  if (interest.next.has(conId)) return RELEVANCE_NEXT;
  if (!interest.expiries.has(expiry)) return RELEVANCE_ELSEWHERE;
  const nearTheMoney = 4 * deltaSize * (1 - deltaSize);
  let matters = interest.deltaBands.length === 0 ? nearTheMoney : MONEY_BESIDE_BANDS * nearTheMoney;
  for (const { min, max } of interest.deltaBands) {
    const beyond = Math.max(0, min - deltaSize, deltaSize - max) / BAND_REACH;
    matters = Math.max(matters, Math.exp(-beyond * beyond));
  }
  return Math.max(RELEVANCE_LEAST, interest.rights.has(right) ? matters : OTHER_RIGHT * matters);
}
