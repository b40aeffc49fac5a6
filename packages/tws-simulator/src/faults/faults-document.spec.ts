import { describe, expect, it } from "vitest";
import { faultsDocument } from "../../scripts/faults-document.ts";
import { checkFault } from "./check-fault.ts";
import { ACTIONS } from "./registry.ts";

describe("the document of faults", () => {
  it("is what the program knows of actions and of the control port", () => {
    const { is, shouldBe } = faultsDocument();
    expect(is, "node packages/tws-simulator/scripts/faults-document.ts writes it anew").toBe(shouldBe);
  });

  it.each(ACTIONS.map(({ name, example }) => [name, example] as const))(
    "has an example of %s",
    (name, example) => {
      expect(checkFault(example).do).toBe(name);
    },
  );

  it("has recipes that are faults", () => {
    const recipes = [...faultsDocument().is.matchAll(/^\| [^|]+ \| `([a-z][^`]+)` \|$/gm)].map(
      ([, fault]) => fault,
    );
    expect(recipes.length).toBeGreaterThan(5);
    for (const recipe of recipes) expect(() => checkFault(recipe as string)).not.toThrow();
  });
});
