import { negativeLogMoneyness } from "./black-core.ts";
import { millsRatio } from "./mills-ratio.ts";
import { normalisedBlack, normalisedVega } from "./normalised-black.ts";

/** Price and greeks, a row an option. Units as in `Greeks` and `SecondOrderGreeks`. */
export interface GreeksColumns {
  readonly price: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  readonly rho: Float64Array;
  readonly dividendRho: Float64Array;
  readonly vanna: Float64Array;
  readonly charm: Float64Array;
  readonly vomma: Float64Array;
}

/** Columns of so many rows, all 0. */
export function greeksColumns(rows: number): GreeksColumns {
  return {
    price: new Float64Array(rows),
    delta: new Float64Array(rows),
    gamma: new Float64Array(rows),
    vega: new Float64Array(rows),
    theta: new Float64Array(rows),
    rho: new Float64Array(rows),
    dividendRho: new Float64Array(rows),
    vanna: new Float64Array(rows),
    charm: new Float64Array(rows),
    vomma: new Float64Array(rows),
  };
}

/** Whether all inputs are finite, the strike above 0 and spot, years and volatility not below it. */
export function isPricingInput(
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  volatility: number,
): boolean {
  return (
    spot >= 0 &&
    strike > 0 &&
    years >= 0 &&
    volatility >= 0 &&
    Number.isFinite(spot + strike + years + volatility + rate + dividendYield)
  );
}

/**
 * Black-Scholes-Merton price and greeks of one option into one row (closed forms: E. G. Haug, The Complete Guide to
 * Option Pricing Formulas, chapter 2), all from one exponential of the normal density: with w = F·φ(d1) = K·φ(d2),
 * F·N(±d1) and K·N(±d2) are w times a Mills ratio, or F and K less that. Inputs are the caller's to check.
 */
export function writeGreeks(
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  volatility: number,
  output: GreeksColumns,
  row: number,
): void {
  const discount = Math.exp(-rate * years);
  const growth = Math.exp((rate - dividendYield) * years);
  const forward = spot * growth;
  const root = Math.sqrt(years);
  const total = volatility * root;
  if (total === 0 || forward === 0) {
    writePayoffGreeks(sign, forward, strike, years, rate, dividendYield, discount, growth, output, row);
    return;
  }
  const negative = negativeLogMoneyness(forward, strike) / total;
  const t = 0.5 * total;
  const h = forward > strike ? -negative : negative;
  const d1 = h + t;
  const d2 = h - t;
  const gauss = normalisedVega(negative, t);
  const scale = Math.sqrt(forward) * Math.sqrt(strike);
  const timeValue = scale * normalisedBlack(negative, t, gauss, Math.min(forward, strike) / scale);
  const density = scale * gauss;
  const forwardTail = density * millsRatio(-Math.abs(d1));
  const strikeTail = density * millsRatio(-Math.abs(d2));
  const forwardPart = sign * discount * (sign * d1 < 0 ? forwardTail : forward - forwardTail);
  const strikePart = sign * discount * (sign * d2 < 0 ? strikeTail : strike - strikeTail);
  const presentDensity = discount * density;
  const spotDensity = presentDensity / spot;
  const vega = presentDensity * root;
  output.price[row] = discount * (Math.max(0, sign * (forward - strike)) + timeValue);
  output.delta[row] = forwardPart / spot;
  output.gamma[row] = spotDensity / (spot * total);
  output.vega[row] = vega;
  output.theta[row] =
    dividendYield * forwardPart - rate * strikePart - (0.5 * presentDensity * volatility) / root;
  output.rho[row] = years * strikePart;
  output.dividendRho[row] = -years * forwardPart;
  output.vanna[row] = (-spotDensity * d2) / volatility;
  output.charm[row] =
    (dividendYield * forwardPart) / spot - spotDensity * ((rate - dividendYield) / total - d2 / (2 * years));
  output.vomma[row] = (vega * d1 * d2) / volatility;
}

/** Without time, volatility or a price of the underlying: the discounted payoff of the forward. */
function writePayoffGreeks(
  sign: number,
  forward: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  discount: number,
  growth: number,
  output: GreeksColumns,
  row: number,
): void {
  const inside = sign * (forward - strike);
  const exercised = inside > 0 ? 1 : inside === 0 ? 0.5 : 0;
  const delta = sign * exercised * discount * growth;
  const forwardPart = sign * exercised * discount * forward;
  const strikePart = sign * exercised * discount * strike;
  output.price[row] = discount * Math.max(0, inside);
  output.delta[row] = delta;
  output.gamma[row] = 0;
  output.vega[row] = 0;
  output.theta[row] = dividendYield * forwardPart - rate * strikePart;
  output.rho[row] = years * strikePart;
  output.dividendRho[row] = -years * forwardPart;
  output.vanna[row] = 0;
  output.charm[row] = dividendYield * delta;
  output.vomma[row] = 0;
}

/** NaN in every column: of an option whose inputs have no meaning. */
export function writeUnknown(output: GreeksColumns, row: number): void {
  output.price[row] = Number.NaN;
  output.delta[row] = Number.NaN;
  output.gamma[row] = Number.NaN;
  output.vega[row] = Number.NaN;
  output.theta[row] = Number.NaN;
  output.rho[row] = Number.NaN;
  output.dividendRho[row] = Number.NaN;
  output.vanna[row] = Number.NaN;
  output.charm[row] = Number.NaN;
  output.vomma[row] = Number.NaN;
}
