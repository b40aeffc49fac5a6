import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isButterflyFree } from "./butterfly.ts";
import { butterflyFunction, calendarViolation, fitSmile, type Smile, smileVolatility } from "./index.ts";
import { type SviParameters, totalVariance, totalVarianceCurvature, totalVarianceSlope } from "./svi.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Slices of any shape, in units of the expiry's deviation. */
const slices = fc
  .record({
    deviation: between(0.01, 0.8),
    b: between(0.02, 1.2),
    rho: between(-0.98, 0.98),
    m: between(-1, 1),
    sigma: between(0.05, 2),
    level: between(0.2, 1),
  })
  .map(({ deviation, b, rho, m, sigma, level }): SviParameters => {
    const wing = b * deviation;
    const bend = sigma * deviation;
    const a = deviation * deviation * level - wing * bend * Math.sqrt(1 - rho * rho);
    return { a, b: wing, rho, m: m * deviation, sigma: bend };
  });

function isFree({ a, b, rho, m, sigma }: SviParameters): boolean {
  return isButterflyFree(a, b * (1 + rho), b * (1 - rho), m, sigma);
}

/** The least of g over places that lie densely around `m` and reach far beyond any strike. */
function leastButterfly(parameters: SviParameters): number {
  let least = Infinity;
  for (let place = -11; place <= 11; place += 0.1) {
    const k = parameters.m + (parameters.sigma === 0 ? 1 : parameters.sigma) * Math.sinh(place);
    least = Math.min(least, butterflyFunction(parameters, k));
  }
  return least;
}

function fitted(input: Parameters<typeof fitSmile>[0]): Smile {
  const result = fitSmile(input);
  if (result.kind === "failed") throw new Error(result.reason);
  return result.smile;
}

function pointsOf(parameters: SviParameters, forward: number, years: number, count: number) {
  const deviation = Math.sqrt(totalVariance(parameters, 0));
  return Array.from({ length: count }, (_, index) => {
    const k = deviation * (-4 + (7 * index) / (count - 1));
    const volatility = Math.sqrt(totalVariance(parameters, k) / years);
    return { strike: forward * Math.exp(k), volatility, weight: 1 };
  });
}

describe("SVI slice", () => {
  it("has the slope and curvature of its differences", () => {
    fc.assert(
      fc.property(slices, between(-2, 2), (parameters, k) => {
        const h = 1e-4 * parameters.sigma;
        const at = (x: number) => totalVariance(parameters, x);
        const scale = parameters.b / parameters.sigma;
        const slope = (at(k + h) - at(k - h)) / (2 * h);
        expect(Math.abs(totalVarianceSlope(parameters, k) - slope)).toBeLessThan(1e-6 * parameters.b + 1e-9);
        const curvature =
          (totalVarianceSlope(parameters, k + h) - totalVarianceSlope(parameters, k - h)) / (2 * h);
        expect(Math.abs(totalVarianceCurvature(parameters, k) - curvature)).toBeLessThan(1e-6 * scale + 1e-9);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is proved free of butterflies only where Durrleman's function is nowhere below 0", () => {
    let [free, near] = [0, 0];
    fc.assert(
      fc.property(slices, (parameters) => {
        const least = leastButterfly(parameters);
        if (isFree(parameters)) {
          free += 1;
          expect(least).toBeGreaterThan(-1e-9);
        } else if (least > 1e-3 && parameters.b * (1 + Math.abs(parameters.rho)) < 2) near += 1;
      }),
      { numRuns: 100_000, seed: 4 },
    );
    expect(free).toBeGreaterThan(25_000);
    expect(near).toBeLessThan(50);
  });

  it("knows the published slice with an arbitrage that looks harmless", () => {
    // A. Vogt's example, Gatheral and Jacquier 2014, section 3.
    const vogt = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, sigma: 0.4153 };
    expect(leastButterfly(vogt)).toBeLessThan(-0.01);
    expect(isFree(vogt)).toBe(false);
  });
});

describe("fit of a smile", () => {
  it("finds an arbitrage-free slice again, to 1e-6 of its volatilities", () => {
    let recovered = 0;
    fc.assert(
      fc.property(slices, between(0.01, 2), fc.integer({ min: 12, max: 60 }), (parameters, years, count) => {
        const steepest = parameters.b * (1 + Math.abs(parameters.rho));
        // A sharper bend is not looked for.
        fc.pre(parameters.sigma > 0.3 * Math.sqrt(totalVariance(parameters, 0)));
        fc.pre(isFree(parameters) && steepest < 1.9 && leastButterfly(parameters) > 1e-3);
        recovered += 1;
        const points = pointsOf(parameters, 100, years, count);
        const smile = fitted({ forward: 100, years, points });
        const atTheMoney = Math.sqrt(totalVariance(parameters, 0) / years);
        expect(smile.maxError).toBeLessThan(1e-6 * atTheMoney);
        for (const { strike, volatility } of points)
          expect(Math.abs(smileVolatility(smile, strike) - volatility)).toBeLessThanOrEqual(
            smile.maxError + 1e-12,
          );
      }),
      { numRuns: 2_000, seed: 11 },
    );
    expect(recovered).toBe(2_000);
  });

  const curve = { a: 0.01, b: 0.1, rho: -0.4, m: 0.02, sigma: 0.15 };

  it("is free of butterflies and of a mean that is not the forward, whatever the points are", () => {
    const points = fc.array(
      fc.record({ strike: between(20, 500), volatility: between(0.01, 3), weight: between(1e-3, 1e3) }),
      { minLength: 5, maxLength: 12 },
    );
    let smiles = 0;
    fc.assert(
      fc.property(points, between(1e-4, 3), between(0.02, 1), (wild, years, tamed) => {
        const mean = wild.reduce((sum, { volatility }) => sum + volatility, 0) / wild.length;
        const calmer = wild.map(({ strike, volatility, weight }) => {
          return { strike, volatility: mean + tamed * (volatility - mean), weight };
        });
        const result = fitSmile({ forward: 100, years, points: calmer });
        if (result.kind === "failed") return;
        smiles += 1;
        const { parameters } = result.smile;
        expect(leastButterfly(parameters)).toBeGreaterThan(-1e-9);
        expect(parameters.b * (1 + Math.abs(parameters.rho))).toBeLessThan(1.9 + 1e-9);
        expect(result.smile.rmsError).toBeLessThanOrEqual(result.smile.maxError * (1 + 1e-12));
      }),
      { numRuns: 3_000, seed: 5 },
    );
    expect(smiles).toBeGreaterThan(1_500);
  });

  it("does not depend on the order of the points, nor on the unit of the weights", () => {
    const points = pointsOf(curve, 750, 0.4, 21).map(({ strike, volatility }, index) => {
      return { strike, volatility: volatility + 0.01 * Math.sin(index * index), weight: 1 + (index % 3) };
    });
    const smile = fitted({ forward: 750, years: 0.4, points });
    expect(fitted({ forward: 750, years: 0.4, points: points.toReversed() })).toEqual(smile);
    const heavier = points.map(({ strike, volatility, weight }) => {
      return { strike, volatility, weight: weight * 4 };
    });
    expect(fitted({ forward: 750, years: 0.4, points: heavier }).parameters).toEqual(smile.parameters);
    expect(smile.rmsError).toBeGreaterThan(0.001);
    expect(smile.maxError).toBeGreaterThan(smile.rmsError);
  });

  it("says why there is no smile", () => {
    const points = pointsOf(curve, 100, 1, 9);
    const reasonOf = (change: Partial<Parameters<typeof fitSmile>[0]>) => {
      const result = fitSmile({ forward: 100, years: 1, points, ...change });
      return result.kind === "failed" ? result.reason : null;
    };
    expect(reasonOf({})).toBeNull();
    expect(reasonOf({ forward: Number.NaN })).toBe("bad-forward");
    expect(reasonOf({ years: 0 })).toBe("bad-years");
    expect(reasonOf({ points: [...points, { strike: 100, volatility: -1, weight: 1 }] })).toBe("bad-point");
    expect(reasonOf({ points: points.slice(0, 4) })).toBe("too-few-points");
    const wild = points.map(({ strike, weight }, index) => {
      return { strike, volatility: index % 2 === 0 ? 0.05 : 2, weight };
    });
    expect(reasonOf({ points: wild })).toBe("arbitrage");
  });
});

describe("calendar of two smiles", () => {
  const near = fitted({ forward: 100, years: 0.25, points: pointsOf(curveOf(0.04), 100, 0.25, 15) });

  function curveOf(a: number): SviParameters {
    return { a, b: 0.05, rho: -0.3, m: 0, sigma: 0.1 };
  }

  it("is free of arbitrage when total variance rises", () => {
    const far = fitted({ forward: 101, years: 0.5, points: pointsOf(curveOf(0.05), 101, 0.5, 15) });
    expect(calendarViolation(near, far)).toBeNull();
    expect(() => calendarViolation(far, near)).toThrow("not earlier");
  });

  it("is told by its volatility gap where it falls", () => {
    const far = fitted({ forward: 101, years: 0.5, points: pointsOf(curveOf(0.03), 101, 0.5, 15) });
    const violation = calendarViolation(near, far);
    expect(violation?.volatilityGap).toBeGreaterThan(0.01);
  });
});
