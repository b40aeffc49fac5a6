import { block, isExactly, type NamedRiskRule, pass } from "./verdict.ts";

const LIMIT = "connected, synchronised, link to the broker and market data farms up";

/** Nothing new unless the session is healthy and our books were compared with the broker's. */
export const connection: NamedRiskRule = {
  rule: "connection",
  check({ connection }) {
    const reasons = connection.reasons.join("; ");
    const inputs = { ready: connection.ready, reasons };
    if (isExactly(connection.ready, true) && reasons === "")
      return pass(inputs, LIMIT, "The session with the gateway is healthy.");
    const why = reasons === "" ? "the session is not ready" : reasons;
    return block(
      inputs,
      LIMIT,
      `The gateway cannot be relied on: ${why}.`,
      "Wait until the connection is ready again.",
    );
  },
};
