import { wireDate } from "./calendar.ts";
import type { Money } from "./money.ts";
import { hashText } from "./random.ts";

/** A share that the venue trades. */
export interface StockListing {
  readonly kind: "stock";
  readonly conId: number;
  readonly symbol: string;
  readonly localSymbol: string;
  readonly longName: string;
  readonly primaryExchange: string;
}

/** One option series that the venue trades. */
export interface OptionListing {
  readonly kind: "option";
  readonly conId: number;
  readonly symbol: string;
  readonly underlyingConId: number;
  /** OCC's symbol: root padded to six, date, right, strike x 1000 in eight digits. */
  readonly localSymbol: string;
  /** The last day on which it trades, `YYYY-MM-DD`. */
  readonly expiry: string;
  readonly strike: Money;
  readonly right: "call" | "put";
  /** The smallest tick that any of its prices may have. */
  readonly minTick: Money;
}

export type Listing = StockListing | OptionListing;

/** Shares a contract. Adjusted series are not modelled. */
export const OPTION_MULTIPLIER = 100;

export function multiplierOf(listing: Listing): number {
  return listing.kind === "option" ? OPTION_MULTIPLIER : 1;
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

/** Listings by id, and options by underlying. Ids of colliding names are moved on by one, in the order of adding. */
export class ListingBook {
  readonly #byId = new Map<number, Listing>();
  readonly #idByName = new Map<string, number>();
  readonly #options = new Map<number, OptionListing[]>();

  /** Adds a listing under its own id, or returns the one that is there already under its name. */
  add<L extends Listing>(listing: L): L {
    const known = this.#idByName.get(listing.localSymbol);
    if (known !== undefined) return this.#byId.get(known) as L;
    let { conId } = listing;
    while (this.#byId.has(conId)) conId += 1;
    const placed = { ...listing, conId };
    this.#byId.set(conId, placed);
    this.#idByName.set(listing.localSymbol, conId);
    if (placed.kind === "option") {
      const chain = this.#options.get(placed.underlyingConId);
      if (chain === undefined) this.#options.set(placed.underlyingConId, [placed]);
      else chain.push(placed);
    }
    return placed;
  }

  get(conId: number): Listing | undefined {
    return this.#byId.get(conId);
  }

  byName(localSymbol: string): Listing | undefined {
    const conId = this.#idByName.get(localSymbol);
    return conId === undefined ? undefined : this.#byId.get(conId);
  }

  stocks(): StockListing[] {
    return [...this.#byId.values()].filter((listing) => listing.kind === "stock");
  }

  options(underlyingConId: number): readonly OptionListing[] {
    return this.#options.get(underlyingConId) ?? [];
  }
}
