import { wireDate } from "../venue/calendar.ts";
import { type Listing, OPTION_MULTIPLIER } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { ContractFields } from "../wire/reply-layouts.ts";

/** A contract as the server names it. Positions and portfolios leave the exchange blank. */
export function contractFields(listing: Listing, exchange: string): ContractFields {
  if (listing.kind === "stock") {
    return {
      conId: listing.conId,
      symbol: listing.symbol,
      secType: "STK",
      expiry: "",
      strike: 0,
      right: "",
      multiplier: "",
      exchange,
      currency: "USD",
      localSymbol: listing.localSymbol,
      tradingClass: listing.symbol,
    };
  }
  return {
    conId: listing.conId,
    symbol: listing.symbol,
    secType: "OPT",
    expiry: wireDate(listing.expiry),
    strike: moneyToUnits(listing.strike),
    right: listing.right === "call" ? "C" : "P",
    multiplier: String(OPTION_MULTIPLIER),
    exchange,
    currency: "USD",
    localSymbol: listing.localSymbol,
    tradingClass: listing.symbol,
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
