import type { Quote } from "../venue/market.ts";
import { hashText, uniform } from "../venue/random.ts";
import type { FillHabits } from "./fills.ts";
import { isWithinLimit, match, type Match } from "./matching.ts";
import { type Order, signedLegs } from "./order.ts";

const SECOND_MS = 1000;

/**
 * The book that a spread order has of its own: interest that nobody displays, between the legs' middle and the natural
 * price. Whether there is some in a second of the market, and where, depends on the seed and the order alone [U: a model
 * of the complex order books and of market makers' improvement, not a measurement].
 */
export function hiddenMatch(
  order: Order,
  quoteOf: (conId: number) => Quote,
  now: number,
  { seed, improvementChance }: FillHabits,
): Match | null {
  if (improvementChance <= 0 || order.terms.contract.kind === "single") return null;
  const keys = [hashText(seed), order.permId, Math.floor(now / SECOND_MS)] as const;
  if (uniform(...keys, 1) >= improvementChance) return null;
  const part = uniform(...keys, 2);
  const improved = (conId: number): Quote => {
    const quote = quoteOf(conId);
    const { bid, ask } = quote;
    if (bid === null || ask === null) return quote;
    const half = (ask.price - bid.price) / 2;
    return {
      ...quote,
      bid: { ...bid, price: Math.round((bid.price + part * half) / 100) * 100 },
      ask: { ...ask, price: Math.round((ask.price - part * half) / 100) * 100 },
    };
  };
  // Every leg has to be quoted on both sides, or there is no middle to be inside of.
  const known = signedLegs(order.terms).every(({ conId }) => {
    const { bid, ask } = quoteOf(conId);
    return bid !== null && ask !== null;
  });
  if (!known) return null;
  const found = match(order, improved);
  return found !== null && isWithinLimit(order, found.price) ? found : null;
}
