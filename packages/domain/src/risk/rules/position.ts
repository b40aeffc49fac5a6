import { block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/** What is held, what working orders may add, and this order together stay within the limit. */
export const position: NamedRiskRule = {
  rule: "position",
  check({ position, quantity }, { positionContractsMax }) {
    const { existing, working } = position;
    const limit = `at most ${positionContractsMax} contracts of one option, working orders counted`;
    const after = existing >= 0 && working >= 0 && quantity >= 1 ? existing + working + quantity : Number.NaN;
    const inputs = {
      positionContracts: existing,
      workingContracts: working,
      orderContracts: quantity,
      afterContracts: after,
    };
    if (!isKnown(after)) {
      return block(
        inputs,
        limit,
        "The position is not known.",
        "Wait until positions and open orders are synchronised.",
      );
    }
    const words = `${after} contracts if everything fills.`;
    if (after <= positionContractsMax) return pass(inputs, limit, words);
    const room = isKnown(positionContractsMax) ? Math.floor(positionContractsMax - existing - working) : 0;
    return block(
      inputs,
      limit,
      words,
      room >= 1 ? `Use at most ${room} contracts.` : "Reduce the position or cancel working orders.",
    );
  },
};
