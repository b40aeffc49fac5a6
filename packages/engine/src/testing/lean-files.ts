import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { isoDate, lastTradingDay, micros, NO_PRICE, type OptionContract } from "@legbook/domain";

/** The share's contract id; options follow from 2 in the order of their files. */
export const LEAN_UNDERLYING_CON_ID = 1;

const repository = resolve(import.meta.dirname, "../../../..");

/** Where QuantConnect's sample data lies: in the folder that `LEGBOOK_DATA` names, else in `../shared/data`. */
export function leanFolder(): string {
  return join(resolve(repository, process.env["LEGBOOK_DATA"] ?? "../shared/data"), "lean/Data");
}

/** Paths of a symbol's day, in the order in which they are read. */
export function leanPaths(symbol: string, date: string): readonly string[] {
  const name = symbol.toLowerCase();
  const day = date.replaceAll("-", "");
  const options = `option/usa/minute/${name}/${day}`;
  return [
    `${options}_quote_american.zip`,
    `${options}_trade_american.zip`,
    `${options}_openinterest_american.zip`,
    `equity/usa/minute/${name}/${day}_quote.zip`,
  ];
}

/** Paths of the day that are not there. */
export function leanMissing(symbol: string, date: string): readonly string[] {
  return leanPaths(symbol, date)
    .map((path) => join(leanFolder(), path))
    .filter((path) => !existsSync(path));
}

/** Rows of one file of an archive: cells as they stand. */
export interface LeanFile {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

export function leanArchive(path: string): readonly LeanFile[] {
  const files = unzipSync(readFileSync(join(leanFolder(), path)));
  return Object.keys(files)
    .toSorted()
    .map((name) => ({ name, rows: rowsOf(strFromU8(files[name] ?? new Uint8Array())) }));
}

function rowsOf(text: string): readonly (readonly string[])[] {
  const trimmed = text.trim();
  return trimmed === "" ? [] : trimmed.split(/\r?\n/).map((line) => line.split(","));
}

/** Prices are stored times 10,000; an empty cell is `NO_PRICE`. */
export function leanPrice(cell: string | undefined): number {
  return cell === undefined || cell === "" ? NO_PRICE : Number(cell) * 100;
}

/** Right, strike and listed expiry, as a file's name gives them: what its quotes, trades and open interest share. */
export function leanSeries(fileName: string): string {
  const match = /_((?:call|put)_\d+_\d{8})[.]csv$/.exec(fileName);
  if (match?.[1] === undefined) throw new Error(`not an option's file: ${fileName}`);
  return match[1];
}

/**
 * The contract of a series such as `call_7500000_20160115`. Its `expiry` is the last day on which it trades, so the
 * Friday before where the exchange listed a Saturday; its local symbol keeps the listed date.
 */
export function leanContract(symbol: string, series: string, conId: number): OptionContract {
  const [right = "", strike = "", listed = ""] = series.split("_");
  const date = isoDate(`${listed.slice(0, 4)}-${listed.slice(4, 6)}-${listed.slice(6)}`);
  const thousandths = String(Number(strike) / 10).padStart(8, "0");
  return {
    kind: "option",
    conId,
    symbol,
    underlyingConId: LEAN_UNDERLYING_CON_ID,
    tradingClass: symbol,
    localSymbol: `${symbol.padEnd(6)}${listed.slice(2)}${right === "call" ? "C" : "P"}${thousandths}`,
    expiry: lastTradingDay(date),
    strike: micros(Number(strike) * 100),
    right: right === "call" ? "call" : "put",
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: micros(10_000),
  };
}
