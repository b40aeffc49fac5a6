import { microsToNumber } from "../../kernel/money.ts";
import { blackScholesPrice } from "../../pricing/black-scholes.ts";
import { type Greeks, greeks } from "../../pricing/greeks.ts";
import { type SecondOrderGreeks, secondOrderGreeks } from "../../pricing/second-order-greeks.ts";
import { isOptionLeg, legWeight, type Spread, type SpreadLeg } from "./spread.ts";
import type { LegModel, SpreadModel } from "./spread-model.ts";

type Legs = Pick<Spread, "legs" | "multiplier">;

function modelOf({ legs }: SpreadModel, index: number): LegModel {
  const model = legs[index];
  if (model === null || model === undefined) throw new RangeError(`leg ${index} has no model`);
  return model;
}

/**
 * Signed theoretical value a share: Black-Scholes-Merton (which is Black-76 with `carryOfForward`), each leg at its own
 * volatility. With no time left it is the payoff. Options on shares may be exercised early, which is worth something for
 * puts and before dividends: `earlyExerciseLegs` names the legs where this value is certainly too low.
 * Throws `RangeError` for a model that is not of these legs.
 */
export function spreadValue(spread: Legs, model: SpreadModel, spot = model.spot): number {
  let value = 0;
  let index = 0;
  for (const leg of spread.legs) {
    const weight = legWeight(spread, leg);
    value += weight * (isOptionLeg(leg) ? optionValue(leg.contract, modelOf(model, index), spot) : spot);
    index += 1;
  }
  return value;
}

function optionValue(
  { right, strike }: (SpreadLeg & { readonly contract: { readonly kind: "option" } })["contract"],
  { years, rate, dividendYield, volatility }: LegModel,
  spot: number,
): number {
  return blackScholesPrice({
    right,
    spot,
    strike: microsToNumber(strike),
    years,
    rate,
    dividendYield,
    volatility,
  });
}

/** Net sensitivities a share, of first and second order; units as in `Greeks` and `SecondOrderGreeks`. */
export type SpreadGreeks = Greeks & SecondOrderGreeks;

export const NO_GREEKS: SpreadGreeks = {
  delta: 0,
  gamma: 0,
  vega: 0,
  theta: 0,
  rho: 0,
  dividendRho: 0,
  vanna: 0,
  charm: 0,
  vomma: 0,
};

/** The sum of legs' sensitivities, each `weight` times; a share's delta is 1 and all else 0. */
export function netGreeks<Names extends keyof SpreadGreeks>(
  legs: readonly { readonly weight: number; readonly greeks: Readonly<Record<Names, number>> }[],
  names: readonly Names[],
): Record<Names, number> {
  const net = {} as Record<Names, number>;
  for (const name of names) {
    let sum = 0;
    for (const leg of legs) sum += leg.weight * leg.greeks[name];
    net[name] = sum;
  }
  return net;
}

const NAMES = Object.keys(NO_GREEKS) as (keyof SpreadGreeks)[];

/** Net greeks by the model, a share. Vega and vomma are for all volatilities moving together, rho for all rates. */
export function spreadGreeks(spread: Legs, model: SpreadModel): SpreadGreeks {
  const { spot } = model;
  const legs = spread.legs.map((leg, index) => {
    const weight = legWeight(spread, leg);
    if (!isOptionLeg(leg)) return { weight, greeks: { ...NO_GREEKS, delta: 1 } };
    const { right, strike } = leg.contract;
    const input = { right, spot, strike: microsToNumber(strike), ...modelOf(model, index) };
    return { weight, greeks: { ...greeks(input), ...secondOrderGreeks(input) } };
  });
  return netGreeks(legs, NAMES);
}

/**
 * Legs whose European value is below what exercising them now brings: as American options they are worth more than
 * `spreadValue` takes them for, and a sold one may be assigned any day.
 */
export function earlyExerciseLegs({ legs }: Pick<Spread, "legs">, model: SpreadModel): readonly SpreadLeg[] {
  return legs.filter((leg, index) => {
    if (!isOptionLeg(leg)) return false;
    const strike = microsToNumber(leg.contract.strike);
    const exercised = leg.contract.right === "call" ? model.spot - strike : strike - model.spot;
    return optionValue(leg.contract, modelOf(model, index), model.spot) < exercised;
  });
}
