import type { QuoteRecording } from "../../recording/quotes/read-quotes.ts";
import type { RecordedDetails } from "../../recording/quotes/quote-connection.ts";
import type { RecordedLine, RequestedContract } from "../../recording/quotes/recorded-line.ts";
import { RecordingError } from "../../recording/recording-error.ts";
import { ListingBook } from "../listing-book.ts";
import type { Listing, OptionListing } from "../listing.ts";
import { resolveListings } from "../resolve.ts";
import { detailedBond } from "./detailed-bond.ts";
import {
  type Details,
  detailedListing,
  detailedOption,
  impliedUnderlying,
  type Rules,
  rulesOf,
} from "./detailed-listing.ts";
import { impliedShare, requestedListing, requestedOption } from "./requested-listing.ts";
import { UnlistedError } from "./unlisted-error.ts";

type Underlying = Exclude<Listing, OptionListing>;

function isOption({ secType }: { readonly secType: string }): boolean {
  return secType === "OPT" || secType === "FOP";
}

/** Futures name what they are settled by, options what they are on. */
function rank({ details: { secType } }: RecordedDetails): number {
  return secType === "FUT" ? 1 : isOption({ secType }) ? 2 : 0;
}

/** The contracts of a recording: those that it has details of, and those that were asked for by name. */
export class RecordedListings {
  readonly book = new ListingBook();
  /** Contracts whose details are there, and why they cannot be listed. */
  readonly unlisted = new Map<number, string>();
  readonly #recording: QuoteRecording;
  readonly #rules: Rules;

  constructor(recording: QuoteRecording) {
    this.#recording = recording;
    this.#rules = rulesOf(recording.rules);
    const details = recording.details.toSorted((a, b) => rank(a) - rank(b));
    for (const one of details) this.#tryList(one);
  }

  /** The options on a contract that are listed on a date. */
  chain({ conId }: Pick<Listing, "conId">, date: string): readonly OptionListing[] {
    return this.book.options(conId).filter(({ expiry }) => expiry >= date);
  }

  /** The contract of a subscription. Throws `RecordingError` that names the request when it cannot be known. */
  listingOf(line: RecordedLine): Listing {
    try {
      return this.#find(line) ?? this.#listRequested(line);
    } catch (error) {
      if (!(error instanceof UnlistedError || error instanceof RangeError)) throw error;
      const { request, requestId, connection, fileLine } = line;
      const text = `${request} ${requestId} of connection ${connection}: ${error.message}`;
      throw new RecordingError(this.#recording.file, fileLine, text, { cause: error });
    }
  }

  #tryList(one: RecordedDetails): void {
    const { conId } = one.details;
    try {
      if (one.kind === "bond") this.book.place(detailedBond(one.details, this.#rules));
      else this.#list(one.details);
    } catch (error) {
      if (!(error instanceof UnlistedError || error instanceof RangeError)) throw error;
      if (this.book.get(conId) === undefined) this.unlisted.set(conId, error.message);
    }
  }

  #list(details: Details): void {
    if (!isOption(details)) {
      const isListed = (conId: number): boolean => this.book.get(conId) !== undefined;
      this.book.place(detailedListing(details, this.#rules, isListed));
      return;
    }
    const known = this.book.get(details.underlyingConId);
    const underlying = known ?? this.#add(details.underlyingConId, impliedUnderlying(details));
    if (underlying.kind === "option") throw new UnlistedError("underlyingConId", "is an option's");
    this.book.place(detailedOption(details, underlying, this.#rules));
  }

  #find({ contract }: RecordedLine): Listing | undefined {
    const { conId } = contract;
    if (conId !== 0) {
      const reason = this.unlisted.get(conId);
      if (reason !== undefined) throw new UnlistedError(`conId: contract ${conId}`, reason);
      return this.book.get(conId);
    }
    const source = {
      book: this.book,
      listUpTo: (): void => undefined,
      chain: (underlying: Listing) => this.book.options(underlying.conId),
    };
    const found = resolveListings(source, { ...contract, includeExpired: true }, this.#recording.start);
    if (found.length <= 1) return found[0];
    const primary = found.filter(({ primaryExchange }) => primaryExchange === contract.primaryExchange);
    if (primary.length === 1) return primary[0];
    throw new UnlistedError("symbol", `${contract.symbol} may be ${found.length} contracts of the recording`);
  }

  #listRequested(line: RecordedLine): Listing {
    const { contract } = line;
    if (contract.secType !== "OPT") return this.#add(contract.conId, requestedListing(line));
    return this.#add(contract.conId, requestedOption(line, this.#underlyingOf(contract)));
  }

  /** Under the id that the broker has given it; one that its name gives moves on where it is taken. */
  #add<L extends Listing>(conId: number, listing: L): L {
    return conId === 0 ? this.book.add(listing) : this.book.place(listing);
  }

  /** The share or the index that an option's symbol means. */
  #underlyingOf(contract: RequestedContract): Underlying {
    const found = this.book
      .bySymbol(contract.symbol)
      .find(({ kind, currency }) => (kind === "stock" || kind === "index") && currency === contract.currency);
    return found !== undefined && found.kind !== "option" ? found : this.book.add(impliedShare(contract));
  }
}
