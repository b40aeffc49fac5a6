import type { Schedule } from "../venue/schedule.ts";

/** Looks at the market in one turn, all clients' work together. One at an option takes some 4 µs, so these some 4 ms. */
export const LOOKS_A_TURN = 1000;
/** From one turn to the next, in which everything else has its turn. */
export const REST_MS = 3;

/** Does one step of something long: how many looks at the market it was worth, or null once all is done. */
export type Step = () => number | null;

/** Has somebody's steps done one after the other; the returned function drops what is not done yet. */
export type Work = (steps: Iterator<number, void>) => () => void;

/**
 * What takes long, done a little at a time: one client's heavy request delays nobody else. Work is counted and not
 * timed, so that at pace `manual` the same requests are answered at the same moments.
 */
export class SlicedWork {
  readonly #schedule: Schedule;
  /** By who it is for; who has waited longest comes first. */
  readonly #waiting = new Map<object, Step[]>();
  #turnAt = -Infinity;
  #left = 0;
  #isWorking = false;
  #isPlanned = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** Begins at once where the turn has room for it. The returned function drops what is not done yet. */
  add(owner: object, step: Step): () => void {
    this.#waiting.set(owner, [...(this.#waiting.get(owner) ?? []), step]);
    this.#turn();
    return () => this.#drop(owner, step);
  }

  /** Drops everything that is for one who has gone. */
  leave(owner: object): void {
    this.#waiting.delete(owner);
  }

  #turn(): void {
    if (this.#isWorking) return;
    const now = this.#schedule.now();
    if (now - this.#turnAt >= REST_MS) {
      this.#turnAt = now;
      this.#left = LOOKS_A_TURN;
    }
    this.#isWorking = true;
    try {
      for (let [next] = this.#waiting; next !== undefined && this.#left > 0; [next] = this.#waiting) {
        this.#serve(...next);
      }
    } finally {
      this.#isWorking = false;
    }
    this.#plan();
  }

  /** Goes on with the first thing that is for somebody, until it is done or the turn is over; then others come first. */
  #serve(owner: object, steps: readonly Step[]): void {
    const [step] = steps as [Step, ...Step[]];
    let isDone = false;
    while (!isDone && this.#left > 0 && this.#isWaiting(owner, step)) {
      const looks = step();
      if (looks === null) isDone = true;
      else this.#left -= looks;
    }
    if (isDone) this.#drop(owner, step);
    const rest = this.#waiting.get(owner);
    if (rest === undefined) return;
    this.#waiting.delete(owner);
    this.#waiting.set(owner, rest);
  }

  #isWaiting(owner: object, step: Step): boolean {
    return this.#waiting.get(owner)?.includes(step) ?? false;
  }

  #drop(owner: object, step: Step): void {
    const rest = this.#waiting.get(owner)?.filter((one) => one !== step) ?? [];
    if (rest.length > 0) this.#waiting.set(owner, rest);
    else this.#waiting.delete(owner);
  }

  #plan(): void {
    if (this.#isPlanned || this.#waiting.size === 0) return;
    this.#isPlanned = true;
    this.#schedule.afterRest(REST_MS, () => {
      this.#isPlanned = false;
      this.#turn();
    });
  }
}
