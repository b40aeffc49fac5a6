import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Shelf, type ShelfBack } from "./shelf.ts";

const KEYS_MAX = 5000;

type Step =
  | { readonly kind: "set"; readonly key: number; readonly value: number }
  | { readonly kind: "delete"; readonly key: number }
  | { readonly kind: "save" };

const key = fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: KEYS_MAX }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("set" as const), key, value: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 1, arbitrary: fc.constant({ kind: "save" as const }) },
);

/** Saves a shelf as a store would: into a copy, so that the back before it stays what it was. */
function save(shelf: Shelf<number, number>, kept: ReadonlyMap<number, number>): Map<number, number> {
  const next = new Map(kept);
  for (const [changed, value] of shelf.changes()) {
    if (value === undefined) next.delete(changed);
    else next.set(changed, value);
  }
  shelf.saved(next satisfies ShelfBack<number, number>);
  return next;
}

it("is a map, wherever its entries are kept", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const shelf = new Shelf<number, number>();
      const model = new Map<number, number>();
      let kept = new Map<number, number>();
      for (const taken of steps) {
        if (taken.kind === "save") kept = save(shelf, kept);
        else if (taken.kind === "set") {
          shelf.set(taken.key, taken.value);
          model.set(taken.key, taken.value);
        } else {
          shelf.delete(taken.key);
          model.delete(taken.key);
        }
        if (taken.kind !== "save") expect(shelf.get(taken.key)).toBe(model.get(taken.key));
      }
      expect(new Map(shelf.entries())).toEqual(model);
      save(shelf, kept);
      expect(shelf.changes().size).toBe(0);
      expect(new Map(shelf.entries())).toEqual(model);
    }),
    { numRuns: 200 },
  );
});

it("asks its back for what it does not remember, and remembers a bounded number", () => {
  const shelf = new Shelf<number, number>();
  for (let number = 0; number < KEYS_MAX; number += 1) shelf.set(number, number);
  const kept = save(shelf, new Map());
  let asked = 0;
  shelf.saved({ get: (wanted) => ((asked += 1), kept.get(wanted)), entries: () => kept });
  for (let number = 0; number < KEYS_MAX; number += 1) expect(shelf.get(number)).toBe(number);
  expect(asked).toBeGreaterThanOrEqual(KEYS_MAX - 1024);
});
