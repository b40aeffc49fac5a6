import type { PutBoundary } from "./boundary.ts";
import { densityAt, distributionAt, europeanPut, type PutValue } from "./market.ts";

/**
 * An American put of strike 1 at `logSpot` under a solved boundary: the European put and the premium of early exercise,
 * an integral along the boundary (I. J. Kim, Review of Financial Studies 3, 1990), with delta and gamma differentiated
 * under the integral and theta from the Black-Scholes equation. At or below the boundary it is what exercise pays.
 */
export function putAbove(boundary: PutBoundary, logSpot: number): PutValue {
  const spot = Math.exp(logSpot);
  if (logSpot <= boundary.logLowest) return { value: -Math.expm1(logSpot), delta: -1, gamma: 0, theta: 0 };
  const { scheme, market, logHighest } = boundary;
  const { rate, dividendYield, volatility, years } = market;
  const carry = rate - dividendYield;
  let { value, delta, gamma } = europeanPut(market, logSpot, years);
  for (let point = 0; point < scheme.premiumPoints; point += 1) {
    const cosine = scheme.premiumRule.cosine[point] as number;
    const left = years * cosine * cosine;
    const weight = years * (scheme.premiumRule.weights[point] as number);
    const spread = volatility * Math.sqrt(left);
    const gap = logSpot - logHighest + boundary.depthAt(scheme.premiumInterpolation, point);
    const plus = (gap + carry * left) / spread + 0.5 * spread;
    const minus = plus - spread;
    const strikePart = weight * rate * Math.exp(-rate * left);
    const densityMinus = densityAt(minus);
    const peakMinus = (strikePart * densityMinus) / spread;
    value += strikePart * distributionAt(-minus, densityMinus);
    delta -= peakMinus / spot;
    gamma += (peakMinus * (1 + minus / spread)) / (spot * spot);
    if (dividendYield === 0) continue;
    const spotPart = weight * dividendYield * Math.exp(-dividendYield * left);
    const densityPlus = densityAt(plus);
    const peakPlus = (spotPart * densityPlus) / spread;
    const cumulative = spotPart * distributionAt(-plus, densityPlus);
    value -= spot * cumulative;
    delta += peakPlus - cumulative;
    gamma += (peakPlus * (1 - plus / spread)) / spot;
  }
  const theta = rate * value - carry * spot * delta - 0.5 * (volatility * spot) ** 2 * gamma;
  // Just above the boundary the quadrature may miss the payoff by its error; an American option never does.
  return { value: Math.max(value, -Math.expm1(logSpot)), delta, gamma, theta };
}
