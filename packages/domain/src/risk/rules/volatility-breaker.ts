import { block, isExactly, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/** The underlying's breaker is not tripped, and no leg's implied volatility is over the limit or unknown. */
export const volatilityBreaker: NamedRiskRule = {
  rule: "volatilityBreaker",
  check({ breaker, quotes }, { volatilityMax }) {
    const limit = `implied volatility of every leg at most ${volatilityMax} (1 is 100 %), breaker not tripped`;
    const seen = [breaker.volatility, ...quotes.legs.map((leg) => leg.volatility)];
    const complete =
      quotes.legs.length > 0 && seen.every((volatility) => isKnown(volatility) && volatility > 0);
    const highest = complete ? Math.max(...seen.map(Number)) : Number.NaN;
    const inputs = { volatility: highest, breakerTripped: breaker.tripped };
    if (!isExactly(breaker.tripped, false)) {
      return block(
        inputs,
        limit,
        "The underlying's volatility breaker is tripped.",
        "A person must reset the breaker.",
      );
    }
    if (!isKnown(highest)) {
      return block(
        inputs,
        limit,
        "The implied volatility of a leg is not known.",
        "Wait for the model values of every leg.",
      );
    }
    const words = `The highest implied volatility is ${highest}.`;
    if (highest <= volatilityMax) return pass(inputs, limit, words);
    return block(inputs, limit, words, "Choose other strikes, or wait until volatility has come down.");
  },
};
