import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { americanPrice } from "./american/american.ts";
import { blackScholesPrice } from "./black-scholes.ts";
import { inferForward, type ParityInput } from "./parity.ts";
import type { ParityPair } from "./parity-quotes.ts";

const doubles = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const WORLD = { spot: 748.4, years: 0.4, rate: 0.043, dividendYield: 0.013, volatility: 0.24 };

/** Quotes around European values: each side `half` away from it. */
function pairAt(world: typeof WORLD, strike: number, half: number): ParityPair {
  const call = blackScholesPrice({ ...world, strike, right: "call" });
  const put = blackScholesPrice({ ...world, strike, right: "put" });
  return { strike, callBid: call - half, callAsk: call + half, putBid: put - half, putAsk: put + half };
}

/** A call quoted too high by so much. */
function raised(pair: ParityPair, by: number): ParityPair {
  return { ...pair, callBid: pair.callBid + by, callAsk: pair.callAsk + by };
}

function chain(world: typeof WORLD, half = 0.01): ParityPair[] {
  return Array.from({ length: 21 }, (_, index) => pairAt(world, world.spot * (0.8 + 0.02 * index), half));
}

function inputOf(world: typeof WORLD, change: Partial<ParityInput> = {}): ParityInput {
  return {
    pairs: chain(world),
    spot: world.spot,
    years: world.years,
    rate: null,
    style: "european",
    ...change,
  };
}

function infer(input: ParityInput) {
  const result = inferForward(input);
  if (result.kind === "failed") throw new Error(result.reason);
  return result;
}

describe("put-call parity", () => {
  it("gives back forward, rate and dividend yield of European prices", () => {
    fc.assert(
      fc.property(
        doubles(0.02, 3),
        doubles(-0.02, 0.12),
        doubles(0, 0.06),
        doubles(0.15, 0.6),
        (years, rate, dividendYield, volatility) => {
          const world = { ...WORLD, years, rate, dividendYield, volatility };
          const pairs = chain(world).filter(({ callBid, putBid }) => callBid > 0 && putBid > 0);
          fc.pre(pairs.length >= 3);
          const forward = world.spot * Math.exp((rate - dividendYield) * years);
          const free = infer(inputOf(world, { pairs }));
          expect(Math.abs(free.forward / forward - 1)).toBeLessThan(1e-10);
          expect(Math.abs(free.rate - rate)).toBeLessThan(1e-8);
          expect(Math.abs((free.dividendYield ?? 1) - dividendYield)).toBeLessThan(1e-8);
          const given = infer(inputOf(world, { pairs, rate }));
          expect(Math.abs(given.forward / forward - 1)).toBeLessThan(1e-12);
          expect(given.rateStandardError).toBe(0);
          expect(given.lowest).toBeLessThan(forward);
          expect(given.highest).toBeGreaterThan(forward);
        },
      ),
    );
  });

  it("is not moved by stale quotes, and counts them", () => {
    const pairs = chain(WORLD);
    const forward = WORLD.spot * Math.exp((WORLD.rate - WORLD.dividendYield) * WORLD.years);
    for (const index of [3, 8, 14, 19]) {
      const pair = pairs[index];
      if (pair !== undefined) pairs[index] = raised(pair, 9);
    }
    const result = infer(inputOf(WORLD, { pairs }));
    expect(Math.abs(result.forward - forward)).toBeLessThan(1e-6);
    expect(result).toMatchObject({ pairsUsed: 21, pairsContradicting: 4, pairsUnusable: 0 });
  });

  it("lets wide quotes count less than narrow ones", () => {
    const pairs = [
      pairAt(WORLD, 740, 0.02),
      raised(pairAt(WORLD, 745, 0.02), 0.01),
      raised(pairAt(WORLD, 750, 2), 1),
    ];
    const result = infer(inputOf(WORLD, { pairs, rate: WORLD.rate }));
    const forward = WORLD.spot * Math.exp((WORLD.rate - WORLD.dividendYield) * WORLD.years);
    expect(result.forward - forward).toBeGreaterThan(0.003);
    expect(result.forward - forward).toBeLessThan(0.007);
    expect(result.standardError).toBeGreaterThan(0.001);
    expect(result.standardError).toBeLessThan(0.05);
  });

  it("leaves pairs out that are not quoted on both sides, and says how many", () => {
    const odd: ParityPair[] = [
      { ...pairAt(WORLD, 700, 0.05), callBid: 0 },
      { ...pairAt(WORLD, 701, 0.05), putAsk: Number.NaN },
      { ...pairAt(WORLD, 702, -0.05) },
      { ...pairAt(WORLD, 703, 0.05), strike: -703 },
    ];
    expect(infer(inputOf(WORLD, { pairs: [...chain(WORLD), ...odd] }))).toMatchObject({
      pairsUsed: 21,
      pairsUnusable: 4,
    });
  });

  it.each<[string, Partial<ParityInput>]>([
    ["bad-spot", { spot: 0 }],
    ["bad-spot", { spot: Number.NaN }],
    ["bad-years", { years: 0 }],
    ["bad-years", { years: Infinity }],
    ["bad-rate", { rate: Number.NaN }],
    ["missing-spot", { spot: null, style: "american" }],
    ["no-pairs", { pairs: [] }],
    ["no-pairs", { pairs: [{ ...pairAt(WORLD, 700, 0.05), callBid: Number.NaN }] }],
    ["too-few-pairs", { pairs: [pairAt(WORLD, 740, 0.05), pairAt(WORLD, 750, 0.05)] }],
    ["rate-undetermined", { pairs: [1, 2, 3].map(() => pairAt(WORLD, 740, 0.05)) }],
    [
      "contradictory",
      {
        rate: 0.04,
        pairs: [-8, -3, 2, 7, 12].map((shift) => raised(pairAt(WORLD, 750, 0.05), shift)),
      },
    ],
  ])("says %s instead of guessing", (reason, change) => {
    expect(inferForward(inputOf(WORLD, change))).toEqual({ kind: "failed", reason });
  });

  it("does not name a rate that noise leaves open", () => {
    const years = 2 / 365;
    const noisy = chain({ ...WORLD, years }, 0.02).map((pair, index) => raised(pair, (index % 3) * 0.4));
    const pairs = noisy.filter(({ callBid, putBid }) => callBid > 0 && putBid > 0);
    expect(inferForward(inputOf(WORLD, { pairs, years }))).toEqual({
      kind: "failed",
      reason: "rate-undetermined",
    });
  });
});

/** Quotes around American values: each side `half` away from it. */
function americanPair(world: typeof WORLD, strike: number, half: number): ParityPair {
  const call = americanPrice({ ...world, strike, right: "call" });
  const put = americanPrice({ ...world, strike, right: "put" });
  return { strike, callBid: call - half, callAsk: call + half, putBid: put - half, putAsk: put + half };
}

describe("put-call parity of American options", () => {
  const worlds = [0.02, 0.1, 0.4, 1, 2].flatMap((years) =>
    [
      [0.05, 0.01],
      [0.05, 0],
      [0.02, 0.04],
      [0.003, 0],
    ].map(([rate = 0, dividendYield = 0]) => ({ spot: 100, years, rate, dividendYield, volatility: 0.25 })),
  );

  it.each(worlds)("gives back the forward, with the rate given and without (%j)", (world) => {
    const { spot, years, rate, dividendYield } = world;
    const strikes = Array.from({ length: 41 }, (_, index) => 80 + index);
    const all = strikes.map((strike) => americanPair(world, strike, 0.01));
    const pairs = all.filter(({ callBid, putBid }) => callBid > 0 && putBid > 0);
    const forward = spot * Math.exp((rate - dividendYield) * years);
    const given = infer({ pairs, spot, years, rate, style: "american" });
    expect(Math.abs(given.forward - forward)).toBeLessThan(1e-5);
    expect(Math.abs((given.dividendYield ?? 1) - dividendYield)).toBeLessThan(1e-6);
    if (years !== 0.1 && years !== 1) return;
    const free = infer({ pairs, spot, years, rate: null, style: "american" });
    expect(Math.abs(free.rate - rate)).toBeLessThan(5e-4);
    expect(Math.abs(free.forward - forward)).toBeLessThan(0.01);
  });

  it("would miss the forward by the premiums if they were left in, and cannot take them out without a spot", () => {
    const world = { ...WORLD, dividendYield: 0, years: 1 };
    const pairs = [0.9, 0.95, 1, 1.05, 1.1].map((share) => americanPair(world, world.spot * share, 4));
    const input = { pairs, years: 1, rate: world.rate, style: "american" as const };
    const known = infer({ ...input, spot: world.spot });
    expect(known.earlyExerciseShift).toBeGreaterThan(0.004 * world.spot);
    expect(infer({ ...input, spot: null }).earlyExerciseShift).toBeNull();
    expect(infer({ ...input, style: "european", spot: null }).earlyExerciseShift).toBe(0);
  });
});
