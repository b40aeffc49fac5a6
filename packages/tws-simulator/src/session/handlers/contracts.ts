import { exchangeDate, wireDate } from "../../venue/calendar.ts";
import { exchangesOf, mainExchangeOf } from "../../venue/exchanges.ts";
import { lastTradeDate } from "../../venue/last-trade.ts";
import { type Listing, type OptionListing, secTypeOf } from "../../venue/listing.ts";
import { moneyToUnits } from "../../venue/money.ts";
import { marketRuleById } from "../../venue/price-increment.ts";
import { resolveListings } from "../../venue/resolve.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import { type ClientSession, NO_SECURITY_DEFINITION } from "../client-session.ts";
import { bondDetailsOf, derivativeTypes, detailsOf } from "../contract-details.ts";

const SECURITY_TYPES = new Set(["", "STK", "OPT", "FUT", "FOP", "IND", "CASH", "CRYPTO", "BOND", "CONTFUT"]);
const INVALID_SECURITY_TYPE = "Error validating request.-'bP' : cause - Please enter a valid security type";

export function contractDetails(session: ClientSession, request: RequestValues<"contractDetails">): void {
  const { requestId } = request;
  // A combo is no contract of its own, and has no details [D].
  if (!SECURITY_TYPES.has(request.secType)) {
    session.error(requestId, 321, INVALID_SECURITY_TYPE);
    return;
  }
  const { source, clock } = session.venue;
  const at = clock.now();
  const found = resolveListings(source, request, at);
  if (found.length === 0) {
    session.error(requestId, 200, NO_SECURITY_DEFINITION);
    return;
  }
  for (const listing of found) {
    const { exchange } = request;
    if (listing.kind === "bond") {
      session.send("bondContractDetails", bondDetailsOf(listing, requestId, exchange, at));
    } else session.send("contractDetails", detailsOf(listing, requestId, exchange, at));
  }
  session.send("contractDetailsEnd", { requestId });
}

/** What options are asked for: those on the contract of an id, or, by a futures exchange, on the futures of a symbol. */
function underlyingsOf(
  session: ClientSession,
  { symbol, secType, conId, futuresExchange }: RequestValues<"optionParameters">,
): readonly Listing[] {
  const { book } = session.venue.source;
  const found = conId === 0 ? book.bySymbol(symbol) : [book.get(conId)].filter((one) => one !== undefined);
  return found.filter(
    (listing) =>
      listing.kind !== "option" &&
      (symbol === "" || listing.symbol === symbol) &&
      (secType === "" || secTypeOf(listing) === secType) &&
      (futuresExchange === "" || (listing.kind === "future" && listing.primaryExchange === futuresExchange)),
  );
}

/** One answer for an exchange, a trading class and, for options on futures, a future [M]. */
function sendClass(session: ClientSession, requestId: number, series: readonly OptionListing[]): void {
  const [first] = series;
  if (first === undefined) return;
  const expiries = [...new Set(series.map((option) => wireDate(lastTradeDate(option) ?? "")))].sort();
  const strikes = [...new Set(series.map(({ strike }) => strike))].sort((a, b) => a - b);
  for (const exchange of exchangesOf(first)) {
    session.send("optionParameters", {
      requestId,
      exchange,
      underlyingConId: first.underlyingConId,
      tradingClass: first.tradingClass,
      multiplier: String(first.multiplier),
      expiries: expiries.map((expiry) => ({ expiry })),
      strikes: strikes.map((strike) => ({ strike: moneyToUnits(strike) })),
    });
  }
}

export function optionParameters(session: ClientSession, request: RequestValues<"optionParameters">): void {
  const { requestId } = request;
  const { source, clock } = session.venue;
  const underlyings = underlyingsOf(session, request);
  if (underlyings.length === 0) {
    session.error(requestId, 200, NO_SECURITY_DEFINITION);
    return;
  }
  const date = exchangeDate(clock.now());
  for (const underlying of underlyings) {
    const classes = Map.groupBy(
      source.chain(underlying, date),
      ({ tradingClass, multiplier }) => `${tradingClass} ${multiplier}`,
    );
    for (const series of classes.values()) sendClass(session, requestId, series);
  }
  session.send("optionParametersEnd", { requestId });
}

/** TWS answers with so many at most [D]. */
const SAMPLES_MAX = 16;

/** How well a listing fits what was typed: the symbol itself before its beginning before words of the name; 3 not. */
function distance(listing: Listing, pattern: string): number {
  if (listing.symbol === pattern) return 0;
  if (listing.symbol.startsWith(pattern)) return 1;
  return listing.longName.toUpperCase().includes(pattern) ? 2 : 3;
}

export function matchingSymbols(session: ClientSession, request: RequestValues<"matchingSymbols">): void {
  const pattern = request.pattern.trim().toUpperCase();
  const { source } = session.venue;
  const samples = source.book
    .priced()
    // Futures are told by what they are settled by, as in TWS [D].
    .filter((listing) => listing.kind !== "future" && pattern !== "" && distance(listing, pattern) < 3)
    .toSorted((a, b) => distance(a, pattern) - distance(b, pattern))
    .slice(0, SAMPLES_MAX)
    .map((listing) => ({
      conId: listing.conId,
      symbol: listing.symbol,
      secType: secTypeOf(listing),
      primaryExchange: listing.primaryExchange === "" ? mainExchangeOf(listing) : listing.primaryExchange,
      currency: listing.currency,
      derivatives: derivativeTypes(listing, source.book.options(listing.conId).length > 0),
      description: listing.longName,
      issuerId: "",
    }));
  session.send("symbolSamples", { requestId: request.requestId, samples });
}

export function marketRule(session: ClientSession, { ruleId }: RequestValues<"marketRule">): void {
  const rule = marketRuleById(ruleId, session.venue.source.book.all());
  if (rule === null) {
    session.error(-1, 321, `Error validating request.-'cb' : cause - Invalid market rule id ${ruleId}`);
    return;
  }
  const increments = rule.increments.map(({ lowEdge, increment }) => ({
    lowEdge: moneyToUnits(lowEdge),
    increment: moneyToUnits(increment),
  }));
  session.send("marketRule", { ruleId, increments });
}
