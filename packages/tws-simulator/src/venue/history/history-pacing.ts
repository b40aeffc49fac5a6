/** The documented limits on requests for history [D]. */
const WINDOW_MS = 600_000;
const WINDOW_MAX = 60;
const SAME_MS = 15_000;
const CONTRACT_MS = 2000;
const CONTRACT_MAX = 6;
/** Requests that wait for their answer, or are kept up to date. */
const OPEN_MAX = 50;
/** However it is paced: what waits takes memory. */
const WAITING_MAX = 1000;

interface Asked {
  readonly at: number;
  readonly request: string;
  readonly contract: string;
}

/** Counts requests for history of all clients of one login. */
export class HistoryPacing {
  readonly #enforced: boolean;
  #asked: Asked[] = [];
  #open = 0;

  constructor(enforced: boolean) {
    this.#enforced = enforced;
  }

  /** Whether a request is within the limits; one that is not counts as none. Bid and ask together count twice [D]. */
  admits(now: number, request: string, contract: string, weight: number): boolean {
    if (this.#open >= WAITING_MAX) return false;
    if (!this.#enforced) return true;
    this.#asked = this.#asked.filter(({ at }) => now - at < WINDOW_MS);
    const tooMany =
      this.#asked.length + weight > WINDOW_MAX ||
      this.#open >= OPEN_MAX ||
      this.#asked.some((one) => one.request === request && now - one.at < SAME_MS) ||
      this.#asked.filter((one) => one.contract === contract && now - one.at < CONTRACT_MS).length + weight >
        CONTRACT_MAX;
    if (tooMany) return false;
    for (let count = 0; count < weight; count += 1) this.#asked.push({ at: now, request, contract });
    return true;
  }

  opened(): void {
    this.#open += 1;
  }

  closed(): void {
    this.#open -= 1;
  }
}
