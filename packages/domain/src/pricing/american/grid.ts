/** Spots that rise by a constant factor, today's among them. */
export interface LogGrid {
  readonly spots: Float64Array;
  /** Of ln(spot). */
  readonly step: number;
  /** Index of today's spot. */
  readonly centre: number;
}

/** A grid of about `cells` cells that reaches `below` and `above` (above 0) of ln(spot). */
export function logGrid(spot: number, below: number, above: number, cells: number): LogGrid {
  const step = (below + above) / cells;
  const centre = Math.ceil(below / step);
  const spots = new Float64Array(centre + Math.ceil(above / step) + 1);
  for (let index = 0; index < spots.length; index += 1)
    spots[index] = spot * Math.exp((index - centre) * step);
  return { spots, step, centre };
}

/**
 * The payoff at the nodes, at the one whose cell holds the kink its mean over that cell: where the kink lies between
 * two nodes then makes no difference (D. Pooley, K. Vetzal and P. Forsyth, Journal of Computational Finance 6, 2003).
 */
export function smoothedPayoff({ spots, step }: LogGrid, sign: 1 | -1, strike: number): Float64Array {
  const half = step / 2;
  return spots.map((spot) => {
    const offset = Math.log(strike / spot);
    if (Math.abs(offset) >= half) return Math.max(0, sign * (spot - strike));
    return (spot * Math.exp(sign * half) - strike - sign * strike * (half - sign * offset)) / step;
  });
}

/** The value at `spot` between the nodes, by the cubic through the four nearest ones. `spot` must lie on the grid. */
export function interpolate({ spots, step }: LogGrid, values: Float64Array, spot: number): number {
  const position = Math.log(spot / (spots[0] as number)) / step;
  const first = Math.min(Math.max(Math.floor(position) - 1, 0), values.length - 4);
  const x = position - first;
  const [v0, v1, v2, v3] = [first, first + 1, first + 2, first + 3].map(
    (index) => values[index] as number,
  ) as [number, number, number, number];
  return (
    (-v0 * (x - 1) * (x - 2) * (x - 3)) / 6 +
    (v1 * x * (x - 2) * (x - 3)) / 2 -
    (v2 * x * (x - 1) * (x - 3)) / 2 +
    (v3 * x * (x - 1) * (x - 2)) / 6
  );
}
