import { daysToExpiry, type EpochMs, type IsoDate, type Micros, type Position } from "@legbook/domain";
import { type QuoteView, quoteView } from "../market/query.ts";
import type { ViewStates } from "../runner/states.ts";
import { hasLine } from "../subscriptions/query.ts";
import type { ChainState, ExpiryState, StrikeState } from "./fold.ts";

export interface ExpiryView {
  readonly date: IsoDate;
  readonly daysToExpiry: number;
  /** Its contracts are known. */
  readonly opened: boolean;
}

export interface UnderlyingQuoteView {
  readonly conId: number;
  readonly symbol: string;
  readonly hasLine: boolean;
  /** Null when no tick of it was recorded. */
  readonly quote: QuoteView | null;
}

export interface ChainView {
  /** Of the event that last changed its description; quotes have their own. */
  readonly position: Position;
  readonly symbol: string;
  readonly underlying: UnderlyingQuoteView | null;
  /** Nearest first; those that no longer trade are left out. */
  readonly expiries: readonly ExpiryView[];
  readonly strikes: readonly Micros[];
  readonly multiplier: number;
}

export interface OptionQuoteView {
  readonly conId: number;
  readonly hasLine: boolean;
  readonly quote: QuoteView | null;
}

export interface ChainRowView {
  readonly strike: Micros;
  readonly call: OptionQuoteView | null;
  readonly put: OptionQuoteView | null;
}

export interface ChainQuotesView {
  /** Give it back as `since` to get what changed after it. */
  readonly position: Position | null;
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly underlying: UnderlyingQuoteView | null;
  /** The rows replace all that were given before. */
  readonly whole: boolean;
  readonly rows: readonly ChainRowView[];
}

/** Why a symbol has no chain, as the gateway or the engine put it; null when nothing was refused. */
export function chainRefusal({ optionChain }: ViewStates, symbol: string): ChainState["refusal"] {
  return optionChain.chains.get(symbol)?.refusal ?? null;
}

function underlyingView(views: ViewStates, chain: ChainState, now: EpochMs): UnderlyingQuoteView | null {
  if (chain.underlying === null) return null;
  const { conId, symbol } = chain.underlying;
  return {
    conId,
    symbol,
    hasLine: hasLine(views.subscriptions, conId),
    quote: quoteView(views.market, conId, now),
  };
}

/** What is known of a symbol's options; null until the gateway has described them. */
export function chainView(views: ViewStates, symbol: string, now: EpochMs): ChainView | null {
  const chain = views.optionChain.chains.get(symbol);
  if (chain === undefined || chain.parameters === null) return null;
  const dates = new Set([...chain.parameters.expiries, ...chain.expiries.keys()]);
  const expiries = [...dates]
    .map((date) => ({ date, daysToExpiry: daysToExpiry(now, date), opened: chain.expiries.has(date) }))
    .filter((expiry) => expiry.daysToExpiry >= 0)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  return {
    position: chain.position,
    symbol,
    underlying: underlyingView(views, chain, now),
    expiries,
    strikes: [...chain.parameters.strikes].sort((a, b) => a - b),
    multiplier: chain.parameters.multiplier,
  };
}

function optionView(views: ViewStates, conId: number | null, now: EpochMs): OptionQuoteView | null {
  if (conId === null) return null;
  return { conId, hasLine: hasLine(views.subscriptions, conId), quote: quoteView(views.market, conId, now) };
}

function rowView(views: ViewStates, row: StrikeState, now: EpochMs): ChainRowView {
  return {
    strike: row.strike,
    call: optionView(views, row.callConId, now),
    put: optionView(views, row.putConId, now),
  };
}

function expiryState(views: ViewStates, symbol: string, expiry: IsoDate): ExpiryState | null {
  return views.optionChain.chains.get(symbol)?.expiries.get(expiry) ?? null;
}

/** Every row of an expiry, lowest strike first; none until its contracts are known. */
export function chainRows(
  views: ViewStates,
  symbol: string,
  expiry: IsoDate,
  now: EpochMs,
): readonly ChainRowView[] {
  return (expiryState(views, symbol, expiry)?.strikes ?? []).map((row) => rowView(views, row, now));
}

/** Contract ids whose quote changed, or whose line opened or closed, after `since` (all for null), among `conIds`. */
export function conIdsChangedSince(
  views: ViewStates,
  conIds: Iterable<number>,
  since: Position | null,
): ReadonlySet<number> {
  const changed = new Set<number>();
  for (const conId of conIds) {
    const quoted = views.market.changedAt.get(conId);
    const line = views.subscriptions.changedAt.get(conId);
    if (since === null || (quoted !== undefined && quoted > since) || (line !== undefined && line > since)) {
      changed.add(conId);
    }
  }
  return changed;
}

/**
 * The rows of an expiry that changed after `since`, the `position` of an answer before. Whole for null, and when the
 * expiry's contracts were described anew since. The underlying is always there.
 */
export function chainQuotesView(
  views: ViewStates,
  symbol: string,
  expiry: IsoDate,
  since: Position | null,
  now: EpochMs,
): ChainQuotesView {
  const chain = views.optionChain.chains.get(symbol);
  const state = chain?.expiries.get(expiry);
  const whole = since === null || state === undefined || state.position > since;
  const rows: ChainRowView[] = [];
  for (const row of state?.strikes ?? []) {
    const conIds = [row.callConId, row.putConId].filter((conId) => conId !== null);
    if (whole || conIdsChangedSince(views, conIds, since).size > 0) rows.push(rowView(views, row, now));
  }
  return {
    position: views.position,
    symbol,
    expiry,
    underlying: chain === undefined ? null : underlyingView(views, chain, now),
    whole,
    rows,
  };
}
