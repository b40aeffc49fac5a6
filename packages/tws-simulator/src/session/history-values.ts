import { wallTime, wireDate } from "../venue/calendar.ts";
import { mainExchangeOf } from "../venue/exchanges.ts";
import type { BarSize } from "../venue/history/bar-size.ts";
import type { Bar } from "../venue/history/bars.ts";
import type { RecordedBar } from "../venue/history/history-file.ts";
import { type Listing, secTypeOf } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";

/** A bar as the messages carry it. */
export interface BarValues {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly wap: number;
  readonly count: number;
  readonly hasGaps: "false";
}

/** `20260316 10:00:00 US/Eastern`, as TWS names moments in answers about history [D]. */
export function historyTime(at: number): string {
  return `${wallTime(at)} US/Eastern`;
}

/** A bar's time: seconds since 1970 for format 2, else New York time; of a day and longer its date in both [M]. */
export function barTime(at: number, date: string, size: BarSize, dateFormat: number): string {
  if (size.kind !== "intraday") return wireDate(date);
  return dateFormat === 2 ? String(Math.floor(at / 1000)) : historyTime(at);
}

export function barValues(bar: Bar, date: string): BarValues {
  const trades = bar.volume >= 0;
  return {
    date,
    open: moneyToUnits(bar.open),
    high: moneyToUnits(bar.high),
    low: moneyToUnits(bar.low),
    close: moneyToUnits(bar.close),
    volume: bar.volume,
    wap: trades ? moneyToUnits(bar.average) : -1,
    count: bar.count,
    hasGaps: "false",
  };
}

export function recordedValues(row: RecordedBar, date: string): BarValues {
  const [, open, high, low, close, volume, wap, count] = row;
  return { date, open, high, low, close, volume, wap, count, hasGaps: "false" };
}

const SHOWN_NAMES: Readonly<Record<string, string>> = {
  TRADES: "Trades",
  MIDPOINT: "Midpoint",
  BID: "Bid",
  ASK: "Ask",
  BID_ASK: "Bid_Ask",
};

/** `LBX@SMART Trades`, as messages of the data service name what was asked for [D]. */
export function describeQuery(listing: Listing, exchange: string, show: string): string {
  const place = exchange === "" ? mainExchangeOf(listing) : exchange;
  return `${listing.symbol}@${place} ${SHOWN_NAMES[show] ?? show}`;
}

/** `EUR/CASH@IDEALPRO Last 1d`: a kind of data that a contract has none of [D]. */
export function describeLack(listing: Listing, exchange: string, show: string): string {
  const place = exchange === "" ? mainExchangeOf(listing) : exchange;
  const kind = show === "TRADES" ? "Last" : (SHOWN_NAMES[show] ?? show);
  return `${listing.symbol}/${secTypeOf(listing)}@${place} ${kind}`;
}
