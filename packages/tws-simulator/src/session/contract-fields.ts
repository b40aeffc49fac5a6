import { wireDate } from "../venue/calendar.ts";
import { lastTradeDate } from "../venue/last-trade.ts";
import { type Listing, secTypeOf } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { ContractFields } from "../wire/reply-layouts.ts";

/** What names a contract's unit: none for what is bought one by one. */
function multiplierOf(listing: Listing): string {
  return listing.kind === "option" || listing.kind === "future" ? String(listing.multiplier) : "";
}

/** A contract as the server names it. Portfolios leave the exchange blank, and positions of all but shares do [R]. */
export function contractFields(listing: Listing, exchange: string): ContractFields {
  const { conId, symbol, currency, localSymbol, tradingClass } = listing;
  const option = listing.kind === "option" ? listing : null;
  return {
    conId,
    symbol,
    secType: secTypeOf(listing),
    expiry: wireDate(lastTradeDate(listing) ?? ""),
    strike: option === null ? 0 : moneyToUnits(option.strike),
    right: option === null ? "" : option.right === "call" ? "C" : "P",
    multiplier: multiplierOf(listing),
    exchange,
    currency,
    localSymbol,
    tradingClass,
  };
}

/** The id under which TWS reports combos of US options [R]. */
const COMBO_CONTRACT_ID = 28812380;

/** A combo as the server names it: its legs are told apart only in openOrder. */
export function comboFields(symbol: string, exchange: string): ContractFields {
  return {
    conId: COMBO_CONTRACT_ID,
    symbol,
    secType: "BAG",
    expiry: "",
    strike: 0,
    right: "",
    multiplier: "",
    exchange,
    currency: "USD",
    localSymbol: symbol,
    tradingClass: "COMB",
  };
}
