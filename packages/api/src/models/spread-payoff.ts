import {
  isOptionLeg,
  type MarketDistribution,
  type Micros,
  microsToNumber,
  payoffColumns,
  type ProbabilityBand,
  probabilityBands,
  quantile,
  type Refusal,
  shiftedModel,
  type Spread,
  type SpreadModel,
  spreadValue,
  yearsToFront,
} from "@legbook/domain";

/** Profit of the whole quantity against the underlying's price, in the spread's currency. */
export interface PayoffModel {
  readonly underlying: readonly number[];
  /** At the front expiry. */
  readonly atExpiry: readonly number[];
  readonly today: readonly number[] | null;
  readonly chosen: readonly number[] | null;
}

/** Another day and other volatilities, as chosen. */
export interface ChosenDay {
  /** From now; from the front expiry on it is the front expiry. */
  readonly days: number;
  /** Added to every leg's volatility: 0.02 is two points. */
  readonly volatilityShift: number;
}

export interface PayoffInputs {
  readonly spread: Spread;
  readonly price: Micros;
  readonly quantity: number;
  readonly model: SpreadModel | null;
  readonly distribution: MarketDistribution | null;
  readonly chosen: ChosenDay | null;
}

export type PayoffResult =
  | { readonly kind: "payoff"; readonly payoff: PayoffModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const DAYS_A_YEAR = 365;
const POINTS = 161;
/** What is left out of the chart on both sides together, unless a strike is there. */
const BEYOND = 0.01;

/** Narrowest first; none without a distribution. */
export function bandsOf(distribution: MarketDistribution | null): readonly ProbabilityBand[] {
  return distribution === null ? [] : probabilityBands(distribution);
}

/** All strikes with room around them, the underlying, and nearly everywhere that the market thinks possible. */
function rangeOf({ spread, distribution, model }: PayoffInputs): {
  readonly from: number;
  readonly to: number;
} {
  const strikes = spread.legs.filter(isOptionLeg).map(({ contract }) => microsToNumber(contract.strike));
  const [lowest, highest] = [Math.min(...strikes), Math.max(...strikes)];
  const room = Math.max(highest - lowest, highest * 0.02);
  const likely =
    distribution === null ? [] : [quantile(distribution, BEYOND / 2), quantile(distribution, 1 - BEYOND / 2)];
  const shown = [lowest - room, highest + room, ...likely, ...(model === null ? [] : [model.spot])];
  return { from: Math.max(0, Math.min(...shown)), to: Math.max(...shown) };
}

function chosenModel(model: SpreadModel, { days, volatilityShift }: ChosenDay) {
  const years = Math.min(days / DAYS_A_YEAR, yearsToFront(model));
  return shiftedModel(model, { years, volatility: volatilityShift });
}

/**
 * The curves of a spread. Refused for a chosen day in the past and for a shift that leaves a volatility below 0; null
 * while legs of several expiries have no model.
 */
export function payoffOf(inputs: PayoffInputs): PayoffResult | null {
  const { spread, price, quantity, model, chosen } = inputs;
  if (model === null && spread.payoff === null) return null;
  const range = { ...rangeOf(inputs), points: POINTS };
  const now = payoffColumns({ spread, price, model, ...range });
  if (now.kind === "refused") return now;
  const times = (profits: readonly number[]): number[] => profits.map((profit) => profit * quantity);
  const { underlying, atExpiry, atModel } = now.columns;
  const payoff = {
    underlying,
    atExpiry: times(atExpiry),
    today: atModel === null ? null : times(atModel),
    chosen: null,
  };
  if (chosen === null || model === null) return { kind: "payoff", payoff };
  const shifted = chosenModel(model, chosen);
  if (shifted.kind === "refused") return shifted;
  return {
    kind: "payoff",
    payoff: { ...payoff, chosen: times(curveAt(inputs, shifted.model, underlying)) },
  };
}

/** The shifted model's curve at the prices of the others: the two share one axis. */
function curveAt(
  { spread, price }: PayoffInputs,
  model: SpreadModel,
  prices: readonly number[],
): readonly number[] {
  const paid = microsToNumber(price);
  return prices.map((at) => (spreadValue(spread, model, at) - paid) * spread.multiplier);
}
