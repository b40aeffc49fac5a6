import type { Micros, SpreadSide } from "@legbook/domain";
import { micros } from "@legbook/domain";
import { type ChainSnapshot, chainTable, type UnusableReason } from "./chain-table.ts";
import type { ScanCriteria } from "./criteria.ts";
import { type Candidate, enumerateVerticals, type ScanFilter, type Tally } from "./enumerate.ts";
import { BestCandidates } from "./rank.ts";
import { type ScanRow, scanRow } from "./row.ts";

/** A vertical whose natural price pays by itself: a sign of wrong quotes, shown apart and never as a result. */
export interface ArbitrageSighting {
  readonly id: string;
  readonly side: SpreadSide;
  readonly width: Micros;
  /** Debit paid (0 or less) or credit received (the width or more) a share. */
  readonly netPrice: Micros;
}

export const ARBITRAGES_LISTED_MAX = 100;

export interface ScanResult {
  /** Best first. */
  readonly rows: readonly ScanRow[];
  /** Candidates that passed every filter, before the cut to the best. */
  readonly matched: number;
  /** Every ordered pair of options of one series: matched, excluded, unusable and arbitrages together. */
  readonly evaluated: number;
  /** By the first filter that failed. */
  readonly excluded: Readonly<Partial<Record<ScanFilter, number>>>;
  /** By the worse leg's reason. */
  readonly unusable: Readonly<Partial<Record<UnusableReason, number>>>;
  readonly arbitrageCount: number;
  /** The first `ARBITRAGES_LISTED_MAX` of them, in the chain's order. */
  readonly arbitrages: readonly ArbitrageSighting[];
}

function sighting({ longLeg, shortLeg, side, width, netPrice }: Candidate): ArbitrageSighting {
  return {
    id: `${longLeg.contract.conId}:${shortLeg.contract.conId}`,
    side,
    width: micros(width),
    netPrice: micros(netPrice),
  };
}

/**
 * The best verticals of a chain by the criteria. Pure: the same snapshot and criteria give the same rows in the same
 * order, whatever the order of the snapshot's rows.
 */
export function scanVerticals(snapshot: ChainSnapshot, criteria: ScanCriteria): ScanResult {
  const best = new BestCandidates(criteria.rankBy, criteria.limit);
  const tally: Tally = { evaluated: 0, matched: 0, arbitrages: 0, excluded: new Map(), unusable: new Map() };
  const arbitrages: ArbitrageSighting[] = [];
  const groups = snapshot.symbol === criteria.symbol ? chainTable(snapshot, criteria.quoteAgeMaxMs) : [];
  for (const group of groups) {
    enumerateVerticals(
      group,
      criteria,
      tally,
      (candidate) => best.offer(candidate),
      (candidate) => {
        if (arbitrages.length < ARBITRAGES_LISTED_MAX) arbitrages.push(sighting(candidate));
      },
    );
  }
  return {
    rows: best.inOrder().map(({ candidate }) => scanRow(candidate)),
    matched: tally.matched,
    evaluated: tally.evaluated,
    excluded: Object.fromEntries(tally.excluded),
    unusable: Object.fromEntries(tally.unusable),
    arbitrageCount: tally.arbitrages,
    arbitrages,
  };
}
