/**
 * Taylor polynomials of the Mills ratio Y(z) = N(z)/φ(z) about every sixteenth from `MILLS_FROM` to `MILLS_TO`.
 *
 * Y solves Y' = 1 + z·Y, so that its Taylor coefficients c follow c₁ = 1 + z·c₀ and (n+1)·cₙ₊₁ = cₙ₋₁ + z·cₙ. The first
 * value comes from Laplace's continued fraction (Abramowitz and Stegun 26.2.14), each next one from the polynomial
 * before it. Going up is the stable direction: an error shrinks like exp(z²/2) against the solution. All in fixed point
 * of 96 binary digits, so that what is kept is rounded once.
 */
export const MILLS_FROM = -12.5;
export const MILLS_TO = 1.5;
export const NODES_PER_UNIT = 16;
/** Degree 9: what is left out is below 1e-17 of Y and 1e-16 of Y'. */
export const COEFFICIENTS = 10;

const NODE_BITS = 4n;
const BITS = 96n;
const ONE = 1n << BITS;
/** Terms of the steps from node to node: at a sixteenth each gives four more binary digits, and more. */
const TERMS = 22;
const FRACTION_DEPTH = 120n;

function firstValue(): bigint {
  const distance = (BigInt(-MILLS_FROM * NODES_PER_UNIT) << BITS) >> NODE_BITS;
  let fraction = distance;
  for (let depth = FRACTION_DEPTH; depth >= 1n; depth -= 1n)
    fraction = distance + (depth << (2n * BITS)) / fraction;
  return (ONE << BITS) / fraction;
}

/** Coefficients c₀ to c₉ of each node in turn. */
export function millsTable(): Float64Array {
  const nodes = (MILLS_TO - MILLS_FROM) * NODES_PER_UNIT + 1;
  const table = new Float64Array(nodes * COEFFICIENTS);
  let value = firstValue();
  for (let node = 0; node < nodes; node += 1) {
    const sixteenths = BigInt(node + MILLS_FROM * NODES_PER_UNIT);
    let before = value;
    let coefficient = ONE + ((sixteenths * value) >> NODE_BITS);
    let sum = value;
    table[node * COEFFICIENTS] = Number(value) / Number(ONE);
    for (let n = 1; n <= TERMS; n += 1) {
      if (n < COEFFICIENTS) table[node * COEFFICIENTS + n] = Number(coefficient) / Number(ONE);
      sum += coefficient >> (NODE_BITS * BigInt(n));
      const next = (before + ((sixteenths * coefficient) >> NODE_BITS)) / BigInt(n + 1);
      before = coefficient;
      coefficient = next;
    }
    value = sum;
  }
  return table;
}
