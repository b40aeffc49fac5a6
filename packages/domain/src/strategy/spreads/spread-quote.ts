import { type Micros, micros } from "../../kernel/money.ts";
import { legWeight, type Spread } from "./spread.ts";

/** Best prices of one leg; null for an empty side. */
export interface LegQuote {
  readonly bid: Micros | null;
  readonly ask: Micros | null;
}

/** Signed prices at which the combo trades against its legs' quotes: its buyer pays `ask`, its seller gets `bid`. */
export interface ComboQuote {
  readonly bid: Micros | null;
  /** Half way between both, rounded to a millionth (halves up); null without both. */
  readonly mid: Micros | null;
  readonly ask: Micros | null;
}

/**
 * The natural quote of legs, every one at its far side: `ask` buys what is bought at the ask and sells what is sold at
 * the bid, `bid` the other way round; null where a leg lacks the side. It says nothing of the quotes' age or sanity.
 */
export function quoteOfLegs(weights: readonly number[], quotes: readonly LegQuote[]): ComboQuote {
  if (weights.length !== quotes.length)
    throw new RangeError(`${quotes.length} quotes of ${weights.length} legs`);
  let bid: number | null = 0;
  let ask: number | null = 0;
  for (const [index, quote] of quotes.entries()) {
    const weight = weights[index] ?? 0;
    const [near, far] = weight > 0 ? [quote.bid, quote.ask] : [quote.ask, quote.bid];
    bid = bid === null || near === null ? null : bid + weight * near;
    ask = ask === null || far === null ? null : ask + weight * far;
  }
  return {
    bid: bid === null ? null : micros(bid),
    mid: bid === null || ask === null ? null : micros(Math.round((bid + ask) / 2)),
    ask: ask === null ? null : micros(ask),
  };
}

/** The natural quote of a spread a share, from quotes in its legs' order. */
export function spreadQuote(
  spread: Pick<Spread, "legs" | "multiplier">,
  quotes: readonly LegQuote[],
): ComboQuote {
  return quoteOfLegs(
    spread.legs.map((leg) => legWeight(spread, leg)),
    quotes,
  );
}
