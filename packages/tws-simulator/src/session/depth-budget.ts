/** Books at one time: a hundredth of the lines, and no fewer and no more than these [D]. */
const [BOOKS_MIN, BOOKS_MAX] = [3, 60];

/** The contracts whose books the clients of one login may have; several may have the same one's [D]. */
export class DepthBudget {
  readonly max: number;
  readonly #open = new Map<number, number>();

  constructor(linesMax: number) {
    this.max = Math.max(BOOKS_MIN, Math.min(BOOKS_MAX, Math.floor(linesMax / 100)));
  }

  admits(conId: number): boolean {
    return this.#open.has(conId) || this.#open.size < this.max;
  }

  opened(conId: number): void {
    this.#open.set(conId, (this.#open.get(conId) ?? 0) + 1);
  }

  closed(conId: number): void {
    const left = (this.#open.get(conId) ?? 0) - 1;
    if (left > 0) this.#open.set(conId, left);
    else this.#open.delete(conId);
  }
}
