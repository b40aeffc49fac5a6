import {
  greeks,
  micros,
  microsToNumber,
  NO_PRICE,
  type EpochMs,
  type Micros,
  yearsToExpiry,
} from "@legbook/domain";
import { relevanceOf } from "../processes/chain-sweep/index.ts";
import { scanInterest, SWEPT_ROWS } from "../processes/scan-interest.ts";
import { scanExpiries } from "../processes/scan-expiries.ts";
import { ChainTable, EMPTY_CONTEXT, Scan, type ScanCriteria, type TableQuote } from "../scanner/index.ts";
import { type CarriedQuotes, carriedQuotes, type LeanDay } from "./lean-day.ts";

/** Rows of which the legs count. */
const BEST_ROWS = 50;
const VOLATILITY_SUPPOSED = 0.3;
const NO_MODEL = { volatility: null, delta: null, gamma: null, vega: null, theta: null };

/** A scan of a real day at any moment, of the market as it was or as somebody saw it. */
export interface SweepDayScan {
  /** Day's rows of the legs of the best results. */
  readonly best: (quotes: CarriedQuotes, at: EpochMs) => readonly number[];
  /** Relevance by row, from what somebody saw. */
  readonly relevance: (seen: CarriedQuotes, at: EpochMs) => Float64Array;
}

export function sweepDayScan(day: LeanDay, criteria: ScanCriteria): SweepDayScan {
  const listed = [...new Set(day.contracts.map(({ expiry }) => expiry))];
  const expiries = new Set(scanExpiries(listed, criteria, day.session.open, listed.length).wanted);
  const rows = day.contracts.flatMap(({ expiry }, row) => (expiries.has(expiry) ? [row] : []));
  const contracts = rows.map((row) => day.contracts[row] as (typeof day.contracts)[number]);

  function tableAt(quotes: CarriedQuotes, at: EpochMs): ChainTable {
    const { quoteAgeMaxMs, symbol } = criteria;
    const table = new ChainTable({ symbol, rate: 0, dividendYield: 0, quoteAgeMaxMs });
    table.setContracts(contracts);
    for (const [index, row] of rows.entries()) {
      const quote = quoteOf(quotes, row, day.openInterest[row] as number);
      table.apply((contracts[index] as { conId: number }).conId, quote);
    }
    table.setUnderlying(underlyingAt(day, at));
    table.anchor(at);
    return table;
  }

  return {
    best: (quotes, at) => legRows(new Scan(tableAt(quotes, at), criteria, EMPTY_CONTEXT)),
    relevance(seen, at) {
      const table = tableAt(seen, at);
      const scan = new Scan(table, { ...criteria, limit: SWEPT_ROWS }, EMPTY_CONTEXT);
      const interest = scanInterest(criteria, [...expiries], scan.result().rows);
      const spot = spotAt(day, at);
      const years = new Map(listed.map((expiry) => [expiry, Math.max(yearsToExpiry(at, expiry), 1e-6)]));
      return Float64Array.from(day.contracts, (contract) => {
        const { conId, expiry, right, strike } = contract;
        const row = table.rowOf(conId);
        const known = row < 0 ? Number.NaN : Math.abs(table.columns.delta[row] as number);
        const input = {
          right,
          spot,
          strike: microsToNumber(strike),
          years: years.get(expiry) as number,
          rate: 0,
          dividendYield: 0,
        };
        const deltaSize = Number.isNaN(known)
          ? Math.abs(greeks({ ...input, volatility: VOLATILITY_SUPPOSED }).delta)
          : known;
        return relevanceOf({ conId, expiry, right, deltaSize }, interest);
      });
    },
  };
}

/** Contract ids of a day are its rows plus 2. */
function legRows(scan: Scan): readonly number[] {
  const legs = scan
    .result()
    .rows.slice(0, BEST_ROWS)
    .flatMap((row) => row.legs);
  return [...new Set(legs.map(({ conId }) => conId - 2))];
}

function quoteOf(quotes: CarriedQuotes, row: number, openInterest: number): TableQuote {
  const price = (side: Float64Array): Micros | null =>
    side[row] === NO_PRICE ? null : micros(side[row] as number);
  const time = (times: Float64Array): EpochMs | null => (times[row] === 0 ? null : (times[row] as EpochMs));
  return {
    bid: price(quotes.bid),
    ask: price(quotes.ask),
    bidSize: quotes.bidSize[row] as number,
    askSize: quotes.askSize[row] as number,
    bidAt: time(quotes.bidAt),
    askAt: time(quotes.askAt),
    last: null,
    openInterest: openInterest < 0 ? null : openInterest,
    volume: null,
    halted: null,
    model: NO_MODEL,
  };
}

function underlyingAt(day: LeanDay, at: EpochMs) {
  const { bid, ask } = carriedQuotes(day.underlyingQuotes, 1, at);
  return { bid: micros(bid[0] as number), ask: micros(ask[0] as number), last: null };
}

function spotAt(day: LeanDay, at: EpochMs): number {
  const { bid, ask } = underlyingAt(day, at);
  return microsToNumber(bid) / 2 + microsToNumber(ask) / 2;
}
