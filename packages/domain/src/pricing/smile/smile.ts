import { type SviParameters, totalVariance } from "./svi.ts";

/** One expiry's volatilities as a curve without butterfly arbitrage, fitted to quotes. Plain data. */
export interface Smile {
  readonly forward: number;
  readonly years: number;
  readonly parameters: SviParameters;
  /** Weighted root mean square of model less quoted volatility: 0.01 is one volatility point. */
  readonly rmsError: number;
  /** Largest absolute difference, same unit. */
  readonly maxError: number;
  /** How many quotes it was fitted to. */
  readonly points: number;
  /** Lowest and highest strike among them: beyond is extrapolation. */
  readonly strikeLow: number;
  readonly strikeHigh: number;
}

/** One quoted volatility. */
export interface SmilePoint {
  readonly strike: number;
  /** Per year: 0.2 is 20 %. */
  readonly volatility: number;
  /** How much it counts, above 0: one over the square of the quote's width in volatility, say. */
  readonly weight: number;
}

/** The smile's volatility at a strike, per year. Throws `RangeError` for a strike that is not above 0. */
export function smileVolatility({ forward, years, parameters }: Smile, strike: number): number {
  if (!(strike > 0 && strike < Infinity)) throw new RangeError(`strike must be above 0: ${strike}`);
  return Math.sqrt(totalVariance(parameters, Math.log(strike / forward)) / years);
}
