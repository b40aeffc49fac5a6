import { wireDate } from "./calendar.ts";
import type { MarketRule } from "./market-rule.ts";
import { MONEY_PER_UNIT, type Money } from "./money.ts";
import { hashText } from "./random.ts";

/** What all contracts that the venue knows have in common. */
interface ListingBase {
  /** The broker's contract id. */
  readonly conId: number;
  readonly symbol: string;
  /** The exchange's own name of the contract, unique in a book. */
  readonly localSymbol: string;
  readonly longName: string;
  readonly currency: string;
  readonly primaryExchange: string;
  readonly tradingClass: string;
  /** Units of the underlying that one contract stands for, and that its price is multiplied by; 1 for shares. */
  readonly multiplier: number;
  /** The smallest tick that any of its prices may have. */
  readonly minTick: Money;
  /** Its ticks; when absent its kind and smallest tick decide, see `ruleOf`. */
  readonly rule?: MarketRule | undefined;
  /** Where a request may ask for it; when absent its kind decides, see `exchangesOf`. */
  readonly exchanges?: readonly string[] | undefined;
  /** Identifiers as contract details carry them: `ISIN`, `CUSIP`. */
  readonly securityIds?: readonly SecurityId[] | undefined;
}

export interface SecurityId {
  readonly type: string;
  readonly id: string;
}

export interface StockListing extends ListingBase {
  readonly kind: "stock";
}

/** A price that is computed and not traded. */
export interface IndexListing extends ListingBase {
  readonly kind: "index";
}

export interface FutureListing extends ListingBase {
  readonly kind: "future";
  /** The last day on which it trades, `YYYY-MM-DD`. */
  readonly expiry: string;
  /** Null when the venue does not list what it is settled by. */
  readonly underlyingConId: number | null;
  /** Of what it is settled by; the symbol of its options too. */
  readonly underlyingSymbol?: string | undefined;
}

/** A currency pair: `symbol` in units of `currency`. */
export interface ForexListing extends ListingBase {
  readonly kind: "forex";
}

export interface CryptoListing extends ListingBase {
  readonly kind: "crypto";
}

export interface BondListing extends ListingBase {
  readonly kind: "bond";
  /** ISIN or CUSIP. */
  readonly securityId: string;
  /** `YYYY-MM-DD`. */
  readonly maturity: string;
  /** Percent of face value a year. */
  readonly coupon: number;
  /** `YYYY-MM-DD`. */
  readonly issued?: string | undefined;
  /** As `CORP`. */
  readonly bondType?: string | undefined;
}

/** One option series on a share, an index or a future. */
export interface OptionListing extends ListingBase {
  readonly kind: "option";
  readonly underlyingConId: number;
  readonly underlyingKind: "stock" | "index" | "future";
  /** The day of its settlement, `YYYY-MM-DD`: the last on which it trades, but for those settled at an opening. */
  readonly expiry: string;
  readonly strike: Money;
  readonly right: "call" | "put";
  readonly style: "american" | "european";
  /** `am` settles by the opening prices of its expiry's day and trades for the last time on the day before. */
  readonly settlement: "pm" | "am";
  /** In money instead of in the underlying. */
  readonly cashSettled: boolean;
}

export type Listing =
  | StockListing
  | IndexListing
  | FutureListing
  | ForexListing
  | CryptoListing
  | BondListing
  | OptionListing;

/** Shares a contract of a standard option on shares. */
export const OPTION_MULTIPLIER = 100;

/** What moves the contract's price: the underlying's id, or its own. */
export function underlyingIdOf(listing: Listing): number {
  return listing.kind === "option" ? listing.underlyingConId : listing.conId;
}

/** The security type on the wire. */
export function secTypeOf(listing: Listing): string {
  switch (listing.kind) {
    case "stock":
      return "STK";
    case "index":
      return "IND";
    case "future":
      return "FUT";
    case "forex":
      return "CASH";
    case "crypto":
      return "CRYPTO";
    case "bond":
      return "BOND";
    case "option":
      return listing.underlyingKind === "future" ? "FOP" : "OPT";
  }
}

/** A share of an exchange in the United States, in dollars and cents. */
export function shareListing(symbol: string, longName: string, primaryExchange = "NASDAQ"): StockListing {
  return {
    kind: "stock",
    conId: contractId(symbol),
    symbol,
    localSymbol: symbol,
    longName,
    currency: "USD",
    primaryExchange,
    tradingClass: symbol,
    multiplier: 1,
    minTick: MONEY_PER_UNIT / 100,
  };
}

/** The listing of a series of any class, with an id that its name gives unless it has one. */
export function optionListing(
  underlying: Exclude<Listing, OptionListing>,
  series: { readonly expiry: string; readonly strike: Money; readonly right: "call" | "put" },
  names: { readonly localSymbol: string; readonly conId?: number | undefined },
  terms: Pick<
    OptionListing,
    | "tradingClass"
    | "multiplier"
    | "minTick"
    | "rule"
    | "exchanges"
    | "style"
    | "settlement"
    | "cashSettled"
    | "primaryExchange"
  >,
): OptionListing {
  const { kind, symbol, longName, currency, conId } = underlying;
  return {
    kind: "option",
    conId: names.conId ?? contractId(names.localSymbol),
    symbol,
    localSymbol: names.localSymbol,
    longName,
    currency,
    underlyingConId: conId,
    underlyingKind: kind === "index" || kind === "future" ? kind : "stock",
    ...series,
    ...terms,
  };
}

/** A standard American option on a share. */
export function shareOption(
  share: StockListing,
  series: { readonly expiry: string; readonly strike: Money; readonly right: "call" | "put" },
  names: { readonly localSymbol: string; readonly minTick: Money },
): OptionListing {
  return optionListing(share, series, names, {
    tradingClass: share.symbol,
    multiplier: OPTION_MULTIPLIER,
    minTick: names.minTick,
    style: "american",
    settlement: "pm",
    cashSettled: false,
    primaryExchange: "",
  });
}

export function occSymbol(symbol: string, expiry: string, right: "call" | "put", strike: Money): string {
  const date = wireDate(expiry).slice(2);
  const thousandths = String(Math.round(strike / 10)).padStart(8, "0");
  return `${symbol.padEnd(6)}${date}${right === "call" ? "C" : "P"}${thousandths}`;
}

/** Contract ids look like the broker's: nine digits, the same for the same name in every run. */
const CONTRACT_ID_FIRST = 100_000_000;
const CONTRACT_IDS = 899_999_999;

export function contractId(localSymbol: string): number {
  return CONTRACT_ID_FIRST + (hashText(localSymbol) % CONTRACT_IDS);
}
