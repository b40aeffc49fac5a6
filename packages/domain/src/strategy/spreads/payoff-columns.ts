import { type Micros, microsToNumber } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { frontValue } from "./front-value.ts";
import { outcomeAtFrontExpiry } from "./front-outcome.ts";
import { outcomeAtExpiry } from "./outcome.ts";
import { payoffAt } from "./payoff-shape.ts";
import { isOptionLeg, type Spread } from "./spread.ts";
import type { SpreadModel } from "./spread-model.ts";
import { spreadFault } from "./spread-refusals.ts";
import { spreadValue } from "./spread-value.ts";

export const PAYOFF_POINTS_MAX = 2_000;

export interface PayoffColumnsInput {
  readonly spread: Spread;
  /** Signed micros a share at which the spread is opened. */
  readonly price: Micros;
  /** For the curve before expiry (shift it for another day or volatility), and for legs of several expiries; else null. */
  readonly model: SpreadModel | null;
  /** Prices of the underlying, from 0 up. */
  readonly from: number;
  readonly to: number;
  /** Evenly spaced, 2 to `PAYOFF_POINTS_MAX`; strikes and break-evens in the range come on top. */
  readonly points: number;
}

/** Profit of one spread (times its multiplier) in its currency, as columns of equal length. */
export interface PayoffColumns {
  readonly underlying: readonly number[];
  /** At the front expiry. */
  readonly atExpiry: readonly number[];
  /** At the model's moment; null without one. */
  readonly atModel: readonly number[] | null;
}

export type PayoffColumnsResult =
  | { readonly kind: "columns"; readonly columns: PayoffColumns }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Profit against the underlying's price. Strikes and break-evens are among the prices, so that no kink or crossing is
 * drawn askew. Refused: ranges and counts of points without a meaning (`spread.payoff-input`), and what the outcome is refused for.
 */
export function payoffColumns(input: PayoffColumnsInput): PayoffColumnsResult {
  const { spread, price, model } = input;
  const refusal = inputRefusal(input);
  if (refusal !== null) return { kind: "refused", refusal };
  const result = model === null ? outcomeAtExpiry(spread, price) : outcomeAtFrontExpiry(spread, price, model);
  if (result.kind === "refused") return result;
  const underlying = pricesOf(input, result.outcome.breakevens.map(microsToNumber));
  const paid = microsToNumber(price);
  const { payoff, multiplier } = spread;
  const worth =
    payoff === null && model !== null
      ? frontValue(spread, model).at
      : (at: number): number => payoffAt(payoff ?? [], at * 1e6) / 1e6;
  const profits = (value: (at: number) => number): readonly number[] =>
    underlying.map((at) => (value(at) - paid) * multiplier);
  return {
    kind: "columns",
    columns: {
      underlying,
      atExpiry: profits(worth),
      atModel: model === null ? null : profits((at) => spreadValue(spread, model, at)),
    },
  };
}

function pricesOf(
  { spread, from, to, points }: PayoffColumnsInput,
  breakevens: readonly number[],
): readonly number[] {
  const strikes = spread.legs.filter(isOptionLeg).map(({ contract }) => microsToNumber(contract.strike));
  const grid = Array.from({ length: points }, (_, index) => from + ((to - from) * index) / (points - 1));
  const exact = [...strikes, ...breakevens].filter((at) => at >= from && at <= to);
  return [...new Set([...grid, ...exact])].sort((a, b) => a - b);
}

function inputRefusal({ from, to, points }: PayoffColumnsInput): Refusal | null {
  if (!(from >= 0 && from < Infinity)) return fault("from", from, "0 or above", "Use 0 or a price above it.");
  if (!(to > from && to < Infinity))
    return fault("to", to, `above ${from}`, "Use a price above the lower end.");
  if (Number.isInteger(points) && points >= 2 && points <= PAYOFF_POINTS_MAX) return null;
  return fault("points", points, `2 to ${PAYOFF_POINTS_MAX}, whole`, "Use 121.");
}

function fault(field: "from" | "to" | "points", value: number, limit: string, remedy: string): Refusal {
  const message = `A payoff is not drawn with ${field} of ${value}.`;
  const inputs = { [field]: Number.isFinite(value) ? value : null };
  return spreadFault("payoff-input", field, message, inputs, limit, remedy);
}
