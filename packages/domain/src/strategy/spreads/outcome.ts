import { type Micros, micros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { payoffRange, type PayoffShape } from "./payoff-shape.ts";
import { priceRefusal } from "./price-bounds.ts";
import type { Spread } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

/** Prices of the underlying strictly between which there is a profit; `to` null goes on for ever. */
export interface ProfitInterval {
  readonly from: Micros;
  readonly to: Micros | null;
}

/** What a spread can come to at its front expiry when opened at a price, a share. */
export interface SpreadOutcome {
  /** `exact` in integers for one expiry; `model`: legs that live on are valued, see `outcomeAtFrontExpiry`. */
  readonly basis: "exact" | "model";
  /** Null when unlimited. Negative when a loss is certain. */
  readonly maxGain: Micros | null;
  /** The size of the worst loss; null when unlimited. Negative when a gain is certain: an arbitrage. */
  readonly maxLoss: Micros | null;
  /** Where the profit's sign (loss, nothing, gain) changes, above 0, rising; to the nearest millionth. */
  readonly breakevens: readonly Micros[];
  /** Rising; empty when there is no profit anywhere. */
  readonly profitable: readonly ProfitInterval[];
}

export type SpreadOutcomeResult =
  | { readonly kind: "outcome"; readonly outcome: SpreadOutcome }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * The outcome of opening a spread of one expiry at `price` (signed micros a share). Refused: a price that is impossible
 * for the legs (`spread.price-impossible`, with the bounds) and legs of several expiries (`spread.expiries-differ`),
 * whose worth at the front expiry no payoff tells.
 */
export function outcomeAtExpiry(
  spread: Pick<Spread, "payoff" | "bounds" | "side" | "expiry" | "backExpiry">,
  price: Micros,
): SpreadOutcomeResult {
  if (spread.payoff === null) return { kind: "refused", refusal: expiriesDiffer(spread) };
  const refusal = priceRefusal(spread, price);
  if (refusal !== null) return { kind: "refused", refusal };
  return { kind: "outcome", outcome: outcomeOfPayoff(spread.payoff, price) };
}

function expiriesDiffer({ expiry, backExpiry }: Pick<Spread, "expiry" | "backExpiry">): Refusal {
  return spreadFault(
    "expiries-differ",
    "legs",
    "Legs of several expiries have no payoff of the underlying's price alone.",
    { expiry, backExpiry },
    "one expiry",
    "Give the volatilities of the legs that live on, to value them at the front expiry.",
  );
}

/** The outcome of a payoff bought at `price`. Exact but for break-evens between two millionths, which are rounded. */
export function outcomeOfPayoff(payoff: PayoffShape, price: Micros): SpreadOutcome {
  const { least, most } = payoffRange(payoff);
  const breakevens: Micros[] = [];
  const profitable: ProfitInterval[] = [];
  let opened: Micros | null = null;
  let slopeBefore = 0;
  for (const { from, value, end, slope } of payoff) {
    const profit = value - price;
    if (profit === 0) {
      if (from > 0 && (slopeBefore !== 0 || slope !== 0)) breakevens.push(from);
      if (opened !== null) profitable.push({ from: opened, to: from });
      opened = slope > 0 ? from : null;
    } else if (from === 0 && profit > 0) opened = from;
    const crosses = profit * slope < 0 && (end === null || (end - price) * profit < 0);
    if (crosses) {
      const crossing = micros(Math.round(from - profit / slope));
      breakevens.push(crossing);
      if (opened !== null) profitable.push({ from: opened, to: crossing });
      opened = profit > 0 ? null : crossing;
    }
    slopeBefore = slope;
  }
  if (opened !== null) profitable.push({ from: opened, to: null });
  return {
    basis: "exact",
    maxGain: most === null ? null : micros(most - price),
    maxLoss: least === null ? null : micros(price - least),
    breakevens,
    profitable,
  };
}
