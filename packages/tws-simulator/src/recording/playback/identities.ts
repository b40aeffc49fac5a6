import type { Request } from "./message.ts";

/** Recorded and live numbers of one kind, each standing for one of the other. */
export class Pairs {
  readonly #live = new Map<number, number>();
  readonly #recorded = new Map<number, number>();

  liveOf(recorded: number): number | undefined {
    return this.#live.get(recorded);
  }

  recordedOf(live: number): number | undefined {
    return this.#recorded.get(live);
  }

  pair(recorded: number, live: number): void {
    this.#live.set(recorded, live);
    this.#recorded.set(live, recorded);
  }

  get highestLive(): number {
    return Math.max(0, ...this.#recorded.keys());
  }

  /** Whether any stands for another than itself. */
  get differ(): boolean {
    return [...this.#live].some(([recorded, live]) => recorded !== live);
  }
}

/** Orders and names outlive a connection: all connections of a playback share them. */
export class OrderIdentities {
  /** Clients by their recorded ids. */
  readonly clients = new Pairs();
  readonly #orders = new Map<number, Pairs>();
  readonly #references = new Map<string, string>();

  /** Order ids belong to a client, here by its recorded id. */
  ordersOf(clientId: number): Pairs {
    let pairs = this.#orders.get(clientId);
    if (pairs === undefined) {
      pairs = new Pairs();
      this.#orders.set(clientId, pairs);
    }
    return pairs;
  }

  /** What the client calls what the recording's client called otherwise: by order where that is known. */
  reference(name: string, recorded: string, recordedOrderId: number | null): string {
    if (recorded === "") return "";
    return (
      this.#references.get(`${name} ${recorded} ${recordedOrderId ?? ""}`) ??
      this.#references.get(`${name} ${recorded} `) ??
      recorded
    );
  }

  learn(clientId: number, recorded: Request, live: Request): void {
    if (recorded.orderId !== null && live.orderId !== null) {
      this.ordersOf(clientId).pair(recorded.orderId, live.orderId);
    }
    for (const [name, text] of recorded.references) {
      if (text === "") continue;
      const replacement = live.references.get(name) ?? "";
      this.#references.set(`${name} ${text} ${recorded.orderId ?? ""}`, replacement);
      this.#references.set(`${name} ${text} `, replacement);
    }
  }

  /** An order's id as the client is to see it. One that it never named keeps its own, unless that is taken. */
  orderIdFor(clientId: number, recorded: number): number {
    if (recorded <= 0) return recorded;
    const orders = this.ordersOf(clientId);
    const known = orders.liveOf(recorded);
    if (known !== undefined) return known;
    const live = orders.recordedOf(recorded) === undefined ? recorded : orders.highestLive + 1;
    orders.pair(recorded, live);
    return live;
  }

  /** What is offered as the next id lies above all that the client used, where it did so in the recording. */
  nextOrderIdFor(clientId: number, recorded: number, highestRecorded: number): number {
    const orders = this.ordersOf(clientId);
    if (!orders.differ || recorded <= highestRecorded) return recorded;
    return Math.max(recorded, orders.highestLive + 1);
  }
}
