import type { Right } from "../../gql/graphql.ts";
import type { ChainRow } from "../../market/chain-store.ts";
import { formatCount, formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";

type Quote = NonNullable<ChainRow["call"]>;

/** What Enter or a click on a quote does: a bid is sold, an ask is bought. */
export type LegAction = "SELL" | "BUY";

/** One cell of one side of the chain. */
export interface ChainCell {
  readonly id: string;
  readonly header: string;
  readonly hint: string;
  readonly text: (quote: Quote) => string;
  readonly value?: (quote: Quote) => number | null;
  readonly action?: LegAction;
}

const interest: ChainCell = {
  id: "interest",
  header: "OI",
  hint: "Open interest, contracts",
  text: (quote) => formatCount(quote.openInterest),
};
const volume: ChainCell = {
  id: "volume",
  header: "Vol",
  hint: "Contracts traded today",
  text: (quote) => formatCount(quote.volume),
};
const volatility: ChainCell = {
  id: "volatility",
  header: "IV",
  hint: "Implied volatility, percent a year",
  text: (quote) => formatPercent(quote.volatility, 1),
};
const delta: ChainCell = {
  id: "delta",
  header: "Δ",
  hint: "Delta of one contract, a share",
  text: (quote) => formatNumber(quote.delta, 2, "always"),
};
const bidSize: ChainCell = {
  id: "bidSize",
  header: "Size",
  hint: "Contracts bid for",
  text: (quote) => formatCount(quote.bidSize),
};
const bid: ChainCell = {
  id: "bid",
  header: "Bid",
  hint: "Bid, points a share; choosing it sells this leg",
  text: (quote) => formatPrice(quote.bid),
  value: (quote) => (quote.bid === null ? null : Number(quote.bid)),
  action: "SELL",
};
const ask: ChainCell = {
  id: "ask",
  header: "Ask",
  hint: "Ask, points a share; choosing it buys this leg",
  text: (quote) => formatPrice(quote.ask),
  value: (quote) => (quote.ask === null ? null : Number(quote.ask)),
  action: "BUY",
};
const askSize: ChainCell = {
  id: "askSize",
  header: "Size",
  hint: "Contracts offered",
  text: (quote) => formatCount(quote.askSize),
};

/** Calls, left of the strikes. */
export const callCells: readonly ChainCell[] = [
  interest,
  volume,
  volatility,
  delta,
  bidSize,
  bid,
  ask,
  askSize,
];
/** Puts, right of the strikes. */
export const putCells: readonly ChainCell[] = [
  bidSize,
  bid,
  ask,
  askSize,
  delta,
  volatility,
  volume,
  interest,
];

export const strikeColumn = callCells.length;
export const columnCount = callCells.length + 1 + putCells.length;

/** Which side and cell a column of the chain is; null for the strikes. */
export function cellAt(column: number): { readonly right: Right; readonly cell: ChainCell } | null {
  const call = callCells[column];
  if (call !== undefined) return { right: "CALL", cell: call };
  const put = putCells[column - strikeColumn - 1];
  return put === undefined ? null : { right: "PUT", cell: put };
}
