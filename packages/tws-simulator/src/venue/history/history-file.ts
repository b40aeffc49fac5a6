import * as z from "zod";
import { type DataFile, readDataFile } from "../../data-file/index.ts";
import { newYorkInstant, parseDate, parseTimeOfDay } from "../calendar.ts";
import type { ListingBook } from "../listing-book.ts";
import { BAR_SIZE_NAMES, parseBarSize } from "./bar-size.ts";

/** Seconds since 1970, or New York time `YYYY-MM-DD HH:MM:SS`, or of a bar of a day and longer its date. */
const moment = z.union([z.number().int().min(0), z.string()]).transform((value, context): number => {
  if (typeof value === "number") return value * 1000;
  const [day = "", time = "00:00:00", ...rest] = value.split(" ");
  const date = parseDate(day);
  const timeOfDay = parseTimeOfDay(time);
  if (date !== null && timeOfDay !== null && rest.length === 0) return newYorkInstant(date, timeOfDay);
  context.addIssue({ code: "custom", message: "is no time (seconds, or YYYY-MM-DD HH:MM:SS in New York)" });
  return z.NEVER;
});

const number = z.number();
const bar = z.tuple([moment, number, number, number, number, number, number, number]);
const trade = z.tuple([moment, number, number, z.string(), z.string(), z.number().int()]);
const bidAsk = z.tuple([moment, number, number, number, number, z.number().int()]);
const middle = z.tuple([moment, number]);

const bars = z.strictObject({
  size: z.enum(BAR_SIZE_NAMES as [string, ...string[]]),
  show: z.enum(["TRADES", "MIDPOINT", "BID", "ASK", "BID_ASK"]),
  /** Time, open, high, low, close, volume, average price, count. */
  rows: z.array(bar).min(1),
});

const ticks = z.discriminatedUnion("show", [
  /** Time, price, size, exchange, special conditions, attributes. */
  z.strictObject({ show: z.literal("TRADES"), rows: z.array(trade).min(1) }),
  /** Time, bid, ask, bid size, ask size, attributes. */
  z.strictObject({ show: z.literal("BID_ASK"), rows: z.array(bidAsk).min(1) }),
  /** Time, price. */
  z.strictObject({ show: z.literal("MIDPOINT"), rows: z.array(middle).min(1) }),
]);

const contract = z.strictObject({
  conId: z.number().int().optional(),
  localSymbol: z.string().optional(),
  headTimestamp: moment.optional(),
  bars: z.array(bars).default([]),
  ticks: z.array(ticks).default([]),
});

export const HISTORY = z.strictObject({ contracts: z.array(contract).min(1) });

type History = z.output<typeof HISTORY>;
type Recorded = History["contracts"][number];
export type RecordedBar = z.output<typeof bar>;
export type RecordedTrade = z.output<typeof trade>;
export type RecordedBidAsk = z.output<typeof bidAsk>;
export type RecordedMiddle = z.output<typeof middle>;

function checkOrder(file: DataFile<History>, path: (string | number)[], rows: readonly unknown[][]): void {
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]?.[0] as number | undefined;
    if (before !== undefined && before > (row[0] as number)) {
      throw file.fault([...path, "rows", index], "is earlier than the row before it");
    }
  }
}

/** What a file says of times past, by contract; told exactly as it is there. */
export class HistoryFile {
  readonly #contracts = new Map<number, Recorded>();

  /** Throws `DataFileError` for a file that is wrong, or a contract that the market does not list. */
  constructor(path: string, book: ListingBook) {
    const file = readDataFile(path, HISTORY);
    for (const [index, recorded] of file.value.contracts.entries()) {
      const place = ["contracts", index];
      const { conId, localSymbol = "" } = recorded;
      const listing = conId === undefined ? book.byName(localSymbol) : book.get(conId);
      if (listing === undefined) {
        const field = conId === undefined ? "localSymbol" : "conId";
        throw file.fault([...place, field], `the market lists no contract ${conId ?? localSymbol}`);
      }
      if (this.#contracts.has(listing.conId))
        throw file.fault(place, `${listing.localSymbol} is there twice`);
      for (const kind of ["bars", "ticks"] as const) {
        for (const [nth, { rows }] of recorded[kind].entries()) checkOrder(file, [...place, kind, nth], rows);
      }
      this.#contracts.set(listing.conId, recorded);
    }
  }

  headTimestamp(conId: number): number | null {
    return this.#contracts.get(conId)?.headTimestamp ?? null;
  }

  /** Bars that begin in a range of time; empty when the file has none. */
  bars(conId: number, size: string, show: string, from: number, to: number): readonly RecordedBar[] {
    const all = this.#contracts.get(conId)?.bars ?? [];
    return all
      .filter((one) => parseBarSize(one.size)?.name === size && one.show === show)
      .flatMap(({ rows }) => rows.filter(([at]) => at >= from && at < to));
  }

  /** Ticks in order; empty when the file has none. */
  trades(conId: number): readonly RecordedTrade[] {
    return this.#ticks(conId).flatMap((one) => (one.show === "TRADES" ? one.rows : []));
  }

  bidAsks(conId: number): readonly RecordedBidAsk[] {
    return this.#ticks(conId).flatMap((one) => (one.show === "BID_ASK" ? one.rows : []));
  }

  middles(conId: number): readonly RecordedMiddle[] {
    return this.#ticks(conId).flatMap((one) => (one.show === "MIDPOINT" ? one.rows : []));
  }

  #ticks(conId: number): Recorded["ticks"] {
    return this.#contracts.get(conId)?.ticks ?? [];
  }
}
