import type { IsoDate, OptionContract, Right } from "@legbook/domain";

/** Contiguous rows of one series of contracts: alike but for right and strike. */
export interface SeriesRange {
  readonly expiry: IsoDate;
  readonly tradingClass: string;
  readonly multiplier: number;
  readonly currency: string;
  /** Calls are rows `from` to `putsFrom`, puts `putsFrom` to `to`, each by rising strike. */
  readonly from: number;
  readonly putsFrom: number;
  readonly to: number;
}

function compare<Key extends string | number>(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const RIGHTS: Readonly<Record<Right, number>> = { call: 0, put: 1 };

function compareSeries(a: OptionContract, b: OptionContract): number {
  return (
    compare(a.expiry, b.expiry) ||
    compare(a.tradingClass, b.tradingClass) ||
    a.multiplier - b.multiplier ||
    compare(a.currency, b.currency)
  );
}

/** The order of rows: expiry, trading class, multiplier, currency, calls before puts, strike, contract id. */
export function compareContracts(a: OptionContract, b: OptionContract): number {
  return compareSeries(a, b) || RIGHTS[a.right] - RIGHTS[b.right] || a.strike - b.strike || a.conId - b.conId;
}

/** The series of contracts that are in order. */
export function seriesRanges(contracts: readonly OptionContract[]): readonly SeriesRange[] {
  const ranges: SeriesRange[] = [];
  let from = 0;
  while (from < contracts.length) {
    const first = contracts[from] as OptionContract;
    let to = from;
    let putsFrom = from;
    for (; to < contracts.length; to += 1) {
      const contract = contracts[to] as OptionContract;
      if (compareSeries(first, contract) !== 0) break;
      if (contract.right === "call") putsFrom = to + 1;
    }
    const { expiry, tradingClass, multiplier, currency } = first;
    ranges.push({ expiry, tradingClass, multiplier, currency, from, putsFrom, to });
    from = to;
  }
  return ranges;
}
