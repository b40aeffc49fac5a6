import { block, type NamedRiskRule, pass } from "./verdict.ts";

/** A whole number of combos, not more than one order may have. */
export const orderSize: NamedRiskRule = {
  rule: "orderSize",
  check({ quantity }, { orderContractsMax }) {
    const limit = `1 to ${orderContractsMax} contracts an order`;
    const inputs = { orderContracts: quantity };
    if (!Number.isSafeInteger(quantity) || quantity < 1) {
      return block(
        inputs,
        limit,
        "The quantity is no whole number of at least 1.",
        "Use a whole number of contracts.",
      );
    }
    if (quantity <= orderContractsMax)
      return pass(inputs, limit, `${quantity} contracts are within the limit.`);
    return block(
      inputs,
      limit,
      `${quantity} contracts are too many for one order.`,
      `Use at most ${orderContractsMax} contracts.`,
    );
  },
};
