import { formatMicros, type Micros, micros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { type PayoffPart, payoffRange, payoffShape, type PayoffShape } from "./payoff-shape.ts";
import { isOptionLeg, legWeight, type PriceBounds, type Spread } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

type Terms = Pick<Spread, "legs" | "multiplier" | "expiry">;

/** What legs of one expiry pay at it, a share. */
export function payoffOf(terms: Terms): PayoffShape {
  return payoffShape(partsOf(terms, "least"));
}

/**
 * The legs at the front expiry. Of an option that lives on only limits are known that no model can break: at least what
 * exercising it brings, at most the underlying (call) or the strike (put): R. Merton, "Theory of Rational Option
 * Pricing", Bell Journal of Economics 4 (1973), 141-183, for American options. `end` says which of the whole's limits is meant.
 */
function partsOf({ legs, multiplier, expiry }: Terms, end: "least" | "most"): readonly PayoffPart[] {
  return legs.map((leg) => {
    const weight = legWeight({ multiplier }, leg);
    if (!isOptionLeg(leg)) return { type: "share", weight };
    const { right, strike } = leg.contract;
    const livesOn = leg.contract.expiry !== expiry;
    if (!livesOn || weight > 0 === (end === "least")) return { type: right, strike, weight };
    return right === "call" ? { type: "share", weight } : { type: "cash", amount: strike, weight };
  });
}

/**
 * Between which prices a spread can trade without an arbitrage, for rates that are not negative: from the least to the
 * most that it is worth at the front expiry, widened to nothing paid. (A box pays its width for certain and costs less
 * by the interest, never less than nothing.) `payoff` is that of legs of one expiry, null for several.
 */
export function priceBounds(terms: Terms, payoff: PayoffShape | null): PriceBounds {
  const { least } = payoffRange(payoff ?? payoffShape(partsOf(terms, "least")));
  const { most } = payoffRange(payoff ?? payoffShape(partsOf(terms, "most")));
  return {
    from: least === null ? null : micros(Math.min(0, least)),
    to: most === null ? null : micros(Math.max(0, most)),
  };
}

export function sideOfBounds({ from, to }: PriceBounds): Spread["side"] {
  if (from !== null && from >= 0) return "debit";
  return to !== null && to <= 0 ? "credit" : "either";
}

/** Why `price` (signed, a share) is impossible for the spread, with the bounds; null when it is possible. */
export function priceRefusal(
  { bounds, side }: Pick<Spread, "bounds" | "side">,
  price: Micros,
): Refusal | null {
  const { from, to } = bounds;
  const inside =
    Number.isSafeInteger(price) && (from === null || price >= from) && (to === null || price <= to);
  if (inside) return null;
  const [least, most] = [from, to].map((end) => (end === null ? null : formatMicros(end)));
  const limit =
    least === null ? `at most ${most}` : most === null ? `at least ${least}` : `${least} to ${most}`;
  const text = Number.isSafeInteger(price) ? formatMicros(price) : null;
  const message =
    text === null
      ? "The price is not a number."
      : (side === "debit" && price < 0) || (side === "credit" && price > 0)
        ? `The legs are a ${side} at any price, ${text} is that of a ${side === "debit" ? "credit" : "debit"}.`
        : `${text} lies outside what the legs can be worth.`;
  return spreadFault(
    "price-impossible",
    "price",
    message,
    { price: text, side },
    limit,
    `Use a price of ${limit}.`,
  );
}
