const ITERATIONS_MAX = 60;

/** The same three numbers in every inner row of a tridiagonal matrix. */
export interface Rows {
  readonly lower: number;
  readonly diagonal: number;
  readonly upper: number;
}

/**
 * Solves `rows·values >= right`, `values >= obstacle`, one of them an equality at every inner node, by policy
 * iteration (R. Howard 1960; for this problem C. Reisinger and J. Witte, SIAM Journal on Financial Mathematics 3,
 * 2012): finite and exact for the M-matrices at hand. The first and last value are given and stay. `held` marks the
 * nodes at the obstacle; it comes in as a guess and goes out as the answer. Without an obstacle it solves the rows.
 */
export class ObstacleSolver {
  private readonly ratio: Float64Array;
  private readonly carried: Float64Array;

  constructor(count: number) {
    this.ratio = new Float64Array(count);
    this.carried = new Float64Array(count);
  }

  solve(
    rows: Rows,
    right: Float64Array,
    values: Float64Array,
    obstacle: Float64Array | null,
    held: Uint8Array,
  ): void {
    for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
      this.eliminate(rows, right, values, obstacle, held);
      if (obstacle === null || !this.revise(rows, right, values, obstacle, held)) return;
    }
    throw new Error("the exercise region has not settled");
  }

  /** Thomas's algorithm, with the obstacle in place of the row where it holds. */
  private eliminate(
    { lower, diagonal, upper }: Rows,
    right: Float64Array,
    values: Float64Array,
    obstacle: Float64Array | null,
    held: Uint8Array,
  ): void {
    const { ratio, carried } = this;
    const last = values.length - 1;
    ratio[0] = 0;
    carried[0] = values[0] as number;
    for (let node = 1; node < last; node += 1) {
      if (obstacle !== null && held[node] === 1) {
        ratio[node] = 0;
        carried[node] = obstacle[node] as number;
      } else {
        const pivot = 1 / (diagonal - lower * (ratio[node - 1] as number));
        ratio[node] = upper * pivot;
        carried[node] = ((right[node] as number) - lower * (carried[node - 1] as number)) * pivot;
      }
    }
    for (let node = last - 1; node > 0; node -= 1) {
      values[node] = (carried[node] as number) - (ratio[node] as number) * (values[node + 1] as number);
    }
  }

  /** Puts each node on the side that its value asks for; whether any changed. */
  private revise(
    { lower, diagonal, upper }: Rows,
    right: Float64Array,
    values: Float64Array,
    obstacle: Float64Array,
    held: Uint8Array,
  ): boolean {
    let changed = false;
    const last = values.length - 1;
    for (let node = 1; node < last; node += 1) {
      const excess =
        lower * (values[node - 1] as number) +
        diagonal * (values[node] as number) +
        upper * (values[node + 1] as number) -
        (right[node] as number);
      const floor = obstacle[node] as number;
      const slack = 1e-13 * (1 + floor);
      const stays = held[node] === 1 ? excess >= -slack : (values[node] as number) < floor - slack;
      const next = stays ? 1 : 0;
      if (next !== held[node]) {
        held[node] = next;
        changed = true;
      }
    }
    return changed;
  }
}
