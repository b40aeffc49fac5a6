import { type Micros, microsToNumber } from "../../kernel/money.ts";
import {
  expectedCall,
  expectedPut,
  type MarketDistribution,
  probabilityAbove,
  quantile,
} from "../../pricing/distribution.ts";
import { logDensity, totalVariance } from "../../pricing/smile/svi.ts";
import { frontValue, type FrontValue } from "./front-value.ts";
import type { SpreadOutcome } from "./outcome.ts";
import { isOptionLeg, legWeight, type Spread } from "./spread.ts";
import type { SpreadModel } from "./spread-model.ts";
import type { BarrierWorld } from "./touch.ts";

/** Probability, under the market's distribution at the front expiry, that there is a profit: of the outcome's intervals. */
export function probabilityOfProfit(
  { profitable }: Pick<SpreadOutcome, "profitable">,
  distribution: MarketDistribution,
): number {
  let probability = 0;
  for (const { from, to } of profitable) {
    probability += probabilityAbove(distribution, microsToNumber(from));
    if (to !== null) probability -= probabilityAbove(distribution, microsToNumber(to));
  }
  return Math.min(1, Math.max(0, probability));
}

/**
 * Mean profit at the front expiry a share after opening at `price`, under the market's distribution there (no interest
 * on what is paid). For one expiry the sum of the legs' means; `model` may then be null. For several it is the mean of
 * `frontValue` by quadrature, with an error below 1e-6 of the forward. Throws `RangeError` without the model that this needs.
 */
export function expectedProfit(
  spread: Pick<Spread, "legs" | "multiplier" | "backExpiry">,
  price: Micros,
  distribution: MarketDistribution,
  model: SpreadModel | null,
): number {
  if (spread.backExpiry !== null) {
    if (model === null) throw new RangeError("legs of several expiries have no mean without a model");
    return meanOf(frontValue(spread, model), distribution) - microsToNumber(price);
  }
  let mean = 0 - microsToNumber(price);
  for (const leg of spread.legs) {
    const weight = legWeight(spread, leg);
    if (!isOptionLeg(leg)) mean += weight * distribution.forward;
    else {
      const strike = microsToNumber(leg.contract.strike);
      const { right } = leg.contract;
      mean += weight * (right === "call" ? expectedCall : expectedPut)(distribution, strike);
    }
  }
  return mean;
}

/** Tails that are left out on either side. */
const TAIL = 1e-11;
const PANELS_MAX = 600;
/** Nodes (positive half) and weights of the Gauss-Legendre rule of 8 points: M. Abramowitz and I. Stegun, table 25.4. */
const GAUSS = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** Quadrature over log-moneyness, in panels that end at every bend and are fine enough for what is left of the legs. */
function meanOf(value: FrontValue, distribution: MarketDistribution): number {
  const { forward, parameters } = distribution;
  const low = Math.log(quantile(distribution, TAIL) / forward);
  const high = Math.log(quantile(distribution, 1 - TAIL) / forward);
  const bends = [...value.bends, ...value.exercises]
    .map((bend) => Math.log(bend / forward))
    .filter((k) => k > low && k < high)
    .sort((a, b) => a - b);
  const spread = Math.sqrt(totalVariance(parameters, 0));
  const finest = Math.min(spread, 2 * (value.totalVolatility?.least ?? spread));
  const widest = Math.max(finest, (high - low) / PANELS_MAX);
  let mean = 0;
  let from = low;
  for (const to of [...bends, high]) {
    const panels = Math.ceil((to - from) / widest);
    const half = (to - from) / (2 * panels);
    for (let panel = 0; panel < panels; panel += 1) {
      const middle = from + (2 * panel + 1) * half;
      for (const [node, weight] of GAUSS) {
        for (const k of [middle - node * half, middle + node * half]) {
          mean += weight * half * logDensity(parameters, k) * value.at(forward * Math.exp(k));
        }
      }
    }
    from = to;
  }
  return mean;
}

/** Prices between which the underlying ends with a probability, as much left out on either side. */
export interface ProbabilityBand {
  readonly probability: number;
  readonly from: number;
  readonly to: number;
}

/** One and two standard deviations of a normal distribution, as charts show them. */
export const BAND_PROBABILITIES = [0.6826894921370859, 0.9544997361036416] as const;

/** Bands of the market's distribution. Throws `RangeError` for a probability that is not strictly inside (0, 1). */
export function probabilityBands(
  distribution: MarketDistribution,
  probabilities: readonly number[] = BAND_PROBABILITIES,
): readonly ProbabilityBand[] {
  return probabilities.map((probability) => ({
    probability,
    from: quantile(distribution, (1 - probability) / 2),
    to: quantile(distribution, (1 + probability) / 2),
  }));
}

/** The lognormal world that a barrier is asked in: the distribution's forward, and its volatility at the money. */
export function barrierWorld(spot: number, distribution: MarketDistribution): BarrierWorld {
  const { forward, years, parameters } = distribution;
  return { spot, forward, years, volatility: Math.sqrt(totalVariance(parameters, 0) / years) };
}
