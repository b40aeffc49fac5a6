import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { erf, erfc, erfcx, normalDistribution } from "./normal.ts";

/** Computed with 40 digits. */
const ERFC: readonly [x: number, value: number][] = [
  [-3, 1.9999779095030015],
  [-0.5, 1.5204998778130465],
  [-0.1, 1.1124629160182848],
  [0, 1.0],
  [1e-8, 0.9999999887162083],
  [0.25, 0.7236736098317631],
  [0.46875, 0.507386526782062],
  [0.46876, 0.5073774688931535],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047266],
  [3.5, 7.430983723414128e-7],
  [4, 1.541725790028002e-8],
  [4.0001, 1.5404564743590145e-8],
  [6, 2.1519736712498913e-17],
  [10, 2.088487583762545e-45],
  [15, 7.212994172451207e-100],
  [20, 5.395865611607901e-176],
  [26, 5.663192408856143e-296],
];
const NORMAL: readonly [x: number, value: number][] = [
  [-38, 2.88542835e-316],
  [-30, 4.906713927148187e-198],
  [-20, 2.7536241186062337e-89],
  [-12, 1.776482112077679e-33],
  [-8, 6.220960574271784e-16],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-1.5, 0.06680720126885807],
  [-1, 0.15865525393145705],
  [-0.3, 0.3820885778110474],
  [0, 0.5],
  [0.7, 0.758036347776927],
  [2, 0.9772498680518208],
  [5, 0.9999997133484281],
];

describe("normal distribution", () => {
  it("keeps relative accuracy in the tails", () => {
    for (const [x, value] of ERFC) expect(Math.abs(erfc(x) / value - 1), `erfc(${x})`).toBeLessThan(2e-15);
    for (const [x, value] of NORMAL)
      expect(Math.abs(normalDistribution(x) / value - 1), `N(${x})`).toBeLessThan(1e-13);
  });

  it("is symmetric: N(x) + N(-x) is 1", () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
        expect(Math.abs(normalDistribution(x) + normalDistribution(-x) - 1)).toBeLessThan(4e-16);
      }),
    );
  });

  it("never falls as its argument rises, across the seams of the approximations too", () => {
    const steps = fc.double({ min: 1e-9, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), steps, (x, step) => {
        expect(normalDistribution(x + step)).toBeGreaterThanOrEqual(normalDistribution(x));
      }),
    );
  });

  it("agrees between its three forms", () => {
    for (let x = -4; x <= 6; x += 0.03125) {
      expect(erf(x) + erfc(x)).toBeCloseTo(1, 14);
      expect(Math.abs((erfcx(x) * Math.exp(-x * x)) / erfc(x) - 1)).toBeLessThan(1e-13);
    }
  });
});
