import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countChains, countEqualWings } from "./counting.ts";
import type { Link } from "./templates.ts";

const strikes = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 9 })
  .map((values) => Float64Array.from(values.toSorted((a, b) => a - b)));
const link = fc.constantFrom<Link>("wing", "above", "same", "apart");
const wingMax = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Infinity));

function keeps(kind: Link, here: number, next: number, most: number): boolean {
  const apart = next !== here && Math.abs(next - here) <= most;
  if (kind === "same") return next === here;
  return kind === "apart" ? apart : next > here && (kind === "above" || apart);
}

function counted(slots: readonly Float64Array[], links: readonly Link[], most: number): number {
  const from = (slot: number, before: number): number => {
    if (slot === slots.length) return 1;
    let count = 0;
    for (const strike of slots[slot]!) {
      if (slot === 0 || keeps(links[slot - 1]!, before, strike, most)) count += from(slot + 1, strike);
    }
    return count;
  };
  return from(0, 0);
}

describe("counting of candidates", () => {
  it("is that of going through all of them", () => {
    fc.assert(
      fc.property(
        fc.array(strikes, { minLength: 4, maxLength: 4 }),
        fc.array(link, { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        wingMax,
        (slots, links, legs, most) => {
          const [some, between] = [slots.slice(0, legs), links.slice(0, legs - 1)];
          expect(countChains(some, between, most)).toBe(counted(some, between, most));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("finds every butterfly of equal wings", () => {
    fc.assert(
      fc.property(strikes, strikes, strikes, wingMax, (low, body, high, most) => {
        let count = 0;
        for (const a of low)
          for (const b of body)
            for (const c of high) if (a < b && b - a === c - b && b - a <= most) count += 1;
        expect(countEqualWings(low, body, high, most)).toBe(count);
      }),
      { numRuns: 500 },
    );
  });
});
