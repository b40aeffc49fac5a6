import { block, isExactly, type NamedRiskRule, pass } from "./verdict.ts";

const LIMIT = "the kill switch is not engaged";

/** Nothing new while the account's kill switch is engaged. */
export const killSwitch: NamedRiskRule = {
  rule: "killSwitch",
  check({ killSwitch }) {
    const inputs = { engaged: killSwitch.engaged, reason: killSwitch.reason };
    if (isExactly(killSwitch.engaged, false)) return pass(inputs, LIMIT, "The kill switch is not engaged.");
    const why = killSwitch.reason === null ? "" : `: ${killSwitch.reason}`;
    return block(
      inputs,
      LIMIT,
      `The kill switch is engaged${why}.`,
      "A person must release the kill switch.",
    );
  },
};
