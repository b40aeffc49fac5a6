import { exchangeDate } from "../venue/calendar.ts";
import type { Listing } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import { resolveListings } from "../venue/resolve.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";

/** Descriptions that are remembered for a market's day. */
const KNOWN_MAX = 4096;

interface KnownListings {
  readonly date: string;
  readonly byDescription: Map<string, Listing>;
}

const known = new WeakMap<MarketSource, KnownListings>();

function knownOn(source: MarketSource, date: string): Map<string, Listing> {
  const found = known.get(source);
  if (found?.date === date) return found.byDescription;
  const fresh = { date, byDescription: new Map<string, Listing>() };
  known.set(source, fresh);
  return fresh.byDescription;
}

/**
 * The one contract that an order's description means, or undefined. Orders come again and again for the same ones, and
 * a description that names a series is looked for in its whole chain: what it meant is remembered for the day.
 */
export function orderListing(
  source: MarketSource,
  values: PlaceOrderValues,
  at: number,
): Listing | undefined {
  const { conId, symbol, secType, expiry, strike, right, multiplier, exchange, currency } = values;
  const { localSymbol, tradingClass, secIdType, secId } = values;
  const contract = [conId, symbol, secType, expiry, strike, right, multiplier, exchange, currency];
  const key = [...contract, localSymbol, tradingClass, secIdType, secId].join("\0");
  const byDescription = knownOn(source, exchangeDate(at));
  const remembered = byDescription.get(key);
  if (remembered !== undefined) return remembered;
  const [listing, ...others] = resolveListings(source, values, at);
  if (listing === undefined || others.length > 0) return undefined;
  if (byDescription.size >= KNOWN_MAX) byDescription.clear();
  byDescription.set(key, listing);
  return listing;
}
