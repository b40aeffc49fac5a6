/** A candidate that passed: which template over which rows, and how good it is (-Infinity where that is not known). */
export interface Match {
  readonly score: number;
  readonly unit: number;
  readonly strategyIndex: number;
  readonly templateIndex: number;
  /** Option rows in a spread's order; -1 where there are fewer legs. */
  readonly r0: number;
  readonly r1: number;
  readonly r2: number;
  readonly r3: number;
}

/** A total order that does not depend on how candidates were come by: score, strategy, rows, template. */
export function compareMatches(a: Match, b: Match): number {
  if (a.score !== b.score) return b.score > a.score ? 1 : -1;
  return (
    a.strategyIndex - b.strategyIndex ||
    a.r0 - b.r0 ||
    a.r1 - b.r1 ||
    a.r2 - b.r2 ||
    a.r3 - b.r3 ||
    a.templateIndex - b.templateIndex
  );
}

/**
 * The best of any number of matches, with a reserve behind those that are shown: every match that is not worse than the
 * last one kept is in it, so that the shown ones stay exact as matches come and go, until fewer are left than are shown.
 */
export class BestMatches {
  /** Matches of a lower score are of no use now: a caller need not offer them. */
  floorScore = -Infinity;
  readonly #shown: number;
  readonly #kept: number;
  #floor: Match | null = null;
  #sorted: Match[] = [];
  #pending: Match[] = [];

  constructor(shown: number) {
    this.#shown = shown;
    this.#kept = 2 * shown + 200;
  }

  clear(): void {
    this.#floor = null;
    this.floorScore = -Infinity;
    this.#sorted = [];
    this.#pending = [];
  }

  offer(match: Match): void {
    if (this.#floor !== null && compareMatches(match, this.#floor) > 0) return;
    this.#pending.push(match);
    if (this.#sorted.length + this.#pending.length >= 2 * this.#kept) this.#settle();
  }

  /** Takes out every match that has the row as a leg. */
  removeRow(row: number): void {
    this.#settle();
    const sorted = this.#sorted;
    let kept = 0;
    for (const match of sorted) {
      if (match.r0 === row || match.r1 === row || match.r2 === row || match.r3 === row) continue;
      sorted[kept] = match;
      kept += 1;
    }
    sorted.length = kept;
  }

  /** Whether the shown ones are certainly the best of all. */
  get isExact(): boolean {
    return this.#floor === null || this.#sorted.length + this.#pending.length >= this.#shown;
  }

  /** Best first. */
  top(): readonly Match[] {
    this.#settle();
    return this.#sorted.slice(0, this.#shown);
  }

  #settle(): void {
    if (this.#pending.length > 0) {
      this.#sorted = merged(this.#sorted, this.#pending.sort(compareMatches));
      this.#pending = [];
    }
    if (this.#sorted.length < 2 * this.#kept) return;
    this.#sorted.length = this.#kept;
    this.#floor = this.#sorted[this.#kept - 1] ?? null;
    this.floorScore = this.#floor?.score ?? -Infinity;
  }
}

function merged(a: readonly Match[], b: readonly Match[]): Match[] {
  const all: Match[] = [];
  let [left, right] = [0, 0];
  while (left < a.length || right < b.length) {
    const [one, other] = [a[left], b[right]];
    if (other === undefined || (one !== undefined && compareMatches(one, other) <= 0)) {
      all.push(one as Match);
      left += 1;
    } else {
      all.push(other);
      right += 1;
    }
  }
  return all;
}
