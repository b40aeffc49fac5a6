import { block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/** Our clock follows the gateway's by whole-second answers: a quote may seem to come from that far ahead. */
export const QUOTE_AHEAD_MAX_MS = 2_000;

/** Every leg was quoted not longer ago than the limit. */
export const quoteAge: NamedRiskRule = {
  rule: "quoteAge",
  check({ quotes, now }, { quoteAgeMaxMs }) {
    const limit = `every leg quoted at most ${quoteAgeMaxMs} ms ago`;
    const ages = quotes.legs.map((leg) => (isKnown(leg.quotedAt) ? now - leg.quotedAt : Number.NaN));
    const oldest = ages.length === 0 ? Number.NaN : Math.max(...ages);
    const newest = ages.length === 0 ? Number.NaN : Math.min(...ages);
    const inputs = {
      quoteAgeMs: oldest,
      legs: quotes.legs.length,
      legsQuoted: ages.filter((age) => isKnown(age)).length,
    };
    if (!isKnown(oldest) || !isKnown(newest)) {
      return block(inputs, limit, "A leg was never quoted.", "Wait for quotes of every leg.");
    }
    if (newest < -QUOTE_AHEAD_MAX_MS) {
      return block(
        inputs,
        limit,
        `A quote lies ${-newest} ms in the future.`,
        "Check the clock against the gateway's.",
      );
    }
    if (isKnown(quoteAgeMaxMs) && oldest <= quoteAgeMaxMs) {
      return pass(inputs, limit, `The oldest quote is ${oldest} ms old.`);
    }
    return block(
      inputs,
      limit,
      `The oldest quote is ${oldest} ms old.`,
      "Wait for fresh quotes of every leg.",
    );
  },
};
