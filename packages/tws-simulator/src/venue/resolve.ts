import type { ContractQuery } from "../wire/request-layouts.ts";
import { exchangeDate, wireDate } from "./calendar.ts";
import { isExchangeOf } from "./exchanges.ts";
import { isListedAt, lastTradeDate } from "./last-trade.ts";
import { type Listing, secTypeOf } from "./listing.ts";
import type { MarketSource } from "./market.ts";
import { type Money, moneyFromUnits } from "./money.ts";

type Query = Pick<
  ContractQuery,
  "conId" | "symbol" | "secType" | "expiry" | "strike" | "right" | "localSymbol" | "tradingClass" | "currency"
> &
  Partial<Pick<ContractQuery, "exchange" | "multiplier">> & {
    /** `ISIN` or `CUSIP`. */
    readonly secIdType?: string;
    readonly secId?: string;
    /** Contracts that trade no more are found too. */
    readonly includeExpired?: boolean;
  };

/** What of a market contracts are found in. */
type Listed = Pick<MarketSource, "book" | "chain" | "listUpTo">;

const STRIKE_MAX = 100_000_000;

function rightOf(text: string): "call" | "put" | null {
  if (text === "C" || text === "CALL") return "call";
  if (text === "P" || text === "PUT") return "put";
  return null;
}

/** A month, or the day on which it trades last. */
function expires(listing: Listing, text: string): boolean {
  const last = lastTradeDate(listing);
  if (last === null || text === "") return true;
  // Contract month: of an AM series that trades last on the day before, the month of its settlement.
  if (text.length === 6 && (listing.kind === "option" || listing.kind === "future")) {
    return wireDate(listing.expiry).startsWith(text);
  }
  return wireDate(last) === text;
}

function isOfTerms(listing: Listing, query: Query): boolean {
  const { tradingClass, multiplier = "", currency, exchange = "" } = query;
  return (
    (currency === "" || listing.currency === currency) &&
    (tradingClass === "" || listing.tradingClass === tradingClass) &&
    (multiplier === "" || listing.kind === "stock" || Number(multiplier) === listing.multiplier) &&
    isExchangeOf(listing, exchange) &&
    expires(listing, query.expiry)
  );
}

function isOfSeries(listing: Listing, query: Query, strike: Money): boolean {
  if (listing.kind !== "option") return true;
  if (strike !== 0 && listing.strike !== strike) return false;
  const right = rightOf(query.right);
  return right === null || listing.right === right;
}

function hasSecurityId(listing: Listing, type: string, id: string): boolean {
  if (listing.kind === "bond" && listing.securityId === id) return true;
  return (listing.securityIds ?? []).some((known) => known.id === id && (type === "" || known.type === type));
}

function byId(source: Listed, conId: number): readonly Listing[] {
  const listing = source.book.get(conId);
  return listing === undefined ? [] : [listing];
}

/** What has the symbol, the local symbol or the identifier that a query gives, of any kind. */
function named(source: Listed, query: Query, date: string): readonly Listing[] {
  const { book } = source;
  const { secIdType = "", secId = "", localSymbol, symbol, secType } = query;
  if (secId !== "") {
    return [...book.priced()].filter((listing) => hasSecurityId(listing, secIdType, secId));
  }
  if (localSymbol !== "") return book.named(localSymbol);
  if (secType === "OPT" || secType === "FOP") {
    return book.bySymbol(symbol).flatMap((underlying) => source.chain(underlying, date));
  }
  // Bonds are asked for by their identifier in the symbol's place too [M].
  if (secType === "BOND") {
    return book.priced().filter((listing) => listing.symbol === symbol || hasSecurityId(listing, "", symbol));
  }
  return book.bySymbol(symbol);
}

/** The future of a symbol that trades last first: what TWS means by a continuous future. */
function nearestFuture(source: Listed, query: Query, at: number): readonly Listing[] {
  const futures = source.book
    .bySymbol(query.symbol)
    .filter((listing) => listing.kind === "future")
    .filter((listing) => isListedAt(listing, at) && isOfTerms(listing, { ...query, expiry: "" }))
    .toSorted((a, b) => (a.expiry < b.expiry ? -1 : 1));
  return futures.slice(0, 1);
}

/**
 * All listings that a request's contract may mean: by id, by identifier, by local symbol, or by symbol and what else
 * is given. Empty for what the venue does not list or does not trade at that exchange. What trades no more is found
 * by its id, as a broker forgets it, or when the request includes it.
 */
export function resolveListings(source: Listed, query: Query, at: number): readonly Listing[] {
  const date = exchangeDate(at);
  source.listUpTo(date);
  if (query.conId !== 0) {
    return byId(source, query.conId).filter((listing) => isExchangeOf(listing, query.exchange ?? ""));
  }
  // Larger than any price that money can hold: nothing has it.
  if (!(Math.abs(query.strike) < STRIKE_MAX)) return [];
  if (query.secType === "CONTFUT") return nearestFuture(source, query, at);
  // Without a security type only a name that is a contract's own says what is meant.
  if (query.secType === "" && query.localSymbol === "" && (query.secId ?? "") === "") return [];
  const strike = moneyFromUnits(query.strike);
  return named(source, query, date).filter(
    (listing) =>
      // What leaves fewest of a chain's thousands comes first.
      isOfSeries(listing, query, strike) &&
      (query.secType === "" || secTypeOf(listing) === query.secType) &&
      isOfTerms(listing, query) &&
      (query.includeExpired === true || isListedAt(listing, at)),
  );
}
