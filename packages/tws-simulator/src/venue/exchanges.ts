import type { Listing } from "./listing.ts";

const SHARE_EXCHANGES = [
  "SMART",
  "AMEX",
  "NYSE",
  "CBOE",
  "PHLX",
  "ISE",
  "ARCA",
  "ISLAND",
  "NASDAQ",
  "BATS",
  "IEX",
  "BEST",
];
const OPTION_EXCHANGES = ["SMART", "AMEX", "CBOE", "ISE", "NASDAQOM", "PHLX"];

/** Names of one exchange: the client's spelling, the listing's. */
const ALIASES: Readonly<Record<string, string>> = { GLOBEX: "CME", ECBOT: "CBOT", ISLAND: "NASDAQ" };

/** Where a contract may be asked for and traded, the route that TWS prefers first. */
export function exchangesOf(listing: Listing): readonly string[] {
  if (listing.exchanges !== undefined) return listing.exchanges;
  switch (listing.kind) {
    case "stock":
      return SHARE_EXCHANGES;
    case "option":
      return listing.underlyingKind === "future" ? [listing.primaryExchange] : OPTION_EXCHANGES;
    case "forex":
      return ["IDEALPRO"];
    case "crypto":
      return ["PAXOS"];
    case "bond":
      return ["SMART", listing.primaryExchange].filter((exchange) => exchange !== "");
    case "index":
    case "future":
      return [listing.primaryExchange];
  }
}

/** The exchange that the venue names in contract details when the request named none. */
export function mainExchangeOf(listing: Listing): string {
  return exchangesOf(listing)[0] ?? listing.primaryExchange;
}

function sameExchange(a: string, b: string): boolean {
  return (ALIASES[a] ?? a) === (ALIASES[b] ?? b);
}

/** Whether a request's exchange is one of the contract's; a blank one is any. */
export function isExchangeOf(listing: Listing, exchange: string): boolean {
  if (exchange === "") return true;
  if (exchangesOf(listing).some((known) => sameExchange(known, exchange))) return true;
  return listing.primaryExchange !== "" && sameExchange(listing.primaryExchange, exchange);
}
