import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { normalDistribution } from "../../pricing/normal.ts";
import { leg, spread } from "../../testing/spread-arbitraries.ts";
import { type BarrierWorld, probabilityOfTouch, probabilityOfTouching } from "./touch.ts";

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const worlds = fc
  .record({
    spot: between(50, 900),
    carry: between(-0.1, 0.15),
    years: between(0.001, 2),
    volatility: between(0.05, 1.2),
  })
  .map(({ spot, carry, years, volatility }) => ({
    spot,
    forward: spot * Math.exp(carry * years),
    years,
    volatility,
  }));

function total({ years, volatility }: BarrierWorld): number {
  return volatility * Math.sqrt(years);
}

/** That the underlying ends at or beyond a level. */
function probabilityBeyond(level: number, world: BarrierWorld): number {
  const s = total(world);
  const above = normalDistribution(Math.log(world.forward / level) / s - s / 2);
  return level > world.spot ? above : 1 - above;
}

describe("the probability of touching a level", () => {
  it("lies between that of ending beyond it and one, and falls with the distance", () => {
    assertCostly(
      fc.property(worlds, between(0.05, 6), fc.constantFrom(-1, 1), (world, away, side) => {
        const at = (count: number): number => world.spot * Math.exp(side * count * total(world));
        const touched = probabilityOfTouching(at(away), world);
        expect(touched).toBeGreaterThanOrEqual(probabilityBeyond(at(away), world) * (1 - 1e-12));
        expect(touched).toBeLessThanOrEqual(1);
        expect(touched).toBeGreaterThanOrEqual(probabilityOfTouching(at(away * 1.1), world));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is twice that of ending beyond it without drift of the logarithm", () => {
    assertCostly(
      fc.property(worlds, between(0.05, 6), fc.constantFrom(-1, 1), (world, away, side) => {
        const s = total(world);
        const driftless = { ...world, forward: world.spot * Math.exp(0.5 * s * s) };
        const touched = probabilityOfTouching(world.spot * Math.exp(side * away * s), driftless);
        expect(touched).toBeCloseTo(2 * normalDistribution(0 - away), 12);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is certain at the level and, with no time or volatility left, for what lies on the way", () => {
    const still = { spot: 100, forward: 104, years: 1, volatility: 0 };
    expect(probabilityOfTouching(100, still)).toBe(1);
    expect([103, 104, 105, 99].map((level) => probabilityOfTouching(level, still))).toEqual([1, 1, 0, 0]);
    expect(probabilityOfTouching(100.01, { ...still, years: 0, volatility: 0.3 })).toBe(0);
  });

  it("is finite for the smallest volatilities against a strong drift", () => {
    const world = { spot: 100, forward: 105, years: 1, volatility: 0.001 };
    expect(probabilityOfTouching(104, world)).toBeCloseTo(1, 12);
    expect(probabilityOfTouching(106, world)).toBeLessThan(1e-12);
    expect(probabilityOfTouching(99, world)).toBeLessThan(1e-12);
  });

  it("throws for what is no level or world", () => {
    const world = { spot: 100, forward: 100, years: 1, volatility: 0.2 };
    for (const level of [0, -1, Number.NaN, Infinity]) {
      expect(() => probabilityOfTouching(level, world)).toThrow(RangeError);
    }
    for (const change of [{ spot: 0 }, { forward: Number.NaN }, { years: -1 }, { volatility: Infinity }]) {
      expect(() => probabilityOfTouching(90, { ...world, ...change })).toThrow(RangeError);
    }
  });
});

it("a spread is touched where its nearest sold strike is, one that sells nothing never", () => {
  const world = { spot: 752, forward: 753, years: 0.06, volatility: 0.25 };
  const condor = spread(leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765));
  expect(probabilityOfTouch(condor, world)).toBe(probabilityOfTouching(745, world));
  expect(probabilityOfTouch(condor, { ...world, spot: 756 })).toBe(
    probabilityOfTouching(760, { ...world, spot: 756 }),
  );
  expect(probabilityOfTouch(spread(leg(1, "put", 740)), world)).toBeNull();
});
