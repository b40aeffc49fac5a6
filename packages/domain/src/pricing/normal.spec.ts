import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { millsRatio, millsSlope } from "./mills-ratio.ts";
import { normalDistribution, tailQuantile } from "./normal.ts";

/** Computed with 40 digits. */
const NORMAL: readonly [x: number, value: number][] = [
  [-38, 2.88542835e-316],
  [-37, 5.725571222524577e-300],
  [-30, 4.906713927148187e-198],
  [-25, 3.056696706382561e-138],
  [-20, 2.7536241186062337e-89],
  [-15, 3.670966199312751e-51],
  [-12.5, 3.732564298877713e-36],
  [-12, 1.776482112077679e-33],
  [-8, 6.220960574271784e-16],
  [-6.5, 4.016000583859118e-11],
  [-5, 2.866515718791939e-7],
  [-4, 3.1671241833119924e-5],
  [-3, 0.0013498980316300946],
  [-2, 0.02275013194817921],
  [-1.5, 0.06680720126885807],
  [-1, 0.15865525393145705],
  [-0.7, 0.24196365222307303],
  [-0.3, 0.3820885778110474],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [1e-8, 0.5000000039894228],
  [0.25, 0.5987063256829237],
  [0.7, 0.758036347776927],
  [1, 0.8413447460685429],
  [1.5, 0.9331927987311419],
  [2, 0.9772498680518208],
  [3, 0.9986501019683699],
  [5, 0.9999997133484281],
  [8, 0.9999999999999993],
];
/** Y and Y', computed with 50 digits. */
const MILLS: readonly [z: number, ratio: number, slope: number][] = [
  [-38, 0.026297602974252963, 0.0006910869783873536],
  [-20, 0.04987592598183679, 0.002481480363264327],
  [-12.6, 0.07887433470967538, 0.006183382658090265],
  [-12.5, 0.07949752916111721, 0.006280885486034846],
  [-12.46, 0.07974955622084562, 0.0063205294882634575],
  [-9.97, 0.09932086970225926, 0.009770929068475088],
  [-6.03, 0.16160921166161765, 0.0254964536804456],
  [-3.031, 0.30193908161808486, 0.08482264361558477],
  [-2, 0.4213692292880545, 0.15726154142389107],
  [-1.1, 0.6227436548688335, 0.3149819796442831],
  [-0.5, 0.8763644564536923, 0.5618177717731538],
  [-0.03, 1.2238692539741771, 0.9632839223807746],
  [0, 1.2533141373155003, 1.0],
  [0.031, 1.2849264317066027, 1.0398327193829047],
  [0.5, 1.9640174953579939, 1.982008747678997],
  [1.02, 3.5682064876609916, 4.639570617414211],
  [1.5, 7.205143007274779, 11.807714510912168],
];

describe("normal distribution", () => {
  it("keeps relative accuracy in the tails, to the last digits that a double has there", () => {
    for (const [x, value] of NORMAL) {
      const tolerance = 1e-15 * value + Number.MIN_VALUE;
      expect(Math.abs(normalDistribution(x) - value), `N(${x})`).toBeLessThanOrEqual(tolerance);
    }
    expect(normalDistribution(-Infinity)).toBe(0);
    expect(normalDistribution(Infinity)).toBe(1);
    expect(normalDistribution(Number.NaN)).toBeNaN();
  });

  it("is symmetric: N(x) + N(-x) is 1", () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
        expect(Math.abs(normalDistribution(x) + normalDistribution(-x) - 1)).toBeLessThan(4e-16);
      }),
    );
  });

  it("never falls as its argument rises, across the seams of the polynomials too", () => {
    const steps = fc.double({ min: 1e-9, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -14, max: 8, noNaN: true }), steps, (x, step) => {
        expect(normalDistribution(x + step)).toBeGreaterThanOrEqual(normalDistribution(x));
      }),
    );
  });

  it("has a quantile good enough for a guess", () => {
    for (let x = -23; x <= -0.4; x += 0.05)
      expect(Math.abs(tailQuantile(Math.log(normalDistribution(x))) / -x - 1), `${x}`).toBeLessThan(4e-7);
  });
});

describe("Mills ratio", () => {
  it("is that of the normal distribution to the last digits, and so is its slope", () => {
    for (const [z, ratio, slope] of MILLS) {
      expect(Math.abs(millsRatio(z) / ratio - 1), `Y(${z})`).toBeLessThan(3e-16);
      if (z >= -12.5 && z <= 0) expect(Math.abs(millsSlope(z) / slope - 1), `Y'(${z})`).toBeLessThan(4.5e-16);
    }
    expect(millsRatio(Number.NaN)).toBeNaN();
    expect(millsRatio(-Infinity)).toBe(0);
  });
});
