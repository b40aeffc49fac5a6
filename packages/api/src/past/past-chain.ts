import {
  daysToExpiry,
  type EpochMs,
  type IsoDate,
  type Micros,
  micros,
  type OptionContract,
} from "@legbook/domain";
import {
  ChainTable,
  type ScanContext,
  type SmileView,
  smileView,
  spotOf,
  type UnderlyingView,
} from "@legbook/engine/ports";
import {
  contractOf,
  corporateDatesView,
  quoteRow,
  type ViewName,
  type ViewStates,
  volatilityRankView,
} from "@legbook/projections";
import type { PricingAssumptions } from "../models/spread-market.ts";

/** The views that a past chain is made of. */
export const PAST_CHAIN_VIEWS = [
  "optionChain",
  "contracts",
  "market",
  "subscriptions",
  "underlyings",
] as const satisfies readonly ViewName[];

/** As old as a live chain takes its quotes before it calls them stale. */
const QUOTE_AGE_MAX_MS = 120_000;

export interface PastChain {
  readonly table: ChainTable;
  readonly context: ScanContext;
  /** Expiries whose contracts were known. */
  readonly expiries: readonly IsoDate[];
  readonly smile: (expiry: IsoDate) => SmileView | null;
}

export interface PastChains {
  /** Null when the symbol's chain had not been opened. */
  at(views: ViewStates, symbol: string, now: EpochMs): PastChain | null;
}

/**
 * Chains as the log shows them at a moment: the scanner's own table, filled with the recorded quotes and anchored at that
 * moment. What was only in memory is not there: that a quiet quote was confirmed, and where within its rhythm the live
 * table stood. Keeps the chain that was asked for last, which the panels of one screen share.
 */
export function createPastChains({ rate, dividendYield }: PricingAssumptions): PastChains {
  let kept: { readonly key: string; readonly chain: PastChain | null } | null = null;
  return {
    at(views, symbol, now) {
      const key = `${views.position} ${symbol}`;
      if (kept?.key !== key) kept = { key, chain: pastChain(views, symbol, now, rate, dividendYield) };
      return kept.chain;
    },
  };
}

function pastChain(
  views: ViewStates,
  symbol: string,
  now: EpochMs,
  rate: number | null,
  dividendYield: number,
): PastChain | null {
  const chain = views.optionChain.chains.get(symbol);
  if (chain === undefined || chain.underlying === null) return null;
  const expiries = [...chain.expiries.keys()].filter((expiry) => daysToExpiry(now, expiry) >= 0).toSorted();
  const contracts = expiries.flatMap((expiry) => optionsOf(views, symbol, expiry));
  const table = new ChainTable({ symbol, rate, dividendYield, quoteAgeMaxMs: QUOTE_AGE_MAX_MS });
  table.setContracts(contracts);
  for (const { conId } of contracts) {
    const quote = quoteRow(views.market, conId);
    if (quote !== null) table.apply(conId, quote);
  }
  const underlying = underlyingView(views, chain.underlying.conId);
  table.setUnderlying(underlying);
  table.anchor(now);
  if (rate === null && table.inferRate().source === "parity") table.anchor(now);
  const spot = spotOf(underlying);
  const price: Micros | null = spot === null ? null : micros(Math.round(spot * 1_000_000));
  return {
    table,
    context: contextOf(views, symbol, now),
    expiries,
    smile: (expiry) => smileView(table, expiry, price, now),
  };
}

/** Every listed option of an expiry, as far as the log describes it. */
export function optionsOf(views: ViewStates, symbol: string, expiry: IsoDate): readonly OptionContract[] {
  const strikes = views.optionChain.chains.get(symbol)?.expiries.get(expiry)?.strikes ?? [];
  return strikes.flatMap(({ callConId, putConId }) =>
    [callConId, putConId].flatMap((conId) => {
      const contract = conId === null ? null : contractOf(views.contracts, conId);
      return contract?.kind === "option" ? [contract] : [];
    }),
  );
}

function underlyingView(views: ViewStates, conId: number): UnderlyingView {
  const quote = quoteRow(views.market, conId);
  return { bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null };
}

function contextOf(views: ViewStates, symbol: string, now: EpochMs): ScanContext {
  const rank = volatilityRankView(views, symbol, now);
  const dates = corporateDatesView(views, symbol, now);
  return {
    underlying: views.optionChain.chains.get(symbol)?.underlying ?? null,
    ivRank: rank.kind === "ranked" ? rank.rank : null,
    ivPercentile: rank.kind === "ranked" ? rank.percentile : null,
    earnings: dates.earnings,
    exDividends: dates.exDividends.map(({ date }) => date),
    dataType: dataTypeOf(views, symbol),
  };
}

/** The weakest kind of data that any line of the symbol's contracts showed; null before a line said which. */
function dataTypeOf(views: ViewStates, symbol: string): ScanContext["dataType"] {
  const weakestFirst = ["delayedFrozen", "delayed", "frozen", "live"] as const;
  const seen = new Set<string>();
  for (const { conId, dataType } of views.subscriptions.lines.values())
    if (dataType !== null && contractOf(views.contracts, conId)?.symbol === symbol) seen.add(dataType);
  return weakestFirst.find((dataType) => seen.has(dataType)) ?? null;
}
