import * as fc from "fast-check";
import type { Right } from "../contract/contract.ts";
import { type Micros, micros } from "../kernel/money.ts";
import { isoDate } from "../kernel/time.ts";
import { spreadOf } from "../strategy/spreads/spread-of.ts";
import type { Spread, SpreadLeg, StrategyKind } from "../strategy/spreads/spread.ts";
import type { SpreadModel } from "../strategy/spreads/spread-model.ts";
import { EXPIRY, option, stock } from "./fixtures.ts";

export const BACK_EXPIRY = isoDate("2016-02-19");
/** The shares under `option`'s contracts. */
export const SHARES = stock(208_813_720);
export const LOT = 100;

/** An option as a leg: `leg(-1, "call", 745)`. */
export function leg(ratio: number, right: Right, strike: number, expiry = EXPIRY): SpreadLeg {
  const contract = option(right, strike, expiry);
  return { contract: { ...contract, conId: contract.conId + (expiry === EXPIRY ? 0 : 4_000_000) }, ratio };
}

/** Lots of shares as a leg. */
export function shares(lots: number): SpreadLeg {
  return { contract: SHARES, ratio: lots * LOT };
}

/** The spread of legs that make one; throws otherwise. */
export function spread(...legs: readonly SpreadLeg[]): Spread {
  const result = spreadOf(legs);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.spread;
}

/** So many different strikes, rising, on a grid of 2.50. */
function strikes(count: number): fc.Arbitrary<readonly number[]> {
  return fc
    .uniqueArray(fc.integer({ min: 240, max: 360 }), { minLength: count, maxLength: count })
    .map((steps) => steps.toSorted((a, b) => a - b).map((step) => step * 2.5));
}

const sign = fc.constantFrom(1, -1);
const right = fc.constantFrom<Right>("call", "put");
type Draw = (sign: number, right: Right, strikes: readonly number[]) => readonly SpreadLeg[];

function drawn(count: number, draw: Draw): fc.Arbitrary<readonly SpreadLeg[]> {
  return fc.tuple(sign, right, strikes(count)).map((values) => draw(...values));
}

const at = (strikes: readonly number[], index: number): number => strikes[index] ?? Number.NaN;

const customLegs = fc
  .uniqueArray(
    fc.record({
      ratio: fc.integer({ min: -3, max: 3 }).filter((ratio) => ratio !== 0),
      right: fc.constantFrom<Right | "share">("call", "put", "call", "put", "share"),
      strike: fc.integer({ min: 240, max: 360 }).map((step) => step * 2.5),
    }),
    {
      minLength: 1,
      maxLength: 4,
      selector: ({ right, strike }) => (right === "share" ? right : `${right}${strike}`),
    },
  )
  .filter((draws) => draws.some((draw) => draw.right !== "share"))
  .map((draws) =>
    draws.map((draw) =>
      draw.right === "share" ? shares(draw.ratio) : leg(draw.ratio, draw.right, draw.strike),
    ),
  );

/** Legs of each kind, in either direction where it has two; the last are whatever they are. */
export const LEGS_OF_KIND: Readonly<Record<StrategyKind, fc.Arbitrary<readonly SpreadLeg[]>>> = {
  vertical: drawn(2, (s, r, k) => [leg(s, r, at(k, 0)), leg(-s, r, at(k, 1))]),
  ironCondor: drawn(4, (s, _, k) => [
    leg(s, "put", at(k, 0)),
    leg(-s, "put", at(k, 1)),
    leg(-s, "call", at(k, 2)),
    leg(s, "call", at(k, 3)),
  ]),
  ironButterfly: drawn(3, (s, _, k) => [
    leg(s, "put", at(k, 0)),
    leg(-s, "put", at(k, 1)),
    leg(-s, "call", at(k, 1)),
    leg(s, "call", at(k, 2)),
  ]),
  butterfly: drawn(2, (s, r, k) => [
    leg(s, r, at(k, 0)),
    leg(-2 * s, r, at(k, 1)),
    leg(s, r, 2 * at(k, 1) - at(k, 0)),
  ]),
  brokenWing: drawn(3, (s, r, k) => [
    leg(s, r, at(k, 0)),
    leg(-2 * s, r, at(k, 1)),
    leg(s, r, at(k, 2)),
  ]).filter(([a, b, c]) => strikeOf(b) - strikeOf(a) !== strikeOf(c) - strikeOf(b)),
  calendar: drawn(1, (s, r, k) => [leg(-s, r, at(k, 0)), leg(s, r, at(k, 0), BACK_EXPIRY)]),
  diagonal: fc
    .tuple(sign, right, strikes(2), fc.boolean())
    .map(([s, r, k, higher]) => [
      leg(-s, r, at(k, higher ? 1 : 0)),
      leg(s, r, at(k, higher ? 0 : 1), BACK_EXPIRY),
    ]),
  straddle: drawn(1, (s, _, k) => [leg(s, "put", at(k, 0)), leg(s, "call", at(k, 0))]),
  strangle: drawn(2, (s, _, k) => [leg(s, "put", at(k, 0)), leg(s, "call", at(k, 1))]),
  ratio: fc
    .tuple(sign, right, strikes(2), fc.constantFrom([1, 2], [1, 3], [2, 3], [2, 1], [3, 1], [3, 2]))
    .map(([s, r, k, [low = 1, high = 2]]) => [leg(s * low, r, at(k, 0)), leg(-s * high, r, at(k, 1))]),
  coveredCall: drawn(1, (_, __, k) => [shares(1), leg(-1, "call", at(k, 0))]),
  cashSecuredPut: drawn(1, (_, __, k) => [leg(-1, "put", at(k, 0))]),
  custom: customLegs,
};

function strikeOf(leg: SpreadLeg | undefined): number {
  return leg?.contract.kind === "option" ? leg.contract.strike : Number.NaN;
}

/** A possible price of a spread, both bounds among them; up to 200.00 beyond the one bound where there is no other. */
export function possiblePrice({ bounds }: Pick<Spread, "bounds">): fc.Arbitrary<Micros> {
  const from = bounds.from ?? (bounds.to ?? 0) - 200_000_000;
  const to = bounds.to ?? from + 200_000_000;
  const cents = fc.integer({ min: Math.ceil(from / 10_000), max: Math.floor(to / 10_000) });
  return fc.oneof(
    { weight: 8, arbitrary: cents.map((count) => micros(count * 10_000)) },
    { weight: 1, arbitrary: fc.constantFrom(micros(from), micros(to)) },
    { weight: 1, arbitrary: fc.integer({ min: from, max: to }).map(micros) },
  );
}

/** A spread of a kind with a possible price of it. */
export function pricedSpread(
  kind: StrategyKind,
): fc.Arbitrary<{ readonly spread: Spread; readonly price: Micros }> {
  return LEGS_OF_KIND[kind].chain((legs) => {
    const made = spread(...legs);
    return possiblePrice(made).map((price) => ({ spread: made, price }));
  });
}

/** Market inputs of a spread's legs: a week to a year to the front expiry, each leg at its own volatility. */
export function modelsOf({ legs, expiry }: Pick<Spread, "legs" | "expiry">): fc.Arbitrary<SpreadModel> {
  const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
  return fc
    .record({
      spot: between(550, 950),
      front: between(0.02, 1),
      behind: between(0.02, 1),
      rate: between(-0.01, 0.08),
      dividendYield: between(-0.01, 0.05),
      volatilities: fc.array(between(0.1, 0.9), { minLength: 4, maxLength: 4 }),
    })
    .map(({ spot, front, behind, rate, dividendYield, volatilities }) => ({
      spot,
      legs: legs.map(({ contract }, index) =>
        contract.kind === "stock"
          ? null
          : {
              years: contract.expiry === expiry ? front : front + behind,
              rate,
              dividendYield,
              volatility: volatilities[index] ?? Number.NaN,
            },
      ),
    }));
}
