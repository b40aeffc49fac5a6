import type { Money } from "../money.ts";
import { LeanDataError } from "./lean-files.ts";

/** Open, high, low and close of one side in one minute. */
export interface BarSide {
  readonly open: Money;
  readonly high: Money;
  readonly low: Money;
  readonly close: Money;
  readonly size: number;
}

export interface QuoteBar {
  /** Milliseconds since New York midnight at the minute's start. */
  readonly timeOfDayMs: number;
  /** Null when the row has nothing for the side: "no change" or "no bid", see `timeline.ts`. */
  readonly bid: BarSide | null;
  readonly ask: BarSide | null;
}

export interface TradeBar {
  readonly timeOfDayMs: number;
  readonly bar: BarSide;
}

function numbers(where: string, row: string, count: number): number[] {
  const cells = row.split(",");
  if (cells.length !== count) {
    throw new LeanDataError("folder", `${where}: ${cells.length} fields instead of ${count}: ${row}`);
  }
  return cells.map((cell) => {
    if (cell === "") return Number.NaN;
    const value = Number(cell);
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new LeanDataError("folder", `${where}: not a number: ${JSON.stringify(cell)} in ${row}`);
    }
    return value;
  });
}

function side(values: readonly number[], from: number): BarSide | null {
  const open = values[from] as number;
  const high = values[from + 1] as number;
  const low = values[from + 2] as number;
  const close = values[from + 3] as number;
  if (Number.isNaN(open + high + low + close)) return null;
  const size = values[from + 4] ?? 0;
  return { open, high, low, close, size: Number.isNaN(size) ? 0 : size };
}

/** A row of a quote file: prices are already in ten-thousandths. */
export function parseQuoteBar(where: string, row: string): QuoteBar {
  const values = numbers(where, row, 11);
  return { timeOfDayMs: values[0] as number, bid: side(values, 1), ask: side(values, 6) };
}

export function parseTradeBar(where: string, row: string): TradeBar | null {
  const values = numbers(where, row, 6);
  const bar = side(values, 1);
  return bar === null ? null : { timeOfDayMs: values[0] as number, bar };
}

export function parseOpenInterest(where: string, row: string): number {
  return numbers(where, row, 2)[1] as number;
}
