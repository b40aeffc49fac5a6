/**
 * A proof that a slice has no butterfly arbitrage at any strike, not only at those of a grid.
 *
 * With `k = m + sigma·(u - 1/u)/2` for u above 0, all of w, w' and w'' are rational in u, and Durrleman's condition
 * `g(k) >= 0` becomes `G(u) >= 0` for a polynomial of degree 10:
 * `G = E·(2WE - KD)² - D²·E·(uW + W²/4) + 8(P + Q)·u³·W²/sigma`, where `W = u·w = a·u + sigma·(P·u² + Q)/2`,
 * `K = u·k`, `D = P·u² - Q`, `E = u² + 1`, and P and Q are the slopes of the right and left wing. On `u = s/(1 - s)` its
 * Bernstein coefficients are its own divided by binomials; halving the interval (de Casteljau) makes them converge to
 * the values, so that they prove the sign (G. Farouki, "The Bernstein polynomial basis: a centennial retrospective",
 * Computer Aided Geometric Design 29 (2012), 379-419).
 */
const DEGREE = 10;
const SIZE = DEGREE + 1;
const BINOMIALS = Float64Array.of(1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1);
const DEPTH_MAX = 20;
/** What these do not prove is too close to arbitrage to be worth more. */
const HALVINGS_MAX = 40;

/** Room for one polynomial at each depth of halving, and one for its right half. */
const stack = new Float64Array((DEPTH_MAX + 2) * SIZE);
const quartic = new Float64Array(5);
const squares = new Float64Array(5);
let halvings = 0;

/** The coefficients of G into the first row of the stack, already divided by the binomials. */
function fillPolynomial(a: number, right: number, left: number, m: number, sigma: number): void {
  const half = sigma / 2;
  const w0 = half * left;
  const w2 = half * right;
  // 2·W·E - K·D, with W = w0 + a·u + w2·u², K = -half + m·u + half·u², D = -left + right·u².
  quartic[0] = 2 * w0 - half * left;
  quartic[1] = 2 * a + m * left;
  quartic[2] = 2 * (w0 + w2) + half * left + half * right;
  quartic[3] = 2 * a - m * right;
  quartic[4] = 2 * w2 - half * right;
  squares[0] = w0 * w0;
  squares[1] = 2 * w0 * a;
  squares[2] = a * a + 2 * w0 * w2;
  squares[3] = 2 * a * w2;
  squares[4] = w2 * w2;
  stack.fill(0, 0, SIZE);
  for (let i = 0; i < 5; i += 1) {
    const factor = quartic[i] as number;
    for (let j = 0; j < 5; j += 1) add(i + j, factor * (quartic[j] as number));
    // u·W + W²/4, times D².
    const shifted = i === 1 ? w0 : i === 2 ? a : i === 3 ? w2 : 0;
    const value = shifted + (squares[i] as number) / 4;
    add(i, -value * left * left);
    add(i + 2, 2 * value * left * right);
    add(i + 4, -value * right * right);
  }
  // Times E: from above, so that each coefficient is read before it changes.
  for (let power = DEGREE; power >= 2; power -= 1) add(power, stack[power - 2] as number);
  const convexity = (8 * (right + left)) / sigma;
  for (let power = 0; power < 5; power += 1) add(power + 3, convexity * (squares[power] as number));
  for (let power = 0; power < SIZE; power += 1)
    stack[power] = (stack[power] as number) / (BINOMIALS[power] as number);
}

function add(power: number, value: number): void {
  stack[power] = (stack[power] as number) + value;
}

/** Halves the polynomial at `row` in place: its left half stays, its right half goes to the next row. */
function halve(row: number): void {
  const from = row * SIZE;
  const to = from + SIZE;
  for (let level = 0; level < SIZE; level += 1) {
    stack[to + DEGREE - level] = stack[from + DEGREE] as number;
    for (let index = DEGREE; index > level; index -= 1)
      stack[from + index] = 0.5 * ((stack[from + index] as number) + (stack[from + index - 1] as number));
  }
}

/** Whether the polynomial at `row` is proved not to go below 0 on its interval. */
function isProved(row: number, depth: number): boolean {
  const from = row * SIZE;
  if ((stack[from] as number) < 0 || (stack[from + DEGREE] as number) < 0) return false;
  let isPositive = true;
  for (let index = 1; index < DEGREE; index += 1) isPositive &&= (stack[from + index] as number) >= 0;
  if (isPositive) return true;
  if (depth === DEPTH_MAX || halvings === HALVINGS_MAX) return false;
  halvings += 1;
  halve(row);
  return isProved(row + 1, depth + 1) && isProved(row, depth + 1);
}

/**
 * Whether the slice `w(k) = a + right·(R + x)/2 + left·(R - x)/2`, `x = k - m`, `R = sqrt(x² + sigma²)`, is proved to be
 * free of butterfly arbitrage. That includes a total variance above 0 everywhere and wings less steep than 2 (R. Lee, "The
 * Moment Formula for Implied Volatility at Extreme Strikes", Mathematical Finance 14 (2004), 469-480). A false may be a
 * slice so close to arbitrage that doubles cannot tell.
 */
export function isButterflyFree(a: number, right: number, left: number, m: number, sigma: number): boolean {
  if (!(right >= 0 && right < 2 && left >= 0 && left < 2)) return false;
  if (!(a + sigma * Math.sqrt(right * left) > 0)) return false;
  if (right === 0 && left === 0) return true;
  if (!(sigma > 0)) return false;
  fillPolynomial(a, right, left, m, sigma);
  halvings = 0;
  return isProved(0, 0);
}
