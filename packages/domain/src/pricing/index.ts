export { blackScholesPrice, type PricingInput } from "./black-scholes.ts";
export { type Greeks, greeks, thetaPerDay, vegaPerPoint } from "./greeks.ts";
export {
  impliedVolatility,
  type ImpliedVolatilityFailure,
  type ImpliedVolatilityInput,
  type ImpliedVolatilityResult,
} from "./implied-volatility.ts";
export { normalDensity, normalDistribution } from "./normal.ts";
