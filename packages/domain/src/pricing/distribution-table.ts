import { normalDensity, normalDistribution } from "./normal.ts";
import { butterflyFunction, type SviParameters, totalVariance, totalVarianceSlope } from "./smile/svi.ts";

/** Numbers a node of the table. */
export const NODE_WIDTH = 4;
const CELLS = 288;
/** The table ends where less than this is left beyond it. */
const TAIL_MAX = 1e-7;
const DEVIATIONS_MIN = 4;
const DEVIATIONS_MAX = 10;

/** Equally spaced nodes in `k = ln(level/forward)`. */
export interface DistributionTable {
  readonly low: number;
  readonly step: number;
  readonly cells: number;
  /** A node: P(S > level), its change a step, E[(S - level)+]/forward, its change a step. */
  readonly nodes: Float64Array;
}

/**
 * P(S > level) = -dC/dK of the undiscounted call, in closed form: `N(d2) - φ(d2)·w'/(2·sqrt(w))`.
 * Source: D. Breeden and R. Litzenberger, "Prices of State-Contingent Claims Implicit in Option Prices", Journal of
 * Business 51 (1978), 621-651, with the derivative of the smile taken in.
 */
export function exactSurvival(parameters: SviParameters, k: number): number {
  const root = Math.sqrt(totalVariance(parameters, k));
  const d2 = -k / root - root / 2;
  const value = normalDistribution(d2) - (normalDensity(d2) * totalVarianceSlope(parameters, k)) / (2 * root);
  return Math.min(1, Math.max(0, value));
}

/** E[(S - level)+]/forward by Black's formula at the smile's volatility of that level. */
export function exactCall(parameters: SviParameters, k: number): number {
  const root = Math.sqrt(totalVariance(parameters, k));
  const d1 = -k / root + root / 2;
  const value = normalDistribution(d1) - Math.exp(k) * normalDistribution(d1 - root);
  return Math.max(0, 1 - Math.exp(k), value);
}

function tableEnd(parameters: SviParameters, direction: 1 | -1): number {
  const deviation = Math.sqrt(totalVariance(parameters, 0));
  let deviations = DEVIATIONS_MIN;
  while (deviations < DEVIATIONS_MAX) {
    const above = exactSurvival(parameters, direction * deviations * deviation);
    if ((direction === 1 ? above : 1 - above) < TAIL_MAX) break;
    deviations += 1;
  }
  return direction * deviations * deviation;
}

/**
 * Slopes are cut to three times the smaller of both neighbouring chords, which keeps the interpolation monotone
 * (F. Fritsch and R. Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J. Numer. Anal. 17 (1980), 238-246).
 */
function keepMonotone(nodes: Float64Array, column: number): void {
  const at = (node: number) => nodes[node * NODE_WIDTH + column] as number;
  for (let node = 0; node <= CELLS; node += 1) {
    const before = node === 0 ? -Infinity : at(node) - at(node - 1);
    const after = node === CELLS ? -Infinity : at(node + 1) - at(node);
    const steepest = 3 * Math.min(0, Math.max(before, after));
    const slope = node * NODE_WIDTH + column + 1;
    nodes[slope] = Math.min(0, Math.max(nodes[slope] as number, steepest));
  }
}

/** The numbers of one node; the closed forms above with what they share worked out once. */
function fillNode(
  parameters: SviParameters,
  k: number,
  step: number,
  nodes: Float64Array,
  offset: number,
): void {
  const w = totalVariance(parameters, k);
  const root = Math.sqrt(w);
  const d2 = -k / root - root / 2;
  const level = Math.exp(k);
  const above = normalDistribution(d2);
  const gauss = normalDensity(d2);
  const survival = above - (gauss * totalVarianceSlope(parameters, k)) / (2 * root);
  nodes[offset] = Math.min(1, Math.max(0, survival));
  nodes[offset + 1] = ((-gauss * butterflyFunction(parameters, k)) / root) * step;
  nodes[offset + 2] = Math.max(0, 1 - level, normalDistribution(d2 + root) - level * above);
  nodes[offset + 3] = -level * survival * step;
}

/** Tabulates the distribution of a smile without butterfly arbitrage. */
export function tabulate(parameters: SviParameters): DistributionTable {
  const low = tableEnd(parameters, -1);
  const step = (tableEnd(parameters, 1) - low) / CELLS;
  const nodes = new Float64Array((CELLS + 1) * NODE_WIDTH);
  for (let node = 0; node <= CELLS; node += 1)
    fillNode(parameters, low + node * step, step, nodes, node * NODE_WIDTH);
  keepMonotone(nodes, 0);
  keepMonotone(nodes, 2);
  return { low, step, cells: CELLS, nodes };
}

/** Cubic Hermite interpolation of one column, or NaN outside of the table. */
export function interpolate(
  { low, step, cells, nodes }: DistributionTable,
  column: 0 | 2,
  k: number,
): number {
  const place = (k - low) / step;
  if (!(place >= 0 && place < cells)) return Number.NaN;
  const cell = Math.floor(place);
  const t = place - cell;
  const offset = cell * NODE_WIDTH + column;
  const y0 = nodes[offset] as number;
  const d0 = nodes[offset + 1] as number;
  const rise = (nodes[offset + NODE_WIDTH] as number) - y0;
  const d1 = nodes[offset + NODE_WIDTH + 1] as number;
  return y0 + t * (d0 + t * (3 * rise - 2 * d0 - d1 + t * (d0 + d1 - 2 * rise)));
}
