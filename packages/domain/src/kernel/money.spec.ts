import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMicros,
  formatMicros,
  isOnTick,
  type Micros,
  micros,
  microsFromNumber,
  microsToNumber,
  parseMicros,
  scaleMicros,
  subtractMicros,
  toTick,
} from "./money.ts";

const amounts: fc.Arbitrary<Micros> = fc.integer({ min: -1e14, max: 1e14 }).map((count) => micros(count));
const ticks = fc.constantFrom(100, 5_000, 10_000, 50_000, 100_000).map((count) => micros(count));

describe("money", () => {
  it("refuses what is no whole number of millionths", () => {
    for (const bad of [Number.NaN, Infinity, 0.5, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => micros(bad), String(bad)).toThrow(RangeError);
    }
    expect(() => microsFromNumber(Number.NaN)).toThrow(RangeError);
    expect(() => microsFromNumber(1e10)).toThrow(RangeError);
    expect(() => scaleMicros(micros(1), 0.5)).toThrow(RangeError);
    expect(() => addMicros(micros(Number.MAX_SAFE_INTEGER), micros(1))).toThrow(RangeError);
  });

  it("has no negative zero", () => {
    expect(Object.is(micros(-0), 0)).toBe(true);
    expect(Object.is(microsFromNumber(-1e-9), 0)).toBe(true);
    expect(Object.is(scaleMicros(micros(0), -3), 0)).toBe(true);
    expect(Object.is(parseMicros("-0"), 0)).toBe(true);
    expect(Object.is(toTick(micros(-1), micros(10_000), "up"), 0)).toBe(true);
  });

  it("reads gateway doubles to the nearest millionth", () => {
    expect(microsFromNumber(1.35)).toBe(1_350_000);
    expect(microsFromNumber(0.1 + 0.2)).toBe(300_000);
    expect(microsFromNumber(-0.0525)).toBe(-52_500);
  });

  it("parses plain decimals only", () => {
    expect(parseMicros("1.35")).toBe(1_350_000);
    expect(parseMicros("-0.05")).toBe(-50_000);
    expect(parseMicros("1200")).toBe(1_200_000_000);
    for (const bad of [
      "",
      " 1",
      "1e3",
      "1,200",
      ".5",
      "1.",
      "+1",
      "NaN",
      "0x10",
      "1.2345678",
      "12345678901",
      "1.35\n",
    ]) {
      expect(parseMicros(bad), JSON.stringify(bad)).toBeNull();
    }
  });

  it("gives back what it printed", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 6 }), (amount, decimals) => {
        expect(parseMicros(formatMicros(amount, decimals))).toBe(amount);
        expect(microsFromNumber(microsToNumber(amount))).toBe(amount);
      }),
    );
    expect(formatMicros(micros(1_350_000))).toBe("1.35");
    expect(formatMicros(micros(-52_500))).toBe("-0.0525");
    expect(formatMicros(micros(745_000_000), 0)).toBe("745");
    expect(formatMicros(micros(2_500_000), 0)).toBe("2.5");
    expect(formatMicros(micros(1))).toBe("0.000001");
  });

  it("adds and subtracts without loss", () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(subtractMicros(addMicros(a, b), b)).toBe(a);
      }),
    );
  });

  it("moves a price to its tick in the asked direction, by less than one tick", () => {
    fc.assert(
      fc.property(amounts, ticks, (price, tick) => {
        const [down, up, nearest] = [
          toTick(price, tick, "down"),
          toTick(price, tick, "up"),
          toTick(price, tick, "nearest"),
        ];
        for (const moved of [down, up, nearest]) expect(isOnTick(moved, tick)).toBe(true);
        expect(down <= price && price <= up).toBe(true);
        expect(up - down).toBe(isOnTick(price, tick) ? 0 : tick);
        expect(Math.abs(nearest - price) * 2).toBeLessThanOrEqual(tick);
      }),
    );
    expect(toTick(micros(-1_355_000), micros(10_000), "down")).toBe(-1_360_000);
    expect(toTick(micros(1_355_000), micros(10_000), "nearest")).toBe(1_360_000);
    expect(() => toTick(micros(1), micros(0), "down")).toThrow(RangeError);
    expect(() => isOnTick(micros(1), micros(-1))).toThrow(RangeError);
  });
});
