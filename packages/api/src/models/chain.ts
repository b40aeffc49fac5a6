import type { EpochMs, IsoDate, Micros, Position } from "@legbook/domain";
import {
  chainQuotesView,
  chainRows,
  type ChainRowView,
  chainView,
  type ChainView,
  type OptionQuoteView,
  type QuoteView,
  type UnderlyingQuoteView,
  type ViewStates,
} from "@legbook/projections";

export type OptionQuoteModel = Omit<QuoteView, "close" | "halted" | "quotedAt"> &
  Pick<OptionQuoteView, "conId" | "hasLine">;

export type UnderlyingQuoteModel = Pick<QuoteView, "bid" | "ask" | "last" | "close" | "quoteAgeMs"> &
  Pick<UnderlyingQuoteView, "conId" | "symbol">;

export interface ChainRowModel {
  readonly strike: Micros;
  readonly call: OptionQuoteModel | null;
  readonly put: OptionQuoteModel | null;
}

export interface OptionChainModel extends Omit<ChainView, "underlying"> {
  readonly underlying: UnderlyingQuoteModel | null;
  /** Every row of an expiry, lowest strike first. */
  rows(expiry: IsoDate): readonly ChainRowModel[];
}

export interface ChainQuotesModel {
  readonly position: Position | null;
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly underlying: UnderlyingQuoteModel | null;
  readonly whole: boolean;
  readonly rows: readonly ChainRowModel[];
}

/** For a contract of which no tick was recorded. */
const NO_QUOTE: QuoteView = {
  bid: null,
  ask: null,
  bidSize: null,
  askSize: null,
  last: null,
  close: null,
  volume: null,
  openInterest: null,
  volatility: null,
  delta: null,
  gamma: null,
  vega: null,
  theta: null,
  halted: false,
  quotedAt: null,
  quoteAgeMs: null,
};

function optionQuote(view: OptionQuoteView | null): OptionQuoteModel | null {
  return view === null ? null : { ...(view.quote ?? NO_QUOTE), conId: view.conId, hasLine: view.hasLine };
}

function underlyingQuote(view: UnderlyingQuoteView | null): UnderlyingQuoteModel | null {
  return view === null ? null : { ...(view.quote ?? NO_QUOTE), conId: view.conId, symbol: view.symbol };
}

function rowModel({ strike, call, put }: ChainRowView): ChainRowModel {
  return { strike, call: optionQuote(call), put: optionQuote(put) };
}

/** What is known of a symbol's options; null until its chain was opened. */
export function chainModel(views: ViewStates, symbol: string, now: EpochMs): OptionChainModel | null {
  const view = chainView(views, symbol, now);
  return view === null
    ? null
    : {
        ...view,
        underlying: underlyingQuote(view.underlying),
        rows: (expiry) => chainRows(views, symbol, expiry, now).map(rowModel),
      };
}

/** The rows that changed after `since`; all of them for null. */
export function chainQuotesModel(
  views: ViewStates,
  symbol: string,
  expiry: IsoDate,
  since: Position | null,
  now: EpochMs,
): ChainQuotesModel {
  const view = chainQuotesView(views, symbol, expiry, since, now);
  return { ...view, underlying: underlyingQuote(view.underlying), rows: view.rows.map(rowModel) };
}
