import type { ReplyValues } from "../../wire/reply-layouts.ts";
import { contractId, type Listing, type OptionListing, optionListing } from "../listing.ts";
import type { MarketRule } from "../market-rule.ts";
import { type Money, moneyFromUnits } from "../money.ts";
import { MARKET_RULES } from "../price-increment.ts";
import { UnlistedError } from "./unlisted-error.ts";
import { toldDate } from "./told-dates.ts";

export type Details = ReplyValues<"contractDetails">;
type Underlying = Exclude<Listing, OptionListing>;

/** Rules of prices by id, those of the recording before those that every venue has. */
export type Rules = ReadonlyMap<number, MarketRule>;

export function rulesOf(told: readonly ReplyValues<"marketRule">[]): Rules {
  const rules = new Map(MARKET_RULES.map((rule) => [rule.id, rule]));
  for (const { ruleId, increments } of told) {
    const steps = increments
      .map((step) => ({
        lowEdge: moneyFromUnits(step.lowEdge),
        increment: Math.max(1, moneyFromUnits(step.increment)),
      }))
      .toSorted((a, b) => a.lowEdge - b.lowEdge);
    if (steps.length > 0) rules.set(ruleId, { id: ruleId, increments: steps });
  }
  return rules;
}

/** The venue's smallest amount where it is smaller: half a pip of a currency. */
export function tickOf(minTick: number): Money {
  return Math.max(1, moneyFromUnits(minTick));
}

export function listOf(text: string): readonly string[] {
  return text.split(",").filter((part) => part !== "");
}

/** What all kinds have. */
function baseOf(details: Details, rules: Rules) {
  const { conId, symbol, localSymbol, longName, currency, primaryExchange, tradingClass } = details;
  const exchanges = listOf(details.validExchanges);
  return {
    conId,
    symbol,
    localSymbol: localSymbol === "" ? symbol : localSymbol,
    longName: longName === "" ? symbol : longName,
    currency,
    primaryExchange: primaryExchange === "" ? details.exchange : primaryExchange,
    tradingClass: tradingClass === "" ? symbol : tradingClass,
    minTick: tickOf(details.minTick),
    rule: rules.get(Number(listOf(details.marketRuleIds)[0] ?? Number.NaN)),
    exchanges: exchanges.length > 0 ? exchanges : undefined,
    securityIds: details.securityIds.map(({ tag, value }) => ({ type: tag, id: value })),
  };
}

function multiplierOf({ multiplier }: Details): number {
  const value = Number(multiplier);
  if (multiplier !== "" && Number.isFinite(value) && value > 0) return value;
  throw new UnlistedError("multiplier", `${JSON.stringify(multiplier)} is none`);
}

function dateOf(field: string, ...texts: readonly string[]): string {
  for (const text of texts) {
    const date = toldDate(text);
    if (date !== null) return date;
  }
  throw new UnlistedError(
    field,
    `${JSON.stringify(texts[0] ?? "")} is no date that the exchange's calendar has`,
  );
}

/**
 * The listing of all kinds but options and bonds. Throws `UnlistedError` for a kind that the venue has not, and for
 * details that leave out what it needs.
 */
export function detailedListing(
  details: Details,
  rules: Rules,
  isListed: (conId: number) => boolean,
): Underlying {
  const base = baseOf(details, rules);
  switch (details.secType) {
    case "STK":
      return { kind: "stock", ...base, multiplier: 1 };
    case "IND":
      return { kind: "index", ...base, multiplier: 1 };
    case "CASH":
      return { kind: "forex", ...base, multiplier: 1 };
    case "CRYPTO":
      return { kind: "crypto", ...base, multiplier: 1 };
    case "FUT": {
      const { underlyingConId, underlyingSymbol } = details;
      return {
        kind: "future",
        ...base,
        multiplier: multiplierOf(details),
        expiry: dateOf("expiry", details.expiry, details.realExpiry),
        underlyingConId: isListed(underlyingConId) ? underlyingConId : null,
        underlyingSymbol: underlyingSymbol === "" ? details.symbol : underlyingSymbol,
      };
    }
    default:
      throw new UnlistedError(
        "secType",
        `the venue has no contracts of type ${JSON.stringify(details.secType)}`,
      );
  }
}

export function rightOf(text: string): "call" | "put" {
  if (text.startsWith("C")) return "call";
  if (text.startsWith("P")) return "put";
  throw new UnlistedError("right", `${JSON.stringify(text)} is none`);
}

/** What an option's details say of a contract that the recording has no details of. */
export function impliedUnderlying(details: Details): Underlying {
  const symbol = details.underlyingSymbol === "" ? details.symbol : details.underlyingSymbol;
  if (details.secType === "FOP" || details.underlyingSecType === "FUT") {
    throw new UnlistedError(
      "underlyingConId",
      `no details of the future ${symbol} that it is on are recorded`,
    );
  }
  const base = {
    conId: details.underlyingConId === 0 ? contractId(symbol) : details.underlyingConId,
    symbol,
    localSymbol: symbol,
    longName: details.longName === "" ? symbol : details.longName,
    currency: details.currency,
    primaryExchange: "",
    tradingClass: symbol,
    multiplier: 1,
    minTick: moneyFromUnits(0.01),
  };
  return details.underlyingSecType === "IND"
    ? { kind: "index", ...base, exchanges: listOf(details.validExchanges) }
    : { kind: "stock", ...base };
}

/**
 * An option's listing. How it is exercised is on no wire: those on indices are taken for European and settled in
 * cash, others for American. The day of its settlement is the real expiry; where that is later than the last day of
 * trading, it is settled by opening prices.
 */
export function detailedOption(details: Details, underlying: Underlying, rules: Rules): OptionListing {
  const base = baseOf(details, rules);
  const { strike, right, localSymbol, conId } = details;
  if (!(strike > 0)) throw new UnlistedError("strike", `${strike} is none`);
  const lastTrade = dateOf("expiry", details.lastTradeDate, details.expiry, details.realExpiry);
  const expiry = toldDate(details.realExpiry) ?? lastTrade;
  const isOnIndex = underlying.kind === "index";
  return optionListing(
    underlying,
    {
      expiry: expiry < lastTrade ? lastTrade : expiry,
      strike: moneyFromUnits(strike),
      right: rightOf(right),
    },
    { localSymbol, conId },
    {
      ...base,
      multiplier: multiplierOf(details),
      style: isOnIndex ? "european" : "american",
      settlement: expiry > lastTrade ? "am" : "pm",
      cashSettled: isOnIndex,
      primaryExchange: details.primaryExchange,
    },
  );
}
