import { block, type NamedRiskRule, pass } from "./verdict.ts";

/** No order of the same legs, side and quantity within the window. */
export const duplicate: NamedRiskRule = {
  rule: "duplicate",
  check({ duplicates }, { duplicateWindowMs }) {
    const limit = `no order of the same legs, side and quantity within ${duplicateWindowMs} ms`;
    const recent = duplicates.filter(({ ageMs }) => !(ageMs >= duplicateWindowMs));
    const [first] = recent;
    const inputs = {
      duplicates: recent.length,
      orderRef: first?.orderRef ?? null,
      ageMs: first?.ageMs ?? null,
    };
    if (!Number.isFinite(duplicateWindowMs)) {
      return block(inputs, limit, "The window for duplicates is not known.", "Set the window.");
    }
    if (first === undefined) return pass(inputs, limit, "No such order was sent within the window.");
    const words = `${first.orderRef} is the same order, ${first.ageMs} ms ago.`;
    return block(
      inputs,
      limit,
      words,
      `Wait until ${duplicateWindowMs} ms have passed, if it is meant twice.`,
    );
  },
};
