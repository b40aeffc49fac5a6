import { exchangesOf } from "../exchanges.ts";
import { type Listing, secTypeOf } from "../listing.ts";

/** Routes and no exchanges: nobody has a book there. */
const ROUTES = new Set(["SMART", "BEST"]);

/** Where market makers are named [D]; who they are is made up. */
const NAMED: ReadonlySet<string> = new Set(["ISLAND", "NASDAQ"]);
const MARKET_MAKERS = ["NSDQ", "AMKR", "BMKR", "CMKR", "DMKR", "EMKR"];

/** Whose books are shown: a share's, option's and so on; an index has none, and of a bond only the best is known [U]. */
const KINDS: ReadonlySet<Listing["kind"]> = new Set(["stock", "option", "future", "forex", "crypto"]);

const traded = new WeakMap<readonly string[], readonly string[]>();

/** The exchanges on which a contract trades, without the routes to them: the same list for the same exchanges. */
export function tradedOn(listing: Listing): readonly string[] {
  const all = exchangesOf(listing);
  const known = traded.get(all);
  if (known !== undefined) return known;
  const exchanges = all.filter((exchange) => !ROUTES.has(exchange));
  traded.set(all, exchanges);
  return exchanges;
}

/** How the books of a place are told: who is named in their rows, and whether they are several exchanges' as one. */
export interface DepthPlace {
  readonly makers: readonly string[];
  readonly isSmart: boolean;
}

/** Null where a contract has no book, as on a route unless all exchanges' are wanted as one [D]. */
export function depthPlaceOf(listing: Listing, exchange: string, isSmart: boolean): DepthPlace | null {
  if (!KINDS.has(listing.kind)) return null;
  const place = exchange === "" ? (exchangesOf(listing)[0] ?? "") : exchange;
  if (!ROUTES.has(place)) return { makers: NAMED.has(place) ? MARKET_MAKERS : [], isSmart: false };
  const makers = tradedOn(listing);
  return isSmart && place === "SMART" && makers.length > 0 ? { makers, isSmart } : null;
}

/** An exchange that has books of a kind of contract. */
export interface DepthExchange {
  readonly exchange: string;
  readonly secType: string;
  /** Whether market makers are named. */
  readonly isLevel2: boolean;
}

/** Each once, in the order of the listings. */
export function depthExchanges(listings: Iterable<Listing>): DepthExchange[] {
  const found = new Map<string, DepthExchange>();
  for (const listing of listings) {
    if (!KINDS.has(listing.kind)) continue;
    const secType = secTypeOf(listing);
    for (const exchange of tradedOn(listing)) {
      const isLevel2 = NAMED.has(exchange);
      found.set(`${secType} ${exchange}`, { exchange, secType, isLevel2 });
    }
  }
  return [...found.values()];
}
