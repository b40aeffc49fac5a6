import type { SpreadLegInput, VerticalOrderInput } from "../ports/index.ts";

type VerticalTerms = Pick<VerticalOrderInput, "symbol" | "expiry" | "right" | "longStrike" | "shortStrike">;

/** The symbol and the legs of a vertical, as `Engine.openLegs` takes them. */
export function legsOf(terms: VerticalTerms): readonly [string, readonly SpreadLegInput[]] {
  const { symbol, expiry, right, longStrike, shortStrike } = terms;
  return [
    symbol,
    [
      { expiry, right, strike: longStrike, ratio: 1 },
      { expiry, right, strike: shortStrike, ratio: -1 },
    ],
  ];
}
