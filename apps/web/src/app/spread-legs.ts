import type { Right } from "../gql/graphql.ts";

/** One leg of a spread on the ticket; shares have neither expiry, right nor strike. */
export interface TicketLeg {
  readonly expiry: string | null;
  readonly right: Right | null;
  readonly strike: string | null;
  /** Contracts, or shares, of one spread: above 0 is bought, below 0 is sold. */
  readonly ratio: number;
}

/** The spread that the ticket is about. */
export interface TicketSpread {
  readonly symbol: string;
  readonly legs: readonly TicketLeg[];
}

/** A vertical as it is ordered: by its two strikes. */
export interface VerticalTerms {
  readonly symbol: string;
  readonly expiry: string;
  readonly right: Right;
  readonly longStrike: string;
  readonly shortStrike: string;
}

/** A vertical as its two legs, the sold one first. */
export function verticalSpread({
  symbol,
  expiry,
  right,
  longStrike,
  shortStrike,
}: VerticalTerms): TicketSpread {
  return {
    symbol,
    legs: [
      { expiry, right, strike: shortStrike, ratio: -1 },
      { expiry, right, strike: longStrike, ratio: 1 },
    ],
  };
}

/** The terms of a spread that is a vertical; null for any other, which can be looked at and not be ordered. */
export function verticalOf({ symbol, legs }: TicketSpread): VerticalTerms | null {
  const long = legs.find(({ ratio }) => ratio === 1);
  const short = legs.find(({ ratio }) => ratio === -1);
  if (legs.length !== 2 || long === undefined || short === undefined) return null;
  const { expiry, right, strike: longStrike } = long;
  const { strike: shortStrike } = short;
  if (expiry === null || right === null || longStrike === null || shortStrike === null) return null;
  if (short.expiry !== expiry || short.right !== right || longStrike === shortStrike) return null;
  return { symbol, expiry, right, longStrike, shortStrike };
}

/** What is bought sold, and the other way round. */
export function turnedRound({ symbol, legs }: TicketSpread): TicketSpread {
  return { symbol, legs: legs.map((leg) => ({ ...leg, ratio: -leg.ratio })) };
}
