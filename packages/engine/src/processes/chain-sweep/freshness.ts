import type { SweepTable, SweptContract } from "./table.ts";

/** Of some contracts, how many were seen within a time: shares from 0 to 1. */
export interface FreshnessShares {
  readonly contracts: number;
  readonly within1s: number;
  readonly within5s: number;
  readonly within30s: number;
}

/**
 * How young the knowledge of a chain is. A contract whose line is open and quoted is seen now: the gateway tells each
 * change and repeats nothing.
 */
export interface FreshnessReport {
  /** Contracts whose relevance is at least `RELEVANT_FROM`. */
  readonly relevant: FreshnessShares;
  readonly all: FreshnessShares;
}

export const RELEVANT_FROM = 0.25;

export function freshnessOf(table: SweepTable, now: number): FreshnessReport {
  const indices = Array.from({ length: table.size }, (_, index) => index);
  const relevant = indices.filter((index) => (table.relevance[index] as number) >= RELEVANT_FROM);
  return { relevant: freshnessShares(table, relevant, now), all: freshnessShares(table, indices, now) };
}

/** The same of some of the contracts, with relevances of their own; those that are not swept are left out. */
export function freshnessOfContracts(
  table: SweepTable,
  contracts: readonly SweptContract[],
  now: number,
): FreshnessReport {
  const known = contracts.flatMap(({ conId, relevance }) => {
    const index = table.indexOf(conId);
    return index < 0 ? [] : [{ index, relevance }];
  });
  const indices = (of: typeof known): readonly number[] => of.map(({ index }) => index);
  const relevant = known.filter(({ relevance }) => relevance >= RELEVANT_FROM);
  return {
    relevant: freshnessShares(table, indices(relevant), now),
    all: freshnessShares(table, indices(known), now),
  };
}

/** Shares of no contracts are 1: nothing is missing. */
export function freshnessShares(table: SweepTable, indices: readonly number[], now: number): FreshnessShares {
  let [within1s, within5s, within30s] = [0, 0, 0];
  for (const index of indices) {
    const age = table.ageMs(index, now);
    if (age <= 1_000) within1s += 1;
    if (age <= 5_000) within5s += 1;
    if (age <= 30_000) within30s += 1;
  }
  const contracts = indices.length;
  const share = (count: number): number => (contracts === 0 ? 1 : count / contracts);
  return {
    contracts,
    within1s: share(within1s),
    within5s: share(within5s),
    within30s: share(within30s),
  };
}
