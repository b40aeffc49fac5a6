import {
  type DepthBook,
  depthBook,
  type DepthRow,
  type DepthTerms,
  EMPTY_BOOK,
} from "../venue/depth/book.ts";
import type { DepthPlace } from "../venue/depth/places.ts";
import type { Listing } from "../venue/listing.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { MarketFeed } from "./market-feed.ts";
import type { LineMoment, LineSubject } from "./market-data-line.ts";
import type { Send } from "./send.ts";

/** What is done to a row, and to which side's [D]. */
const OPERATIONS = { insert: 0, update: 1, remove: 2 } as const;
const SIDES = { asks: 0, bids: 1 } as const;
const NO_ROW: DepthRow = { price: 0, size: 0, maker: "" };

function isSame(a: DepthRow, b: DepthRow): boolean {
  return a.price === b.price && a.size === b.size && a.maker === b.maker;
}

/** One subscription to a book: what the client has of it, so that only changes follow. */
export class DepthLine {
  readonly requestId: number;
  readonly listing: Listing;
  readonly subject: LineSubject;
  /** As the request had it: a cancel has to say it again. */
  readonly isSmart: boolean;
  readonly #terms: DepthTerms;
  readonly #place: DepthPlace;
  readonly #feed: MarketFeed;
  readonly #send: Send;
  #told: DepthBook = EMPTY_BOOK;
  #toldUpTo = 0;

  constructor(parts: {
    readonly requestId: number;
    readonly listing: Listing;
    readonly place: DepthPlace;
    readonly isSmart: boolean;
    readonly rowsMax: number;
    readonly seed: number;
    readonly feed: MarketFeed;
    readonly send: Send;
  }) {
    const { requestId, listing, place, rowsMax, seed } = parts;
    this.requestId = requestId;
    this.listing = listing;
    this.subject = { kind: "listing", listing };
    this.isSmart = parts.isSmart;
    this.#terms = { seed, listing, makers: place.makers, rowsMax };
    this.#place = place;
    this.#feed = parts.feed;
    this.#send = parts.send;
  }

  start({ at, isOpen }: LineMoment): void {
    this.#toldUpTo = at;
    this.#tell(isOpen ? this.#bookAt(at) : EMPTY_BOOK);
  }

  /** Every state of the book that a new quote brought since the last push, then the one now; to the slow only that. */
  push({ at, isOpen }: LineMoment, isBehind: boolean): void {
    const after = this.#toldUpTo;
    this.#toldUpTo = at;
    if (isOpen && !isBehind) {
      for (const state of this.#feed.states(this.listing.conId, after, at)) {
        this.#tell(depthBook(this.#terms, state.quote, state.at));
      }
    }
    this.#tell(isOpen ? this.#bookAt(at) : EMPTY_BOOK);
  }

  /** The client's book is not to be trusted any more: everything is told again as new. */
  forget(): void {
    this.#told = EMPTY_BOOK;
  }

  #bookAt(at: number): DepthBook {
    return depthBook(this.#terms, this.#feed.source.quote(this.listing.conId, at), at);
  }

  /** The side that gives way comes first, so that no client ever sees a bid at an ask's price. */
  #tell(book: DepthBook): void {
    const before = this.#told;
    this.#told = book;
    const rises = (book.bids[0]?.price ?? 0) >= (before.asks[0]?.price ?? Infinity);
    for (const side of rises ? (["asks", "bids"] as const) : (["bids", "asks"] as const)) {
      this.#tellSide(side, before[side], book[side]);
    }
  }

  /**
   * Rows are changed in their places and added and removed at the end. So users see it of TWS, and clients differ on
   * what a row that comes or goes between others does to those behind it [D]. A side that gets worse is changed from
   * its end, one that gets better from its best row: so its rows stay in order meanwhile.
   */
  #tellSide(side: keyof typeof SIDES, before: readonly DepthRow[], rows: readonly DepthRow[]): void {
    for (let position = before.length - 1; position >= rows.length; position -= 1) {
      this.#row(side, position, "remove", { ...NO_ROW, maker: before[position]?.maker ?? "" });
    }
    const known = before.slice(0, rows.length);
    const changed = [...known.keys()].filter((at) => !isSame(known[at] as DepthRow, rows[at] as DepthRow));
    const gain = (rows[0]?.price ?? 0) - (before[0]?.price ?? 0);
    if (side === "bids" ? gain < 0 : gain > 0) changed.reverse();
    for (const position of changed) this.#row(side, position, "update", rows[position] as DepthRow);
    for (let position = known.length; position < rows.length; position += 1) {
      this.#row(side, position, "insert", rows[position] as DepthRow);
    }
  }

  #row(
    side: keyof typeof SIDES,
    position: number,
    operation: keyof typeof OPERATIONS,
    { price, size, maker }: DepthRow,
  ): void {
    const values = {
      requestId: this.requestId,
      position,
      operation: OPERATIONS[operation],
      side: SIDES[side],
      price: moneyToUnits(price),
      size,
    };
    if (this.#place.makers.length === 0) this.#send("marketDepth", values);
    else {
      const { isSmart } = this.#place;
      this.#send("marketDepthByMaker", { ...values, marketMaker: maker, isSmartDepth: isSmart });
    }
  }
}
