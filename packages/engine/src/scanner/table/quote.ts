import type { ModelRow, QuoteRow } from "@legbook/domain";
import { type ChainColumns, UNKNOWN_COUNT } from "./columns.ts";
import { NO_SIDE } from "./flags.ts";

/** What a row takes of a contract's market: a `QuoteRow` is one. */
export type TableQuote = Pick<
  QuoteRow,
  "bid" | "ask" | "bidSize" | "askSize" | "bidAt" | "askAt" | "last" | "openInterest" | "volume" | "halted"
> & { readonly model: Pick<ModelRow, "volatility" | "delta" | "gamma" | "vega" | "theta"> };

/** What a row says of a contract that was never quoted. */
export const NO_QUOTE: TableQuote = {
  bid: null,
  ask: null,
  bidSize: null,
  askSize: null,
  bidAt: null,
  askAt: null,
  last: null,
  openInterest: null,
  volume: null,
  halted: null,
  model: { volatility: null, delta: null, gamma: null, vega: null, theta: null },
};

/** Whether the value is another one; NaN is the same as NaN. */
function set(column: Float64Array | Uint8Array, row: number, value: number): boolean {
  if (Object.is(column[row], value)) return false;
  column[row] = value;
  return true;
}

/** Puts a quote into its row, ages included; whether anything of it changed. */
export function writeQuote(columns: ChainColumns, row: number, quote: TableQuote): boolean {
  const { model } = quote;
  let changed = set(columns.bid, row, quote.bid ?? NO_SIDE);
  changed = set(columns.ask, row, quote.ask ?? NO_SIDE) || changed;
  changed = set(columns.bidSize, row, quote.bidSize ?? UNKNOWN_COUNT) || changed;
  changed = set(columns.askSize, row, quote.askSize ?? UNKNOWN_COUNT) || changed;
  changed = set(columns.bidAt, row, quote.bidAt ?? -Infinity) || changed;
  changed = set(columns.askAt, row, quote.askAt ?? -Infinity) || changed;
  changed = set(columns.openInterest, row, quote.openInterest ?? UNKNOWN_COUNT) || changed;
  changed = set(columns.volume, row, quote.volume ?? UNKNOWN_COUNT) || changed;
  changed = set(columns.lastTradeMicros, row, quote.last ?? NO_SIDE) || changed;
  changed = set(columns.halted, row, quote.halted === true ? 1 : 0) || changed;
  changed = set(columns.modelVolatility, row, model.volatility ?? Number.NaN) || changed;
  changed = set(columns.modelDelta, row, model.delta ?? Number.NaN) || changed;
  changed = set(columns.modelGamma, row, model.gamma ?? Number.NaN) || changed;
  changed = set(columns.modelVega, row, (model.vega ?? Number.NaN) * 100) || changed;
  return set(columns.modelTheta, row, (model.theta ?? Number.NaN) * 365) || changed;
}
