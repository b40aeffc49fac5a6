import { chebyshevPoints, gaussLegendre, interpolationWeights } from "./quadrature.ts";

/** How finely the exercise boundary and the premium are computed. */
export interface SchemeSize {
  /** Degree of the polynomial through the boundary (n of the paper). */
  readonly degree: number;
  /** Quadrature points of each fixed-point equation (l). */
  readonly points: number;
  /** Most fixed-point iterations (m); fewer when the boundary has settled. */
  readonly iterationsMax: number;
  /** Largest change of ln(boundary) that counts as settled. */
  readonly settled: number;
  /** Quadrature points of the premium (p). */
  readonly premiumPoints: number;
}

/**
 * All of the method that depends on sizes alone. With time as `x = sqrt(τ/τmax)` in [0, 1], the boundary at any
 * quadrature point is a fixed linear combination of its values at the nodes, whatever the rates and the volatility:
 * the combinations are made once and an iteration is a product of matrix and vector.
 */
export interface Scheme extends SchemeSize {
  /** Chebyshev points in x, `degree` + 1 of them from 0 to 1. */
  readonly nodes: Float64Array;
  readonly rule: AngleRule;
  readonly premiumRule: AngleRule;
  /** Row (node - 1)·points + point: weights of the nodes' values at that point's time. */
  readonly interpolation: Float64Array;
  /** Row `point`: the same for the premium's points. */
  readonly premiumInterpolation: Float64Array;
}

/**
 * A rule over the time τ before a node, as angles: `elapsed = τ·sin²θ` since expiry, `left = τ·cos²θ` to the node. The
 * paper substitutes the square root of the time left (section 4.2), which leaves a root singularity where the boundary
 * starts, for tanh-sinh quadrature to swallow; with the angle both square roots are smooth, and Gauss-Legendre suffices.
 */
export interface AngleRule {
  /** sqrt(elapsed/τ). */
  readonly sine: Float64Array;
  /** sqrt(left/τ). */
  readonly cosine: Float64Array;
  /** d(elapsed)/τ. */
  readonly weights: Float64Array;
}

function angleRule(count: number): AngleRule {
  const rule = gaussLegendre(count);
  const angles = rule.nodes.map((node) => ((1 + node) * Math.PI) / 4);
  return {
    sine: angles.map((angle) => Math.sin(angle)),
    cosine: angles.map((angle) => Math.cos(angle)),
    weights: angles.map((angle, index) => ((rule.weights[index] ?? 0) * Math.PI * Math.sin(2 * angle)) / 4),
  };
}

export function makeScheme(size: SchemeSize): Scheme {
  const nodes = chebyshevPoints(size.degree);
  const rule = angleRule(size.points);
  const premiumRule = angleRule(size.premiumPoints);
  const width = nodes.length;
  const interpolation = new Float64Array(size.degree * size.points * width);
  for (let node = 1; node <= size.degree; node += 1) {
    rule.sine.forEach((sine, point) => {
      const weights = interpolationWeights(nodes, (nodes[node] ?? 1) * sine);
      interpolation.set(weights, ((node - 1) * size.points + point) * width);
    });
  }
  const premiumInterpolation = new Float64Array(size.premiumPoints * width);
  premiumRule.sine.forEach((sine, point) => {
    premiumInterpolation.set(interpolationWeights(nodes, sine), point * width);
  });
  return { ...size, nodes, rule, premiumRule, interpolation, premiumInterpolation };
}
