import { amountText, block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/** Nothing new once the day's loss, realised and unrealised, has reached the limit. */
export const dailyLoss: NamedRiskRule = {
  rule: "dailyLoss",
  check({ dailyProfit }, { dailyLossMax }) {
    const limit = `a daily loss below ${amountText(dailyLossMax) ?? "an unknown amount"}`;
    const inputs = { dailyProfit: amountText(dailyProfit) };
    if (!isKnown(dailyProfit)) {
      return block(
        inputs,
        limit,
        "The day's profit or loss is not known.",
        "Wait for the account's profit and loss.",
      );
    }
    const words =
      dailyProfit < 0
        ? `The day's loss is ${amountText(0 - dailyProfit)}.`
        : `The day's profit is ${inputs.dailyProfit}.`;
    if (0 - dailyProfit < dailyLossMax) return pass(inputs, limit, words);
    return block(inputs, limit, words, "Trade again on the account's next day, or let the limit be raised.");
  },
};
