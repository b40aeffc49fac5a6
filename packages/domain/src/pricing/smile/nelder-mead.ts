export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A point of the plane and its value. */
interface Vertex extends Place {
  readonly value: number;
}

interface PlaneMinimum extends Vertex {
  readonly settled: boolean;
  readonly evaluations: number;
}

/**
 * The minimum near a point by the simplex method in two dimensions, deterministic and without derivatives
 * (J. Nelder and R. Mead, Computer Journal 7 (1965), 308-313). `f` is told what it has to be below to count, and may
 * be Infinity where it is not. Settled when the three vertices lie within `tolerance` of one another and their values
 * within `relativeTolerance` of the best, or within `absoluteTolerance`.
 */
export function minimiseInPlane(
  f: (x: number, y: number, below: number) => number,
  start: Place,
  options: {
    step: number;
    tolerance: number;
    relativeTolerance: number;
    absoluteTolerance: number;
    evaluationsMax: number;
  },
): PlaneMinimum {
  let evaluations = 0;
  const at = (x: number, y: number, below = Infinity): Vertex => {
    evaluations += 1;
    return { x, y, value: f(x, y, below) };
  };
  const { step, tolerance, relativeTolerance, absoluteTolerance, evaluationsMax } = options;
  let [best, middle, worst] = sorted(
    at(start.x, start.y),
    at(start.x + step, start.y),
    at(start.x, start.y + step),
  );
  for (;;) {
    const reach = Math.max(spread(best, middle), spread(best, worst));
    const rise = worst.value - best.value;
    const isFlat = rise <= relativeTolerance * best.value + absoluteTolerance;
    if (isFlat && (reach < tolerance || rise === 0)) return { ...best, settled: true, evaluations };
    if (evaluations >= evaluationsMax) return { ...best, settled: false, evaluations };
    const [x, y] = [0.5 * (best.x + middle.x), 0.5 * (best.y + middle.y)];
    const along = (factor: number, below: number) =>
      at(x + factor * (worst.x - x), y + factor * (worst.y - y), below);
    let next = along(-1, worst.value);
    if (next.value < best.value) {
      const further = along(-2, next.value);
      if (further.value < next.value) next = further;
    } else if (next.value >= middle.value) {
      const least = Math.min(next.value, worst.value);
      const nearer = along(next.value < worst.value ? -0.5 : 0.5, least);
      if (nearer.value < least) next = nearer;
    }
    if (next.value < worst.value) {
      [best, middle, worst] = sorted(best, middle, next);
    } else {
      const towards = (vertex: Vertex) => at(0.5 * (best.x + vertex.x), 0.5 * (best.y + vertex.y));
      [best, middle, worst] = sorted(best, towards(middle), towards(worst));
    }
  }
}

function spread(a: Vertex, b: Vertex): number {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y));
}

function sorted(a: Vertex, b: Vertex, c: Vertex): [Vertex, Vertex, Vertex] {
  if (a.value > b.value) [a, b] = [b, a];
  if (b.value > c.value) [b, c] = [c, b];
  if (a.value > b.value) [a, b] = [b, a];
  return [a, b, c];
}
