import { orderMaxLoss } from "./order-value.ts";
import { amountText, block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/** Margin of so many times what the order can lose is said: the broker may not see that one leg covers the other. */
const MARGIN_EXCESS_FACTOR = 2;

/**
 * What must be left after the order, by the gateway's what-if. Two views of it, the lower counts: buying power less
 * the rise of the initial margin; and equity less initial margin after the order, which sees a premium that is paid
 * and not margined.
 */
export const buyingPower: NamedRiskRule = {
  rule: "buyingPower",
  check(order, { buyingPowerMin }) {
    const { buyingPower, margin, marginFailure } = order;
    const limit = `at least ${amountText(buyingPowerMin) ?? "an unknown amount"} of buying power left`;
    const [before, after, equity] = [margin?.initialBefore, margin?.initialAfter, margin?.equityAfter];
    const rise = isKnown(before) && isKnown(after) ? Math.max(0, after - before) : Number.NaN;
    const byMargin = isKnown(buyingPower) ? buyingPower - rise : Number.NaN;
    const byEquity = isKnown(equity) && isKnown(after) ? equity - after : Number.NaN;
    const left = Math.min(byMargin, byEquity);
    const inputs = {
      buyingPower: amountText(buyingPower),
      initialMarginBefore: amountText(before),
      initialMarginAfter: amountText(after),
      equityAfter: amountText(equity),
      buyingPowerAfter: amountText(left),
      orderMaxLoss: amountText(orderMaxLoss(order)),
      marginFailure,
    };
    if (marginFailure !== null) {
      return block(
        inputs,
        limit,
        `The gateway's what-if failed: ${marginFailure}.`,
        "Ask again once the gateway answers.",
      );
    }
    if (!isKnown(left)) {
      return block(
        inputs,
        limit,
        "Buying power after the order is not known.",
        "Wait for the account's values and a complete what-if.",
      );
    }
    const isExcessive = rise > MARGIN_EXCESS_FACTOR * orderMaxLoss(order);
    const excess = isExcessive
      ? ` The broker asks for ${amountText(rise)} of margin where the order can lose ${inputs.orderMaxLoss}.`
      : "";
    const words = `${inputs.buyingPowerAfter} would be left.${excess}`;
    if (left >= buyingPowerMin) return pass(inputs, limit, words);
    return block(inputs, limit, words, "Use fewer contracts, a narrower spread, or more funds.");
  },
};
