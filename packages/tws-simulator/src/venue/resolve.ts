import type { ContractQuery } from "../wire/request-layouts.ts";
import { exchangeDate, wireDate } from "./calendar.ts";
import type { Listing, OptionListing } from "./listing.ts";
import type { MarketSource } from "./market.ts";
import { moneyFromUnits } from "./money.ts";

type Query = Pick<
  ContractQuery,
  "conId" | "symbol" | "secType" | "expiry" | "strike" | "right" | "localSymbol" | "tradingClass" | "currency"
>;

const EXCHANGES_SERVED = new Set(["", "SMART", "NASDAQ", "NYSE", "ISLAND", "AMEX", "CBOE", "ARCA", "BEST"]);

/** Whether the venue is what a request means by an exchange. */
export function isExchangeServed(exchange: string): boolean {
  return EXCHANGES_SERVED.has(exchange);
}

function rightOf(text: string): "call" | "put" | null {
  if (text === "C" || text === "CALL") return "call";
  if (text === "P" || text === "PUT") return "put";
  return null;
}

function matchesOption(option: OptionListing, query: Query): boolean {
  const right = rightOf(query.right);
  return (
    wireDate(option.expiry).startsWith(query.expiry) &&
    (query.strike === 0 || option.strike === moneyFromUnits(query.strike)) &&
    (right === null || option.right === right) &&
    (query.tradingClass === "" || option.symbol === query.tradingClass)
  );
}

/**
 * All listings that a request's contract may mean: by id, by local symbol, or by symbol and what else is given. Empty
 * for what the venue does not list. Series whose last day is past are found by id only, as a broker forgets them.
 */
export function resolveListings(source: MarketSource, query: Query, at: number): readonly Listing[] {
  const date = exchangeDate(at);
  const stocks = source.book.stocks();
  for (const stock of stocks) source.chain(stock, date);
  if (query.conId !== 0) {
    const listing = source.book.get(query.conId);
    return listing === undefined ? [] : [listing];
  }
  if (query.currency !== "" && query.currency !== "USD") return [];
  if (query.localSymbol !== "") {
    const listing = source.book.byName(query.localSymbol);
    return listing === undefined || !kindMatches(listing, query.secType) ? [] : [listing];
  }
  const stock = stocks.find(({ symbol }) => symbol === query.symbol);
  if (stock === undefined) return [];
  if (query.secType === "STK") return [stock];
  if (query.secType !== "OPT" || Number.isNaN(query.strike)) return [];
  return source.chain(stock, date).filter((option) => matchesOption(option, query));
}

function kindMatches(listing: Listing, secType: string): boolean {
  return secType === "" || secType === (listing.kind === "stock" ? "STK" : "OPT");
}
