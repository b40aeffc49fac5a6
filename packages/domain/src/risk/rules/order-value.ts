import type { RiskInputs } from "../inputs.ts";
import { amountText, block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

type Terms = Pick<RiskInputs, "limitPrice" | "width" | "side" | "quantity" | "multiplier">;

function lossAShareOf({ side, limitPrice, width }: Terms): number {
  return side === "debit" ? limitPrice : width + limitPrice;
}

/**
 * The most that the order can lose, computed from its legs: a debit its cost, a credit the width less what it brings,
 * times the multiplier and the quantity. Commissions are left out. NaN for terms that make no sense.
 */
export function orderMaxLoss(terms: Terms): number {
  const { quantity, multiplier } = terms;
  const lossAShare = lossAShareOf(terms);
  const sane = lossAShare >= 0 && multiplier >= 1 && quantity >= 1;
  return sane ? lossAShare * multiplier * quantity : Number.NaN;
}

/** What the order can lose at most stays within the limit. */
export const orderValue: NamedRiskRule = {
  rule: "orderValue",
  check(terms, { orderValueMax }) {
    const { limitPrice, width, side, quantity, multiplier } = terms;
    const limit = `at most ${amountText(orderValueMax) ?? "an unknown amount"} at risk in one order`;
    const lossAShare = lossAShareOf(terms);
    const loss = orderMaxLoss(terms);
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
