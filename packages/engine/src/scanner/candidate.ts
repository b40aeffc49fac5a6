import type { OptionContract } from "@legbook/domain";
import type { ScanContext } from "./context.ts";
import type { ScanLegs } from "./legs.ts";
import type { ExpiryWorld } from "./table/index.ts";
import type { Template } from "./templates.ts";

/** What all candidates of a scan share. */
export interface CandidateMarket {
  readonly context: ScanContext;
  /** By row. */
  readonly contracts: readonly OptionContract[];
  readonly legs: ScanLegs;
  /** The underlying's sides in micros a share; NaN when there are none, and nothing with shares is scanned then. */
  readonly underlyingBid: number;
  readonly underlyingAsk: number;
}

/** What candidates of one unit have besides their legs. */
export interface CandidateTerms {
  readonly template: Template;
  readonly front: ExpiryWorld;
  readonly back: ExpiryWorld | null;
}

/** Candidates of one template as columns; a place in them is a candidate. */
export interface CandidateColumns extends CandidateTerms {
  readonly market: CandidateMarket;
  readonly legs: ScanLegs;
  /** A column of the chain's rows for each leg. */
  readonly rows: readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  /** By leg: contracts, negative when sold; 0 for a leg that there is not. */
  readonly weights: Float64Array;
  /** Legs that are options. */
  readonly count: number;
  /** Lots of shares. */
  readonly shares: number;
  readonly multiplier: number;
  /** The natural price, signed micros a share. */
  readonly ask: Float64Array;
}
