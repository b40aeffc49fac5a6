import {
  exchangeDate,
  isTradingDay,
  nextTradingDay,
  sessionOf,
  wallTime,
  wireDate,
} from "../../venue/calendar.ts";
import { type Listing, OPTION_MULTIPLIER } from "../../venue/listing.ts";
import { moneyToUnits } from "../../venue/money.ts";
import { MARKET_RULES, ruleOf } from "../../venue/price-increment.ts";
import { isExchangeServed, resolveListings } from "../../venue/resolve.ts";
import type { ReplyValues } from "../../wire/reply-layouts.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import { type ClientSession, NO_SECURITY_DEFINITION } from "../client-session.ts";
import { contractFields } from "../contract-fields.ts";

const ORDER_TYPES = "ACTIVETIM,AD,DAY,GTC,IOC,LMT,MKT,WHATIF";
const EXCHANGES = "SMART,AMEX,CBOE,ISE,NASDAQOM,PHLX";
const TRADING_DAYS_TOLD = 2;

/** `20151224:0930-20151224:1300;...`: today's session and the next, New York time. */
function tradingHours(at: number): string {
  const today = exchangeDate(at);
  const days = [isTradingDay(today) ? today : nextTradingDay(today)];
  while (days.length < TRADING_DAYS_TOLD) days.push(nextTradingDay(days.at(-1) as string));
  const stamp = (moment: number): string =>
    wallTime(moment)
      .replace(" ", ":")
      .replaceAll(/:(\d\d):(\d\d):\d\d$/g, ":$1$2");
  return days
    .map((day) => sessionOf(day))
    .map(({ open, close }) => `${stamp(open)}-${stamp(close)}`)
    .join(";");
}

function details(listing: Listing, requestId: number, at: number): ReplyValues<"contractDetails"> {
  const option = listing.kind === "option" ? listing : null;
  const rule = ruleOf(listing);
  const hours = tradingHours(at);
  const tick = moneyToUnits(rule.increments[0]?.increment ?? 0);
  const ruleIds = EXCHANGES.split(",")
    .map(() => String(rule.id))
    .join(",");
  return {
    requestId,
    ...contractFields(listing, "SMART"),
    lastTradeDate: option === null ? "" : wireDate(option.expiry),
    marketName: option === null ? "NMS" : listing.symbol,
    minTick: tick,
    sizeMultiplier: option === null ? 100 : 1,
    orderTypes: ORDER_TYPES,
    validExchanges: EXCHANGES,
    priceMagnifier: 1,
    underlyingConId: option?.underlyingConId ?? 0,
    longName: option === null && listing.kind === "stock" ? listing.longName : listing.symbol,
    primaryExchange: listing.kind === "stock" ? listing.primaryExchange : "",
    contractMonth: option === null ? "" : wireDate(option.expiry).slice(0, 6),
    industry: "",
    category: "",
    subcategory: "",
    timeZoneId: "US/Eastern",
    tradingHours: hours,
    liquidHours: hours,
    evRule: "",
    evMultiplier: 0,
    securityIds: [],
    aggregateGroup: 1,
    underlyingSymbol: option === null ? "" : listing.symbol,
    underlyingSecType: option === null ? "" : "STK",
    marketRuleIds: ruleIds,
    realExpiry: option === null ? "" : wireDate(option.expiry),
    stockType: option === null ? "COMMON" : "",
    sizeMinTick: 1,
    minSize: 1,
    sizeIncrement: 1,
    suggestedSizeIncrement: option === null ? 100 : 1,
    fund: null,
    ineligibilityReasons: [],
  };
}

export function contractDetails(session: ClientSession, request: RequestValues<"contractDetails">): void {
  const { requestId } = request;
  if (request.secType === "BAG") {
    const message = "Error validating request.-'bP' : cause - Please enter a valid security type";
    session.error(requestId, 321, message);
    return;
  }
  const { source, clock } = session.venue;
  const at = clock.now();
  const found = isExchangeServed(request.exchange) ? resolveListings(source, request, at) : [];
  if (found.length === 0) {
    session.error(requestId, 200, NO_SECURITY_DEFINITION);
    return;
  }
  for (const listing of found) session.send("contractDetails", details(listing, requestId, at));
  session.send("contractDetailsEnd", { requestId });
}

const CHAIN_EXCHANGES = ["SMART", "CBOE"] as const;

export function optionParameters(session: ClientSession, request: RequestValues<"optionParameters">): void {
  const { requestId } = request;
  const { source, clock } = session.venue;
  const stock = source.book.stocks().find((listing) => listing.conId === request.conId);
  if (stock === undefined || (request.symbol !== "" && stock.symbol !== request.symbol)) {
    session.error(requestId, 200, NO_SECURITY_DEFINITION);
    return;
  }
  const chain = source.chain(stock, exchangeDate(clock.now()));
  const expiries = [...new Set(chain.map(({ expiry }) => wireDate(expiry)))].sort();
  const strikes = [...new Set(chain.map(({ strike }) => strike))].sort((a, b) => a - b);
  for (const exchange of chain.length === 0 ? [] : CHAIN_EXCHANGES) {
    session.send("optionParameters", {
      requestId,
      exchange,
      underlyingConId: stock.conId,
      tradingClass: stock.symbol,
      multiplier: String(OPTION_MULTIPLIER),
      expiries: expiries.map((expiry) => ({ expiry })),
      strikes: strikes.map((strike) => ({ strike: moneyToUnits(strike) })),
    });
  }
  session.send("optionParametersEnd", { requestId });
}

export function matchingSymbols(session: ClientSession, request: RequestValues<"matchingSymbols">): void {
  const pattern = request.pattern.toUpperCase();
  const samples = session.venue.source.book
    .stocks()
    .filter(({ symbol, longName }) => symbol.startsWith(pattern) || longName.includes(pattern))
    .map((stock) => ({
      conId: stock.conId,
      symbol: stock.symbol,
      secType: "STK",
      primaryExchange: stock.primaryExchange,
      currency: "USD",
      derivatives: [{ secType: "OPT" }],
      description: stock.longName,
      issuerId: "",
    }));
  session.send("symbolSamples", { requestId: request.requestId, samples });
}

export function marketRule(session: ClientSession, { ruleId }: RequestValues<"marketRule">): void {
  const rule = MARKET_RULES.find(({ id }) => id === ruleId);
  if (rule === undefined) {
    session.error(-1, 321, `Error validating request.-'cb' : cause - Invalid market rule id ${ruleId}`);
    return;
  }
  const increments = rule.increments.map(({ lowEdge, increment }) => ({
    lowEdge: moneyToUnits(lowEdge),
    increment: moneyToUnits(increment),
  }));
  session.send("marketRule", { ruleId, increments });
}
