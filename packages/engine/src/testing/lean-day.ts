import {
  type EpochMs,
  epochMs,
  exchangeDate,
  isoDate,
  type IsoDate,
  micros,
  NO_PRICE,
  type OptionContract,
  type StockContract,
  tradingSession,
  type TradingSession,
} from "@legbook/domain";
import {
  LEAN_UNDERLYING_CON_ID,
  leanArchive,
  leanContract,
  leanFolder,
  leanMissing,
  leanPaths,
  leanPrice,
  leanSeries,
  type LeanFile,
} from "./lean-files.ts";

/**
 * Changes of quotes in the order of time, then of rows; columns of equal length. `NO_PRICE` is an empty cell: either "no
 * change" or "no such side". A bar's closing prices are stamped with the start of its minute, as the files are.
 */
export interface LeanQuotes {
  readonly length: number;
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  /** Index into `contracts`; -1 for the underlying. */
  readonly row: Int32Array;
  /** Micros. */
  readonly bid: Float64Array;
  readonly bidSize: Float64Array;
  readonly ask: Float64Array;
  readonly askSize: Float64Array;
}

/** Minutes with trades, in the order of time, then of rows. */
export interface LeanTrades {
  readonly length: number;
  readonly at: Float64Array;
  readonly row: Int32Array;
  /** Micros: the last price of the minute. */
  readonly price: Float64Array;
  /** Contracts of the minute. */
  readonly volume: Float64Array;
}

/** One day of a symbol's option market, from QuantConnect's LEAN sample data. */
export interface LeanDay {
  readonly symbol: string;
  readonly date: IsoDate;
  readonly session: TradingSession;
  readonly underlying: StockContract;
  /** By file name; `conId` is the index plus 2. */
  readonly contracts: readonly OptionContract[];
  /** By index of the contract; -1 is unknown. */
  readonly openInterest: Int32Array;
  readonly quotes: LeanQuotes;
  readonly trades: LeanTrades;
  /** The share's, before and after hours too. */
  readonly underlyingQuotes: LeanQuotes;
}

export type LeanDayResult =
  | { readonly kind: "day"; readonly day: LeanDay }
  /** Files that are not there, and the folder that was searched. */
  | { readonly kind: "missing"; readonly paths: readonly string[]; readonly message: string };

interface Line {
  readonly at: number;
  readonly row: number;
  readonly cells: readonly string[];
}

/** Reads GOOG 2015-12-24, TWX 2014-06-05 or -06 (or another day that lies there); says what is missing. */
export function leanDay({ symbol, date }: { symbol: string; date: string }): LeanDayResult {
  const paths = leanMissing(symbol, date);
  if (paths.length > 0) {
    const message = `SKIPPED: no option market of ${symbol} on ${date} in ${leanFolder()}: ${paths.join(", ")} missing`;
    return { kind: "missing", paths, message };
  }
  const day = isoDate(date);
  const session = tradingSession(day);
  if (session === null) throw new RangeError(`the exchange was closed on ${date}`);
  const midnight = midnightOf(day);
  const [quotes, trades, interest, shares] = leanPaths(symbol, date).map(leanArchive);
  if (quotes === undefined || trades === undefined || interest === undefined || shares === undefined)
    throw new Error("a day has four archives");
  const rows = new Map(quotes.map(({ name }, index) => [leanSeries(name), index]));
  const rowOf = ({ name }: LeanFile) => rows.get(leanSeries(name)) ?? null;
  const openInterest = new Int32Array(quotes.length).fill(-1);
  for (const file of interest) {
    const row = rowOf(file);
    const cell = file.rows.at(-1)?.[1];
    if (row !== null && cell !== undefined) openInterest[row] = Number(cell);
  }
  return {
    kind: "day",
    day: {
      symbol,
      date: day,
      session,
      underlying: shareOf(symbol),
      contracts: [...rows].map(([series, index]) => leanContract(symbol, series, index + 2)),
      openInterest,
      quotes: quoteColumns(linesOf(quotes, midnight, rowOf)),
      trades: tradeColumns(linesOf(trades, midnight, rowOf)),
      underlyingQuotes: quoteColumns(linesOf(shares, midnight, () => -1)),
    },
  };
}

function shareOf(symbol: string): StockContract {
  return {
    kind: "stock",
    conId: LEAN_UNDERLYING_CON_ID,
    symbol,
    exchange: "SMART",
    primaryExchange: "NYSE",
    currency: "USD",
    minTick: micros(10_000),
  };
}

function midnightOf(date: IsoDate): EpochMs {
  const midnight = Temporal.PlainDate.from(date).toZonedDateTime("America/New_York").epochMilliseconds;
  if (exchangeDate(epochMs(midnight)) !== date) throw new Error(`${date} has no midnight in New York`);
  return epochMs(midnight);
}

function linesOf(
  files: readonly LeanFile[],
  midnight: EpochMs,
  rowOf: (file: LeanFile) => number | null,
): readonly Line[] {
  const lines: Line[] = [];
  for (const file of files) {
    const row = rowOf(file);
    if (row === null) continue;
    for (const cells of file.rows) lines.push({ at: midnight + Number(cells[0]), row, cells });
  }
  return lines.sort((a, b) => a.at - b.at || a.row - b.row);
}

/** A size without its price is no side. */
function sizeOf(lines: readonly Line[], priceCell: number, sizeCell: number): Float64Array {
  return Float64Array.from(lines, ({ cells }) => (cells[priceCell] === "" ? 0 : Number(cells[sizeCell])));
}

function quoteColumns(lines: readonly Line[]): LeanQuotes {
  return {
    length: lines.length,
    at: Float64Array.from(lines, ({ at }) => at),
    row: Int32Array.from(lines, ({ row }) => row),
    bid: Float64Array.from(lines, ({ cells }) => leanPrice(cells[4])),
    bidSize: sizeOf(lines, 4, 5),
    ask: Float64Array.from(lines, ({ cells }) => leanPrice(cells[9])),
    askSize: sizeOf(lines, 9, 10),
  };
}

function tradeColumns(lines: readonly Line[]): LeanTrades {
  return {
    length: lines.length,
    at: Float64Array.from(lines, ({ at }) => at),
    row: Int32Array.from(lines, ({ row }) => row),
    price: Float64Array.from(lines, ({ cells }) => leanPrice(cells[4])),
    volume: Float64Array.from(lines, ({ cells }) => Number(cells[5])),
  };
}

/** Both sides of every contract with the time of their own last word, 0 where there was none. */
export interface CarriedQuotes {
  readonly bid: Float64Array;
  readonly bidSize: Float64Array;
  readonly bidAt: Float64Array;
  readonly ask: Float64Array;
  readonly askSize: Float64Array;
  readonly askAt: Float64Array;
}

/** Quotes of `count` rows carried forward from `quotes` up to `at`, that moment's included (row -1 is row 0). */
export function carriedQuotes(quotes: LeanQuotes, count: number, at: number): CarriedQuotes {
  const carried = {
    bid: new Float64Array(count).fill(NO_PRICE),
    bidSize: new Float64Array(count),
    bidAt: new Float64Array(count),
    ask: new Float64Array(count).fill(NO_PRICE),
    askSize: new Float64Array(count),
    askAt: new Float64Array(count),
  };
  for (let index = 0; index < quotes.length && (quotes.at[index] ?? 0) <= at; index += 1) {
    const row = Math.max(0, quotes.row[index] ?? 0);
    if (quotes.bid[index] !== NO_PRICE) {
      carried.bid[row] = quotes.bid[index] ?? NO_PRICE;
      carried.bidSize[row] = quotes.bidSize[index] ?? 0;
      carried.bidAt[row] = quotes.at[index] ?? 0;
    }
    if (quotes.ask[index] !== NO_PRICE) {
      carried.ask[row] = quotes.ask[index] ?? NO_PRICE;
      carried.askSize[row] = quotes.askSize[index] ?? 0;
      carried.askAt[row] = quotes.at[index] ?? 0;
    }
  }
  return carried;
}
