export * from "./combo-tick.ts";
export * from "./spreads/constructors.ts";
export { outcomeAtFrontExpiry } from "./spreads/front-outcome.ts";
export * from "./spreads/outcome.ts";
export * from "./spreads/payoff-columns.ts";
export { payoffAt, payoffRange, type PayoffPiece, type PayoffShape } from "./spreads/payoff-shape.ts";
export { priceRefusal } from "./spreads/price-bounds.ts";
export * from "./spreads/probability.ts";
export * from "./spreads/returns.ts";
export * from "./spreads/spread.ts";
export { expiredRefusal, reversed, spreadOf } from "./spreads/spread-of.ts";
export * from "./spreads/spread-model.ts";
export * from "./spreads/spread-quote.ts";
export {
  earlyExerciseLegs,
  netGreeks,
  spreadGreeks,
  type SpreadGreeks,
  spreadValue,
} from "./spreads/spread-value.ts";
export * from "./spreads/spread-words.ts";
export * from "./spreads/touch.ts";
export * from "./spreads/vertical.ts";
