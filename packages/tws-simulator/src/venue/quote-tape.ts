import { EMPTY_QUOTE, type Quote, type QuoteSide, type QuoteState } from "./market.ts";
import type { Money } from "./money.ts";

/** Stands for "nothing" in a column: no price, size or time of a file is so far below zero. */
const NONE = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** The columns of a state. */
const COLUMNS = [
  "at",
  "bid",
  "bidSize",
  "ask",
  "askSize",
  "last",
  "lastSize",
  "lastAt",
  "volume",
  "open",
  "high",
  "low",
  "previousClose",
] as const;
type ColumnName = (typeof COLUMNS)[number];
type Row = Readonly<Record<ColumnName, number>>;
type Column = Int32Array | Float64Array;

/** Four bytes a value where all of them are whole and below 2^31, as prices and sizes of files nearly always are. */
function columnOf(rows: readonly Row[], name: ColumnName): Column {
  const isNarrow = rows.every(
    ({ [name]: value }) => Number.isInteger(value) && Math.abs(value) <= INT32_MAX + 1,
  );
  const column = isNarrow ? new Int32Array(rows.length) : new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) column[index] = (rows[index] as Row)[name];
  return column;
}

/** The states of one contract's quote in order of time, in columns: a whole market's are held at once. */
export class QuoteTape {
  readonly length: number;
  readonly #columns: Readonly<Record<ColumnName, Column>>;
  #recent: { readonly index: number; readonly state: QuoteState } | null = null;

  constructor(rows: readonly Row[]) {
    this.length = rows.length;
    this.#columns = Object.fromEntries(COLUMNS.map((name) => [name, columnOf(rows, name)])) as Record<
      ColumnName,
      Column
    >;
  }

  /** The number of states at or before a moment. */
  countUntil(at: number): number {
    const times = this.#columns.at;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The same object for the same index as last time. */
  state(index: number): QuoteState {
    if (this.#recent?.index !== index) this.#recent = { index, state: this.#make(index) };
    return this.#recent.state;
  }

  /** The quote that holds at a moment; an empty one before the first. */
  quoteAt(at: number): Quote {
    const count = this.countUntil(at);
    return count === 0 ? EMPTY_QUOTE : this.state(count - 1).quote;
  }

  /** The states after one moment and up to another, in order. */
  statesBetween(after: number, upTo: number): QuoteState[] {
    const states: QuoteState[] = [];
    const end = this.countUntil(upTo);
    for (let index = this.countUntil(after); index < end; index += 1) states.push(this.state(index));
    return states;
  }

  #make(index: number): QuoteState {
    const value = (name: ColumnName): number => this.#columns[name][index] as number;
    const priceOrNull = (name: ColumnName): Money | null => (value(name) === NONE ? null : value(name));
    const side = (price: ColumnName, size: ColumnName): QuoteSide | null =>
      value(price) === NONE ? null : { price: value(price), size: value(size) };
    return {
      at: value("at"),
      quote: {
        bid: side("bid", "bidSize"),
        ask: side("ask", "askSize"),
        last:
          value("last") === NONE
            ? null
            : { price: value("last"), size: value("lastSize"), at: value("lastAt") },
        volume: value("volume"),
        open: priceOrNull("open"),
        high: priceOrNull("high"),
        low: priceOrNull("low"),
        previousClose: priceOrNull("previousClose"),
      },
    };
  }
}

/** Takes states in order of time, and makes a tape of them. */
export class QuoteTapeWriter {
  readonly #rows: Row[] = [];

  get length(): number {
    return this.#rows.length;
  }

  push(at: number, quote: Quote): void {
    const { bid, ask, last, volume, open, high, low, previousClose } = quote;
    this.#rows.push({
      at,
      bid: bid?.price ?? NONE,
      bidSize: bid?.size ?? NONE,
      ask: ask?.price ?? NONE,
      askSize: ask?.size ?? NONE,
      last: last?.price ?? NONE,
      lastSize: last?.size ?? NONE,
      lastAt: last?.at ?? NONE,
      volume,
      open: open ?? NONE,
      high: high ?? NONE,
      low: low ?? NONE,
      previousClose: previousClose ?? NONE,
    });
  }

  tape(): QuoteTape {
    return new QuoteTape(this.#rows);
  }
}
