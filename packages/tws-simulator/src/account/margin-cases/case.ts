import {
  contractId,
  type Listing,
  shareListing,
  shareOption,
  type StockListing,
} from "../../venue/listing.ts";
import { moneyFromUnits } from "../../venue/money.ts";
import type { MarkedHolding } from "../margin.ts";

/** One position of a case; prices in dollars. */
export type CasePosition =
  | { readonly kind: "shares"; readonly quantity: number }
  | {
      readonly kind: "option";
      readonly quantity: number;
      readonly right: "call" | "put";
      readonly strike: number;
      readonly price: number;
      readonly expires: string;
    };

/** A worked case: the expected figures are the rule's arithmetic, spelt out. */
export interface MarginCase {
  readonly title: string;
  /** Document and page, or the rule that the arithmetic follows. */
  readonly source: string;
  readonly underlying: "share" | "index";
  readonly spot: number;
  readonly positions: readonly CasePosition[];
  /** The requirement as the source prints it, before short positions' value counts towards it; null where none does. */
  readonly published: number | null;
  readonly arithmetic: string;
  /** Against net liquidation value. */
  readonly initial: number;
  readonly maintenance: number;
}

const NEAR = "2026-03-20";
export const FAR = "2026-06-19";

export function shares(quantity: number): CasePosition {
  return { kind: "shares", quantity };
}

/** So many calls, negative for short ones, at a strike and a price. */
export function call(quantity: number, strike: number, price: number, expires = NEAR): CasePosition {
  return { kind: "option", quantity, right: "call", strike, price, expires };
}

export function put(quantity: number, strike: number, price: number, expires = NEAR): CasePosition {
  return { kind: "option", quantity, right: "put", strike, price, expires };
}

const SHARE: StockListing = shareListing("XYZ", "SAMPLE CORPORATION");

function listingOf(position: CasePosition, underlying: MarginCase["underlying"]): Listing {
  if (position.kind === "shares") return SHARE;
  const { right, strike, expires } = position;
  const localSymbol = `${underlying} ${expires} ${right} ${strike}`;
  const series = { expiry: expires, strike: moneyFromUnits(strike), right };
  const option = shareOption(SHARE, series, { localSymbol, minTick: 100 });
  if (underlying === "share") return option;
  return {
    ...option,
    underlyingConId: contractId("INDEX"),
    underlyingKind: "index",
    style: "european",
    cashSettled: true,
  };
}

export function holdingsOf({ positions, underlying, spot }: MarginCase): readonly MarkedHolding[] {
  return positions.map((position) => ({
    listing: listingOf(position, underlying),
    quantity: position.quantity,
    mark: moneyFromUnits(position.kind === "shares" ? spot : position.price),
  }));
}
