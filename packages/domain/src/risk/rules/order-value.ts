import { amountText, block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/**
 * The most that the order can lose, computed from its legs: a debit its cost, a credit the width less what it brings,
 * times the multiplier and the quantity. Commissions are left out.
 */
export const orderValue: NamedRiskRule = {
  rule: "orderValue",
  check({ limitPrice, width, side, quantity, multiplier }, { orderValueMax }) {
    const limit = `at most ${amountText(orderValueMax) ?? "an unknown amount"} at risk in one order`;
    const lossAShare = side === "debit" ? limitPrice : width + limitPrice;
    const sane = lossAShare >= 0 && multiplier >= 1 && quantity >= 1;
    const loss = sane ? lossAShare * multiplier * quantity : Number.NaN;
    const inputs = {
      maxLoss: amountText(loss),
      limitPrice: amountText(limitPrice),
      width: amountText(width),
      side,
      multiplierShares: multiplier,
      orderContracts: quantity,
    };
    if (!isKnown(loss) || !Number.isSafeInteger(loss)) {
      return block(
        inputs,
        limit,
        "The most that the order can lose cannot be computed.",
        "Give a price within the width, and a whole quantity.",
      );
    }
    const words = `The order can lose ${inputs.maxLoss}.`;
    if (loss <= orderValueMax) return pass(inputs, limit, words);
    const affordable =
      lossAShare > 0 && isKnown(orderValueMax) ? Math.floor(orderValueMax / (lossAShare * multiplier)) : 0;
    const remedy =
      affordable >= 1
        ? `Use at most ${affordable} contracts.`
        : "Choose a narrower spread or a better price.";
    return block(inputs, limit, words, remedy);
  },
};
