import type { Micros } from "../kernel/money.ts";
import type { EpochMs, IsoDate } from "../kernel/time.ts";

/**
 * A moment of a session as its log can find it again: so many ticks of it had been taken in, and so many turns had
 * decided. Clocks are too coarse for it: several turns share a millisecond.
 */
export interface SessionMoment {
  readonly ticks: number;
  readonly turns: number;
}

/**
 * Quotes that counted as younger than their last word, because their line stood behind them. By contract id, rising;
 * `agesMs` is how long before the moment that was.
 */
export interface ConfirmedQuotes {
  readonly conIds: readonly number[];
  readonly agesMs: readonly number[];
}

/** When forwards, smiles and distributions of a chain were worked out, and from what besides the recorded quotes. */
export interface ChainAnchor {
  readonly moment: SessionMoment;
  readonly at: EpochMs;
  /** Continuously compounded, a year. */
  readonly rate: number;
  /** Expiries whose options the chain's table held, rising, and how many options they were. */
  readonly expiries: readonly IsoDate[];
  readonly contracts: number;
  readonly confirmed: ConfirmedQuotes;
}

/** One of the best spreads of a scan. */
export interface ScanLookRow {
  /** Strategy and legs, such as `vertical:+101-102`: signed ratios and contract ids. */
  readonly id: string;
  /** Null when a ranked value was not known. */
  readonly score: number | null;
  /** The natural price of opening it, signed, a share. */
  readonly ask: Micros;
}

/**
 * One complete look of a scan at its chain: what it looked at, so that the same look can be taken again, and what it
 * found. The criteria are those of its `ScanStarted`.
 */
export interface ScanLook {
  readonly scanId: string;
  readonly symbol: string;
  readonly anchor: ChainAnchor;
  /** When it began, at or after the anchor. */
  readonly moment: SessionMoment;
  readonly at: EpochMs;
  /** What had changed of `anchor.confirmed` by then; an age that reaches beyond `at` takes a confirmation back. */
  readonly confirmed: ConfirmedQuotes;
  readonly found: ScanFound;
}

/** Counts of candidates, each counted once, and the best of those that matched. */
export interface ScanFound {
  readonly evaluated: number;
  readonly matched: number;
  /** By the first filter that a candidate failed. */
  readonly excluded: Readonly<Record<string, number>>;
  /** By the worst quote of a leg. */
  readonly unusable: Readonly<Record<string, number>>;
  readonly arbitrages: number;
  /** Best first. */
  readonly rows: readonly ScanLookRow[];
}
