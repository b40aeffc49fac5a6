import { normalDensity, normalDistribution } from "../normal.ts";

/** What an American put on a share of price `spot` and strike 1 depends on; doubles, rates per year. */
export interface PutMarket {
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
  readonly years: number;
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
  const strikePart = Math.exp(-rate * years) * normalDistribution(deviation - dPlus);
  const yieldFactor = Math.exp(-dividendYield * years);
  const spot = Math.exp(logSpot);
  const spotPart = yieldFactor * normalDistribution(-dPlus);
  const peak = yieldFactor * normalDensity(dPlus);
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
