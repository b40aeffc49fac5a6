export { type Black76Input, black76Price } from "./black-76.ts";
export { blackScholesPrice, type PricingInput } from "./black-scholes.ts";
export {
  density,
  distributionOfSmile,
  expectedCall,
  expectedPut,
  lognormalDistribution,
  type MarketDistribution,
  probabilityAbove,
  quantile,
} from "./distribution.ts";
export { type Greeks, greeks, thetaPerDay, vegaPerPoint } from "./greeks.ts";
export { IMPLIED_VOLATILITY_STATUS, type ImpliedVolatilityFailure } from "./implied-volatility-status.ts";
export {
  black76Volatility,
  type Black76VolatilityInput,
  impliedVolatility,
  type ImpliedVolatilityInput,
  type ImpliedVolatilityResult,
} from "./implied-volatility.ts";
export { type SecondOrderGreeks, secondOrderGreeks } from "./second-order-greeks.ts";
export { type GreeksColumns, greeksColumns } from "./greeks-core.ts";
export { type GreeksColumnInput, greeksColumn } from "./columns/greeks-column.ts";
export {
  type ImpliedVolatilityColumnInput,
  type ImpliedVolatilityColumnOutput,
  impliedVolatilityColumn,
} from "./columns/implied-volatility-column.ts";
export { normalDensity, normalDistribution } from "./normal.ts";
export {
  type InferredForward,
  inferForward,
  type ParityFailure,
  type ParityInput,
  type ParityResult,
  RATE_ERROR_MAX,
} from "./parity.ts";
export type { ParityPair } from "./parity-quotes.ts";
export * from "./smile/index.ts";
export {
  americanGreeks,
  americanImpliedVolatility,
  type AmericanImpliedVolatilityInput,
  type AmericanInput,
  americanPrice,
  type CashDividend,
  type ExerciseRegion,
  exerciseRegion,
} from "./american/index.ts";
