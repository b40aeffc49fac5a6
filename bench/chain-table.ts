import { epochMs, micros, NO_PRICE } from "@legbook/domain";
import { ChainTable, GREEKS_SOURCES, type TableQuote } from "@legbook/engine";
import { carriedQuotes, type LeanDay, leanDay } from "@legbook/engine/testing";
import { median } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";

const DAY = { symbol: "GOOG", date: "2015-12-24" };
const NOON = Temporal.ZonedDateTime.from(`${DAY.date}T12:00[America/New_York]`).epochMilliseconds;
const SETTINGS = { symbol: DAY.symbol, rate: 0.0035, dividendYield: 0, quoteAgeMaxMs: 1_800_000 };
const WARM_UPS = 100;
const RUNS = 100;

function quotesAtNoon({ quotes, contracts }: LeanDay): readonly TableQuote[] {
  const carried = carriedQuotes(quotes, contracts.length, NOON);
  const price = (column: Float64Array, row: number) => {
    const value = column[row] ?? NO_PRICE;
    return value === NO_PRICE ? null : micros(value);
  };
  const moment = (column: Float64Array, row: number) => {
    const at = column[row] ?? 0;
    return at === 0 ? null : epochMs(at);
  };
  return contracts.map((_, row) => ({
    bid: price(carried.bid, row),
    ask: price(carried.ask, row),
    bidSize: carried.bidSize[row] ?? 0,
    askSize: carried.askSize[row] ?? 0,
    bidAt: moment(carried.bidAt, row),
    askAt: moment(carried.askAt, row),
    last: null,
    openInterest: null,
    volume: null,
    halted: null,
    model: { volatility: null, delta: null, gamma: null, vega: null, theta: null },
  }));
}

/** The same quotes with a cent more on the bid, so that a tick changes something. */
function ticked(quotes: readonly TableQuote[]): readonly TableQuote[] {
  return quotes.map((quote) =>
    quote.bid === null ? quote : Object.assign({}, quote, { bid: micros(quote.bid + 10_000) }),
  );
}

function applyAll(table: ChainTable, conIds: readonly number[], quotes: readonly TableQuote[]): number {
  const began = performance.now();
  for (const [index, quote] of quotes.entries()) table.apply(conIds[index] ?? 0, quote);
  return performance.now() - began;
}

/** GOOG's 2,192 options at noon of 2015-12-24: a whole anchor, and one tick. */
export async function chainTable(): Promise<BenchmarkReport> {
  const read = leanDay(DAY);
  if (read.kind === "missing") throw new Error(read.message);
  const { day } = read;
  const conIds = day.contracts.map(({ conId }) => conId);
  const [quotes, moved] = [quotesAtNoon(day), ticked(quotesAtNoon(day))];
  const share = carriedQuotes(day.underlyingQuotes, 1, NOON);
  const table = new ChainTable(SETTINGS);
  table.setContracts(day.contracts);
  applyAll(table, conIds, quotes);
  table.setUnderlying({ bid: micros(share.bid[0] ?? 0), ask: micros(share.ask[0] ?? 0), last: null });
  const [anchors, ticks]: [number[], number[]] = [[], []];
  for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
    const began = performance.now();
    table.anchor(epochMs(NOON));
    const anchored = performance.now() - began;
    const applied = applyAll(table, conIds, run % 2 === 0 ? moved : quotes) / conIds.length;
    if (run < WARM_UPS) continue;
    anchors.push(anchored);
    ticks.push(applied * 1_000);
  }
  const fitted = table.columns.source.filter((source) => source === GREEKS_SOURCES.fitted).length;
  const errors = table.expiries.map(({ smile }) => (smile?.rmsError ?? Number.NaN) * 100);
  return {
    name: "chain-table",
    figures: {
      rows: conIds.length,
      anchorMs: median(anchors),
      anchorMsLeast: Math.min(...anchors),
      tickMicros: median(ticks),
      rowsFitted: fitted,
      smileErrorPointsMedian: median(errors),
      smileErrorPointsLargest: Math.max(...errors),
    },
    ratios: { anchorOverTick: (median(anchors) * 1_000) / median(ticks) },
    notes: ["An anchor: forwards by parity, smiles, distributions and all greeks of 12 expiries."],
  };
}
