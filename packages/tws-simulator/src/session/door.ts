/** How a new connection is treated. */
export type DoorState = "open" | "refuse" | "hold";

interface Order {
  readonly state: DoorState;
}

/** Whom the simulator lets in. Orders may overlap: a refusal is stronger than a hold. */
export class Door {
  readonly #orders = new Set<Order>();
  readonly #taken = new Set<{ readonly clientId: number | null }>();
  readonly #waiting = new Set<() => void>();

  get state(): DoorState {
    const states = new Set([...this.#orders].map(({ state }) => state));
    return states.has("refuse") ? "refuse" : states.has("hold") ? "hold" : "open";
  }

  /** Ends each new connection with a reset until the returned function is called. */
  refuse(): () => void {
    return this.#order("refuse");
  }

  /** Accepts connections and answers no handshake until the returned function is called. */
  hold(): () => void {
    return this.#order("hold");
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

  #order(state: DoorState): () => void {
    const order = { state };
    this.#orders.add(order);
    return () => {
      this.#orders.delete(order);
      if (this.state === "hold") return;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const task of waiting) task();
    };
  }
}
