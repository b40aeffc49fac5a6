/**
 * How a new connection is treated: let in; accepted without an answer to its handshake; accepted and reset at once;
 * refused by the machine, as nothing listens.
 */
export type DoorState = "open" | "hold" | "reset" | "closed";

/** From the weakest to the strongest: where orders overlap the strongest holds. */
const STATES: readonly DoorState[] = ["open", "hold", "reset", "closed"];

/** Whom the simulator lets in. */
export class Door {
  readonly #orders = new Set<{ readonly state: DoorState }>();
  readonly #taken = new Set<{ readonly clientId: number | null }>();
  readonly #waiting = new Set<() => void>();
  /** Told of each change of its state. */
  onChange: ((state: DoorState) => void) | null = null;
  #state: DoorState = "open";

  get state(): DoorState {
    return this.#state;
  }

  /** Keeps it at a state, until the returned function is called. */
  keep(state: DoorState): () => void {
    const order = { state };
    this.#orders.add(order);
    this.#settle();
    return () => {
      this.#orders.delete(order);
      this.#settle();
    };
  }

  /** Runs `task` once the door is no longer held. */
  whenReleased(task: () => void): void {
    this.#waiting.add(task);
  }

  /** Treats a client id (null: every one) as in use by somebody else until the returned function is called. */
  take(clientId: number | null): () => void {
    const taken = { clientId };
    this.#taken.add(taken);
    return () => void this.#taken.delete(taken);
  }

  isTaken(clientId: number): boolean {
    return [...this.#taken].some((taken) => taken.clientId === null || taken.clientId === clientId);
  }

  #settle(): void {
    const wanted = [...this.#orders].map(({ state }) => STATES.indexOf(state));
    const state = STATES[Math.max(0, ...wanted)] ?? "open";
    if (state === this.#state) return;
    this.#state = state;
    this.onChange?.(state);
    if ([...this.#orders].some((order) => order.state === "hold")) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const task of waiting) task();
  }
}
