export * from "./combo-tick.ts";
export * from "./spreads/constructors.ts";
export * from "./payoff.ts";
export { outcomeAtFrontExpiry } from "./spreads/front-outcome.ts";
export * from "./spreads/outcome.ts";
export { payoffAt, payoffRange, type PayoffPiece, type PayoffShape } from "./spreads/payoff-shape.ts";
export { priceRefusal } from "./spreads/price-bounds.ts";
export * from "./spreads/returns.ts";
export * from "./spreads/spread.ts";
export { expiredRefusal, reversed, spreadOf } from "./spreads/spread-of.ts";
export * from "./spreads/spread-model.ts";
export * from "./spreads/spread-quote.ts";
export { earlyExerciseLegs, spreadGreeks, type SpreadGreeks, spreadValue } from "./spreads/spread-value.ts";
export * from "./spreads/spread-words.ts";
export * from "./spreads/touch.ts";
export * from "./spreads/vertical.ts";
export {
  expectedProfit,
  type LognormalView,
  netGreeks,
  payoffCurve,
  PAYOFF_POINTS_MAX,
  lognormalProbabilityAbove,
  probabilityOfProfit,
  theoreticalValue,
} from "./spreads/vertical-analytics.ts";
export * from "./spreads/vertical-words.ts";
