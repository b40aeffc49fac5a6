import { exchangeDate, wireDate } from "../venue/calendar.ts";
import { exchangesOf, mainExchangeOf } from "../venue/exchanges.ts";
import { lastTradeDate } from "../venue/last-trade.ts";
import { type BondListing, type Listing, secTypeOf } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import { ruleOf } from "../venue/price-increment.ts";
import { tradingHours } from "../venue/trading-hours.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { NO_SECURITY_DEFINITION } from "./client-session.ts";
import { contractFields } from "./contract-fields.ts";

/** What the venue takes, in TWS's abbreviations and order [R]. */
const ORDER_TYPES =
  "ACTIVETIM,AD,AON,COND,CONDORDER,DAY,FOK,GAT,GTC,GTD,IOC,LIT,LMT,LOC,MIT,MKT,MOC,NGCOMB,OCA,STP,STPLMT,TRAIL,TRAILLMT,WHATIF";

function marketName(listing: Listing): string {
  switch (listing.kind) {
    case "stock":
      return listing.primaryExchange === "NASDAQ" ? "NMS" : listing.tradingClass;
    case "forex":
      return `${listing.symbol}.${listing.currency}`;
    case "index":
    case "future":
    case "crypto":
    case "bond":
    case "option":
      return listing.tradingClass;
  }
}

/** What an option or a future is settled by. */
function underlyingOf(listing: Listing): { conId: number; symbol: string; secType: string } {
  if (listing.kind === "option") {
    const secType = { stock: "STK", index: "IND", future: "FUT" }[listing.underlyingKind];
    return { conId: listing.underlyingConId, symbol: listing.symbol, secType };
  }
  if (listing.kind !== "future") return { conId: 0, symbol: "", secType: "" };
  return { conId: listing.underlyingConId ?? 0, symbol: listing.underlyingSymbol ?? "", secType: "IND" };
}

function settlementDate(listing: Listing): string {
  return listing.kind === "option" || listing.kind === "future" ? listing.expiry : "";
}

function ruleIds(listing: Listing): string {
  const { id } = ruleOf(listing);
  return exchangesOf(listing)
    .map(() => String(id))
    .join(",");
}

/** What trading of a listing is like, the same for all kinds. */
function tradingFields(listing: Listing, at: number) {
  const { timeZone, trading, liquid } = tradingHours(listing, exchangeDate(at));
  const lot = listing.kind === "stock" ? 100 : 1;
  const fraction = listing.kind === "crypto" ? 0.000_000_01 : 1;
  return {
    minTick: moneyToUnits(ruleOf(listing).increments[0]?.increment ?? 0),
    sizeMultiplier: lot,
    orderTypes: ORDER_TYPES,
    validExchanges: exchangesOf(listing).join(","),
    timeZoneId: timeZone,
    tradingHours: trading,
    liquidHours: liquid,
    evRule: "",
    evMultiplier: 0,
    securityIds: (listing.securityIds ?? []).map(({ type, id }) => ({ tag: type, value: id })),
    aggregateGroup: 1,
    marketRuleIds: ruleIds(listing),
    minSize: fraction,
    sizeIncrement: fraction,
    suggestedSizeIncrement: listing.kind === "stock" ? lot : fraction,
  };
}

/** A contract's details. The exchange is the one that was asked for, or the contract's main one. */
export function detailsOf(
  listing: Listing,
  requestId: number,
  exchange: string,
  at: number,
): ReplyValues<"contractDetails"> {
  const underlying = underlyingOf(listing);
  const isDated = listing.kind === "option" || listing.kind === "future";
  return {
    requestId,
    ...contractFields(listing, exchange === "" ? mainExchangeOf(listing) : exchange),
    ...tradingFields(listing, at),
    lastTradeDate: wireDate(lastTradeDate(listing) ?? ""),
    marketName: marketName(listing),
    priceMagnifier: 1,
    underlyingConId: underlying.conId,
    longName: listing.longName,
    primaryExchange: listing.kind === "option" ? "" : listing.primaryExchange,
    contractMonth: isDated ? wireDate(listing.expiry).slice(0, 6) : "",
    industry: "",
    category: "",
    subcategory: "",
    underlyingSymbol: underlying.symbol,
    underlyingSecType: underlying.secType,
    realExpiry: wireDate(settlementDate(listing)),
    stockType: listing.kind === "stock" ? "COMMON" : "",
    sizeMinTick: listing.kind === "crypto" ? 0.000_000_01 : 1,
    fund: null,
    ineligibilityReasons: [],
  };
}

/** A bond's details, which are a message of their own. */
export function bondDetailsOf(
  bond: BondListing,
  requestId: number,
  exchange: string,
  at: number,
): ReplyValues<"bondContractDetails"> {
  const { conId, symbol, currency, tradingClass, longName, coupon } = bond;
  return {
    ...tradingFields(bond, at),
    requestId,
    conId,
    symbol,
    secType: secTypeOf(bond),
    // Real ones come with a subscription only [D]: the identifier that the bond is listed by, whichever it is.
    cusip: bond.securityId,
    coupon,
    maturity: wireDate(bond.maturity),
    issueDate: wireDate(bond.issued ?? ""),
    ratings: "",
    bondType: bond.bondType ?? "",
    couponType: "FIXED",
    convertible: false,
    callable: false,
    putable: false,
    description: longName,
    exchange: exchange === "" ? mainExchangeOf(bond) : exchange,
    currency,
    marketName: marketName(bond),
    tradingClass,
    nextOptionDate: "",
    nextOptionType: "",
    nextOptionPartial: false,
    notes: "",
    longName,
  };
}

/** Why a contract that must be a single one is not, in TWS's words [D]. */
export function notOne(found: readonly Listing[]): string {
  const [first] = found;
  if (first === undefined) return NO_SECURITY_DEFINITION;
  const { symbol, tradingClass, multiplier } = first;
  const sameClass = found.every(
    (listing) => listing.tradingClass === tradingClass && listing.multiplier === multiplier,
  );
  const advice = sameClass ? "." : "; you must specify the multiplier or trading class.";
  return `The contract description specified for ${symbol} is ambiguous${advice}`;
}

/** Kinds of options that symbol search says a contract has, as security types. */
export function derivativeTypes(listing: Listing, hasOptions: boolean): readonly { secType: string }[] {
  if (!hasOptions) return [];
  return listing.kind === "future" ? [{ secType: "FOP" }] : [{ secType: "OPT" }];
}
