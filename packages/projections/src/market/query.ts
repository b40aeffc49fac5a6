import {
  type Contract,
  type EpochMs,
  type Micros,
  micros,
  microsFromNumber,
  type QuoteRow,
} from "@legbook/domain";
import type { MarketState } from "./fold.ts";

/** A contract's quote at a moment. A null is a value that the gateway never sent, or said is not there. */
export interface QuoteView {
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly last: Micros | null;
  readonly close: Micros | null;
  readonly volume: number | null;
  readonly openInterest: number | null;
  /** 1.0 is 100 %. */
  readonly volatility: number | null;
  readonly delta: number | null;
  readonly gamma: number | null;
  /** Per volatility point. */
  readonly vega: number | null;
  /** Per calendar day. */
  readonly theta: number | null;
  /** Null when the gateway said nothing of it. */
  readonly halted: boolean | null;
  /** Gateway time of the newest bid or ask. */
  readonly quotedAt: EpochMs | null;
  readonly quoteAgeMs: number | null;
}

/** What a contract is worth now, and by what. `mid` needs both sides; without one the gateway's model price stands in. */
export interface Mark {
  readonly price: Micros | null;
  readonly basis: "mid" | "model" | null;
  /** The side that the quote lacks. */
  readonly missing: "bid" | "ask" | "both" | null;
}

/** The newest quote row of a contract, or null when no tick of it was ever recorded. */
export function quoteRow(market: MarketState, conId: number): QuoteRow | null {
  return market.quotes.rows.get(conId) ?? null;
}

/** Milliseconds since the newest bid or ask; never negative (a tick may be stamped after `now` was taken). */
export function quoteAgeMs(row: QuoteRow | null, now: EpochMs): number | null {
  return row === null || row.quotedAt === null ? null : Math.max(0, now - row.quotedAt);
}

/** A contract's quote, or null when no tick of it was ever recorded. */
export function quoteView(market: MarketState, conId: number, now: EpochMs): QuoteView | null {
  const row = quoteRow(market, conId);
  if (row === null) return null;
  return {
    bid: row.bid,
    ask: row.ask,
    bidSize: row.bidSize,
    askSize: row.askSize,
    last: row.last,
    close: row.close,
    volume: row.volume,
    openInterest: row.openInterest,
    volatility: row.model.volatility,
    delta: row.model.delta,
    gamma: row.model.gamma,
    vega: row.model.vega,
    theta: row.model.theta,
    halted: row.halted,
    quotedAt: row.quotedAt,
    quoteAgeMs: quoteAgeMs(row, now),
  };
}

/** The mark of a contract: the middle of bid and ask, else the gateway's model price (options), else none. */
export function markOf(market: MarketState, contract: Pick<Contract, "conId" | "kind">): Mark {
  const row = quoteRow(market, contract.conId);
  if (row === null) return { price: null, basis: null, missing: "both" };
  const { bid, ask } = row;
  if (bid !== null && ask !== null) {
    return { price: micros(Math.round((bid + ask) / 2)), basis: "mid", missing: null };
  }
  const missing = bid === null ? (ask === null ? "both" : "bid") : "ask";
  return contract.kind === "option" && row.model.price !== null
    ? { price: microsFromNumber(row.model.price), basis: "model", missing }
    : { price: null, basis: null, missing };
}
