export { americanGreeks, type AmericanInput, americanPrice } from "./american.ts";
export { earlyExercisePremiums, type ExerciseRegion, exerciseRegion } from "./continuous.ts";
export type { CashDividend } from "./dividends.ts";
export { americanImpliedVolatility, type AmericanImpliedVolatilityInput } from "./implied-volatility.ts";
