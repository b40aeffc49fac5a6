import type { OptionContract } from "../../contract/contract.ts";
import { microsToNumber } from "../../kernel/money.ts";
import { blackScholesPrice } from "../../pricing/black-scholes.ts";
import type { Greeks } from "../../pricing/greeks.ts";
import { greeksColumns, isPricingInput, writeGreeks } from "../../pricing/greeks-core.ts";
import type { SecondOrderGreeks } from "../../pricing/second-order-greeks.ts";
import { isOptionLeg, legWeight, type Spread } from "./spread.ts";
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
 * puts and before dividends: there this value is too low.
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
  { right, strike }: OptionContract,
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

const row = greeksColumns(1);

/**
 * Net greeks by the model, a share; a share's delta is 1 and all else of it 0. Vega and vomma are for all volatilities
 * moving together, rho for all rates. Throws `RangeError` for a model that is not of these legs or has no meaning.
 */
export function spreadGreeks(spread: Legs, model: SpreadModel): SpreadGreeks {
  const net = { delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0, dividendRho: 0, vanna: 0, charm: 0, vomma: 0 };
  let index = 0;
  for (const leg of spread.legs) {
    const weight = legWeight(spread, leg);
    if (isOptionLeg(leg)) {
      writeLegGreeks(leg.contract, modelOf(model, index), model.spot);
      net.delta += weight * (row.delta[0] as number);
      net.gamma += weight * (row.gamma[0] as number);
      net.vega += weight * (row.vega[0] as number);
      net.theta += weight * (row.theta[0] as number);
      net.rho += weight * (row.rho[0] as number);
      net.dividendRho += weight * (row.dividendRho[0] as number);
      net.vanna += weight * (row.vanna[0] as number);
      net.charm += weight * (row.charm[0] as number);
      net.vomma += weight * (row.vomma[0] as number);
    } else net.delta += weight;
    index += 1;
  }
  return net;
}

function writeLegGreeks({ right, strike }: OptionContract, model: LegModel, spot: number): void {
  const { years, rate, dividendYield, volatility } = model;
  const price = microsToNumber(strike);
  if (!isPricingInput(spot, price, years, rate, dividendYield, volatility)) {
    throw new RangeError(`not a pricing input: ${JSON.stringify({ spot, strike: price, ...model })}`);
  }
  writeGreeks(right === "call" ? 1 : -1, spot, price, years, rate, dividendYield, volatility, row, 0);
}
