import { isUrgent, REQUEST_PRIORITIES, type RequestPriority, type RequestsEvent } from "@legbook/domain";
import type { BrokerGateway, GatewayRequest, SendOutcome } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import { createPacing, type PacingLimits } from "./pacing.ts";
import { createThrottlingWatch, type ThrottlingWatch } from "./throttling.ts";

export interface RequestLimits extends PacingLimits {
  /** Requests that may wait, without orders and cancels; one more is refused. */
  readonly requestQueueMax: number;
  /** Orders and cancels that may wait: a bound of their own, so that no other request can crowd them out. */
  readonly urgentQueueMax: number;
}

export const REQUEST_LIMITS: RequestLimits = {
  messagesPerSecondMax: 45,
  urgentReservePerSecond: 5,
  requestQueueMax: 5_000,
  urgentQueueMax: 500,
};

/**
 * Request ids share a number space with order ids in the gateway's errors. Ours begin far above any order id that a
 * gateway hands out, so that an id tells which it is.
 */
export const REQUEST_ID_FIRST = 1_000_000_000;

/** The one way to the gateway's socket: paced, by priority, bounded. */
export interface RequestCoordinator {
  /**
   * Sends the request, at once when the pace allows it and nothing of its priority or above waits, else as soon as it
   * does. `onOutcome` is called exactly once, possibly before this returns: `refused` when no session is open, the
   * queue is full, or the session ends before the request's turn. A request never reaches a later session.
   */
  submit(request: GatewayRequest, priority: RequestPriority, onOutcome: (outcome: SendOutcome) => void): void;
  /** Requests that wait. */
  readonly queueSize: number;
  /** Requests that had to wait, since the start. */
  readonly throttledTotal: number;
  /** Refuses everything that waits. Call it for every lost session, before the next one is opened. */
  sessionLost(): void;
}

interface Waiting {
  readonly request: GatewayRequest;
  readonly priority: RequestPriority;
  /** Monotonic. */
  readonly since: number;
  /** How often the pace had stopped the queues when it came: it had to wait if they were stopped since. */
  readonly stops: number;
  readonly onOutcome: (outcome: SendOutcome) => void;
}

export function createRequestCoordinator(options: {
  readonly gateway: Pick<BrokerGateway, "isOpen" | "send">;
  readonly clock: Pick<Clock, "monotonicMs" | "schedule">;
  readonly limits?: Partial<RequestLimits>;
  /** Told when the pace begins to hold requests back, and when it no longer does. */
  readonly onThrottling: (event: RequestsEvent) => void;
}): RequestCoordinator {
  const { gateway, clock, onThrottling } = options;
  const limits = { ...REQUEST_LIMITS, ...options.limits };
  return new Coordinator(gateway, clock, limits, createThrottlingWatch(clock, onThrottling));
}

class Coordinator implements RequestCoordinator {
  readonly #gateway: Pick<BrokerGateway, "isOpen" | "send">;
  readonly #clock: Pick<Clock, "monotonicMs" | "schedule">;
  readonly #limits: RequestLimits;
  readonly #pacing;
  readonly #throttling: ThrottlingWatch;
  /** One first-in-first-out queue a priority, in the order of priorities. */
  readonly #queues = new Map<RequestPriority, Fifo<Waiting>>(
    REQUEST_PRIORITIES.map((priority) => [priority, new Fifo<Waiting>()]),
  );
  #throttledTotal = 0;
  #stops = 0;
  /** Of those in the queues: came since the pace last stopped them. */
  #fresh = 0;
  #draining = false;
  #cancelTimer: (() => void) | null = null;

  constructor(
    gateway: Pick<BrokerGateway, "isOpen" | "send">,
    clock: Pick<Clock, "monotonicMs" | "schedule">,
    limits: RequestLimits,
    throttling: ThrottlingWatch,
  ) {
    this.#gateway = gateway;
    this.#clock = clock;
    this.#limits = limits;
    this.#pacing = createPacing(limits);
    this.#throttling = throttling;
  }

  get queueSize(): number {
    return this.#waiting(false) + this.#waiting(true);
  }

  get throttledTotal(): number {
    return this.#throttledTotal;
  }

  submit(
    request: GatewayRequest,
    priority: RequestPriority,
    onOutcome: (outcome: SendOutcome) => void,
  ): void {
    if (!this.#gateway.isOpen) {
      onOutcome({ kind: "refused", message: "no session with the gateway is open" });
      return;
    }
    const urgent = isUrgent(priority);
    const max = urgent ? this.#limits.urgentQueueMax : this.#limits.requestQueueMax;
    if (this.#waiting(urgent) >= max) {
      this.#throttling.refused();
      onOutcome({
        kind: "refused",
        message: `the request queue is full (${max} wait for the gateway's pace)`,
      });
      return;
    }
    const since = this.#clock.monotonicMs();
    this.#queue(priority).push({ request, priority, since, stops: this.#stops, onOutcome });
    this.#fresh += 1;
    this.#drain();
  }

  sessionLost(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    // Taken out first: a sender may submit again from its callback.
    const dropped = REQUEST_PRIORITIES.flatMap((priority) => this.#queue(priority).takeAll());
    const now = this.#clock.monotonicMs();
    this.#throttling.sessionLost(dropped.filter((one) => this.#left(one, now)).length, now);
    for (const { onOutcome } of dropped) {
      onOutcome({ kind: "refused", message: "the session ended before the request was sent" });
    }
  }

  #queue(priority: RequestPriority): Fifo<Waiting> {
    const queue = this.#queues.get(priority);
    if (queue === undefined) throw new Error(`no queue for ${priority}`);
    return queue;
  }

  #waiting(urgent: boolean): number {
    let size = 0;
    for (const [priority, queue] of this.#queues) if (isUrgent(priority) === urgent) size += queue.size;
    return size;
  }

  /** Sends what may go now, highest priority first, and comes back when the next may. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (;;) {
        const priority = REQUEST_PRIORITIES.find((candidate) => this.#queue(candidate).size > 0);
        if (priority === undefined) {
          this.#throttling.drained(this.#clock.monotonicMs());
          return;
        }
        const urgent = isUrgent(priority);
        const now = this.#clock.monotonicMs();
        const waitMs = this.#pacing.waitMs(urgent, now);
        if (waitMs > 0) {
          this.#stopped(priority, now);
          this.#wakeIn(waitMs);
          return;
        }
        const waiting = this.#queue(priority).shift();
        if (waiting === null) throw new Error("an empty queue was chosen");
        this.#left(waiting, now);
        const outcome = this.#gateway.send(waiting.request);
        if (outcome.kind === "sent") this.#pacing.record(urgent, now);
        waiting.onOutcome(outcome);
      }
    } finally {
      this.#draining = false;
    }
  }

  /** Everything in the queues has to wait. */
  #stopped(priority: RequestPriority, now: number): void {
    const first = this.#queue(priority).first;
    if (first === undefined) throw new Error("an empty queue was stopped");
    this.#throttledTotal += this.#fresh;
    this.#fresh = 0;
    this.#stops += 1;
    const [limitMax, all] = [this.#pacing.allowed(isUrgent(priority)), this.#pacing.allowed(true)];
    const limit = limitMax === all ? "messagesPerSecond" : "messagesPerSecondUnreserved";
    const request = first.request.kind;
    this.#throttling.stopped({ limit, limitMax, priority, request, waiting: this.queueSize }, now);
  }

  /** A request leaves the queues. Whether it had to wait. */
  #left({ priority, since, stops }: Waiting, now: number): boolean {
    if (stops === this.#stops) {
      this.#fresh -= 1;
      return false;
    }
    this.#throttling.left(priority, now - since);
    return true;
  }

  #wakeIn(waitMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.schedule(Math.ceil(waitMs), () => {
      this.#cancelTimer = null;
      this.#drain();
    });
  }
}

/** First in, first out, without moving what waits. */
class Fifo<Item> {
  #items: Item[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  get first(): Item | undefined {
    return this.#items[this.#first];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | null {
    const item = this.#items[this.#first];
    if (item === undefined) return null;
    this.#first += 1;
    if (this.#first > 1_024 || this.#first === this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  takeAll(): readonly Item[] {
    const items = this.#items.slice(this.#first);
    this.#items = [];
    this.#first = 0;
    return items;
  }
}
