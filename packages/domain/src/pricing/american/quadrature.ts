/** Nodes and weights of an integral over [-1, 1]. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const NEWTON_MAX = 100;

/**
 * The Gauss-Legendre rule of `count` points, exact for polynomials up to degree 2·count - 1: the roots of the Legendre
 * polynomial by Newton's method (M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 25.4.29).
 */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let x = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < NEWTON_MAX; step += 1) {
      let [previous, value] = [1, x];
      for (let degree = 2; degree <= count; degree += 1) {
        [previous, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree];
      }
      slope = (count * (x * value - previous)) / (x * x - 1);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[index] = x;
    weights[index] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The `degree` + 1 Chebyshev points of the second kind on [0, 1], from 0 to 1. */
export function chebyshevPoints(degree: number): Float64Array {
  return Float64Array.from(
    { length: degree + 1 },
    (_, index) => 0.5 - 0.5 * Math.cos((index * Math.PI) / degree),
  );
}

/**
 * Weights of the values at the Chebyshev points in the polynomial through them, evaluated at `x` (barycentric formula:
 * J.-P. Berrut and L. N. Trefethen, SIAM Review 46, 2004).
 */
export function interpolationWeights(points: Float64Array, x: number): Float64Array {
  const last = points.length - 1;
  const hit = points.indexOf(x);
  if (hit >= 0) return points.map((_, index) => (index === hit ? 1 : 0));
  let total = 0;
  const weights = points.map((point, index) => {
    const half = index === 0 || index === last ? 0.5 : 1;
    const weight = ((index % 2 === 0 ? 1 : -1) * half) / (x - point);
    total += weight;
    return weight;
  });
  return weights.map((weight) => weight / total);
}
