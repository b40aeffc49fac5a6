import { type Listing, type OptionListing, secTypeOf, type StockListing } from "./listing.ts";

/** Listings by id, name and symbol, and options by underlying. */
export class ListingBook {
  readonly #byId = new Map<number, Listing>();
  /** Keys are security type and local symbol: an index and a share may have one name. */
  readonly #byName = new Map<string, Listing>();
  readonly #byLocalSymbol = new Map<string, Listing[]>();
  readonly #bySymbol = new Map<string, Listing[]>();
  readonly #options = new Map<number, OptionListing[]>();

  /**
   * Adds a listing under its own id, or returns the one that is there already under its name. Ids of colliding names
   * are moved on by one, in the order of adding.
   */
  add<L extends Listing>(listing: L): L {
    const name = `${secTypeOf(listing)} ${listing.localSymbol}`;
    const known = this.#byName.get(name);
    if (known !== undefined) return known as L;
    let { conId } = listing;
    while (this.#byId.has(conId)) conId += 1;
    const placed = { ...listing, conId };
    this.#byName.set(name, placed);
    return this.place(placed);
  }

  /**
   * Adds a listing under its own id, or returns the one that has this id already. Others may have its name: a share
   * that trades in several countries has one local symbol in all of them.
   */
  place<L extends Listing>(listing: L): L {
    const { conId, localSymbol, symbol } = listing;
    const known = this.#byId.get(conId);
    if (known !== undefined) return known as L;
    this.#byId.set(conId, listing);
    append(this.#byLocalSymbol, localSymbol, listing);
    if (listing.kind === "option") append(this.#options, listing.underlyingConId, listing);
    else append(this.#bySymbol, symbol, listing);
    return listing;
  }

  get(conId: number): Listing | undefined {
    return this.#byId.get(conId);
  }

  /** The first listing of a local symbol. */
  byName(localSymbol: string): Listing | undefined {
    return this.#byLocalSymbol.get(localSymbol)?.[0];
  }

  named(localSymbol: string): readonly Listing[] {
    return this.#byLocalSymbol.get(localSymbol) ?? [];
  }

  /** All but options: what has a symbol of its own. */
  bySymbol(symbol: string): readonly Listing[] {
    return this.#bySymbol.get(symbol) ?? [];
  }

  all(): Iterable<Listing> {
    return this.#byId.values();
  }

  /** All but options, in the order of adding. */
  priced(): Exclude<Listing, OptionListing>[] {
    return [...this.#bySymbol.values()].flat().filter((listing) => listing.kind !== "option");
  }

  stocks(): StockListing[] {
    return this.priced().filter((listing) => listing.kind === "stock");
  }

  options(underlyingConId: number): readonly OptionListing[] {
    return this.#options.get(underlyingConId) ?? [];
  }
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
