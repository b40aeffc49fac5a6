import type { ContractFields, ReplyValues } from "../../wire/reply-layouts.ts";
import type { ReplyName } from "../../wire/message-ids.ts";

/**
 * What @stoqey/ib 1.6.10 emits for each reply: written from its decoder, not from the layouts, so that the two can
 * be held against each other.
 */
export type Event = readonly [string, ...unknown[]];

/** The value where the server version has it, else undefined. */
export type Since = <T>(version: number, value: T) => T | undefined;

export type Reading<Name extends ReplyName> = (values: ReplyValues<Name>, since: Since) => readonly Event[];
export type Readings = { readonly [Name in ReplyName]?: Reading<Name> };

export const sinceOf =
  (version: number): Since =>
  (first, value) =>
    version >= first ? value : undefined;

/** A contract as positions and executions show it. */
export const contractRead = (v: ContractFields) => ({
  conId: v.conId,
  symbol: v.symbol,
  secType: v.secType,
  lastTradeDateOrContractMonth: v.expiry,
  strike: v.strike,
  right: v.right,
  multiplier: Number(v.multiplier),
  exchange: v.exchange,
  currency: v.currency,
  localSymbol: v.localSymbol,
  tradingClass: v.tradingClass,
});
