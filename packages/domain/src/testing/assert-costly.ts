import * as fc from "fast-check";

/**
 * Asserts a property whose every run is dear, as those of whole spreads are: the first counterexample is told as it was
 * found, with the seed and the path that make it again, and no smaller one is looked for. That could take longer than all runs.
 */
export function assertCostly<Values>(
  property: fc.IProperty<Values>,
  parameters: fc.Parameters<Values> = {},
): void {
  fc.assert(property, { ...parameters, endOnFailure: true });
}
