import { millsRatio } from "../mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI } from "../normal.ts";

/** What an American put on a share of price `spot` and strike 1 depends on; doubles, rates per year. */
export interface PutMarket {
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
  readonly years: number;
}

/** The normal density by one exponential: its last two digits far out do not matter to integrals of it. */
export function densityAt(z: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
}

/** N(z) from the density there, which the formulas need at the same places. */
export function distributionAt(z: number, density: number): number {
  const tail = density === 0 ? 0 : density * millsRatio(-Math.abs(z));
  return z < 0 ? tail : 1 - tail;
}

/** Value of a put of strike 1, and how it changes with time and spot. */
export interface PutValue {
  readonly value: number;
  /** Per year that passes. */
  readonly theta: number;
  readonly delta: number;
  readonly gamma: number;
}

/** Black-Scholes-Merton put of strike 1 at `logSpot`, `years` before expiry (above 0). */
export function europeanPut(market: PutMarket, logSpot: number, years: number): PutValue {
  const { rate, dividendYield, volatility } = market;
  const deviation = volatility * Math.sqrt(years);
  const dPlus = (logSpot + (rate - dividendYield) * years) / deviation + 0.5 * deviation;
  const minus = deviation - dPlus;
  const strikePart = Math.exp(-rate * years) * distributionAt(minus, densityAt(minus));
  const yieldFactor = Math.exp(-dividendYield * years);
  const spot = Math.exp(logSpot);
  const density = densityAt(dPlus);
  const spotPart = yieldFactor * distributionAt(-dPlus, density);
  const peak = yieldFactor * density;
  return {
    value: strikePart - spot * spotPart,
    theta:
      rate * strikePart -
      dividendYield * spot * spotPart -
      (0.5 * volatility * spot * peak) / Math.sqrt(years),
    delta: -spotPart,
    gamma: peak / (spot * deviation),
  };
}
