import type { MarketSource } from "../venue/market.ts";
import { type LineSubject, MarketDataLine, type Send } from "./market-data-line.ts";

/** Lines that all clients of one login share. */
export class LineBudget {
  readonly max: number;
  used = 0;

  constructor(max: number) {
    this.max = max;
  }
}

/** One client's market data subscriptions. */
export class MarketDataLines {
  readonly #source: MarketSource;
  readonly #send: Send;
  readonly #budget: LineBudget;
  readonly #lines = new Map<number, MarketDataLine>();
  /** A line of which one of these says so has its ticks wait: a fault's doing. */
  readonly silences = new Set<(line: MarketDataLine) => boolean>();
  /** 1 live, 2 frozen, 3 delayed, 4 delayed frozen: what the client asked for. Live data is given where it is. */
  requestedType = 1;

  constructor(parts: { source: MarketSource; send: Send; budget: LineBudget }) {
    this.#source = parts.source;
    this.#send = parts.send;
    this.#budget = parts.budget;
  }

  has(requestId: number): boolean {
    return this.#lines.has(requestId);
  }

  get isFull(): boolean {
    return this.#budget.used >= this.#budget.max;
  }

  /** A line by itself, for a snapshot: it takes none of the budget. */
  create(requestId: number, subject: LineSubject, genericTicks: string): MarketDataLine {
    return new MarketDataLine({ requestId, subject, source: this.#source, send: this.#send, genericTicks });
  }

  open(line: MarketDataLine, at: number, real: number): void {
    this.#lines.set(line.requestId, line);
    this.#budget.used += 1;
    line.start(at, real);
  }

  cancel(requestId: number): boolean {
    const known = this.#lines.delete(requestId);
    if (known) this.#budget.used -= 1;
    return known;
  }

  get all(): readonly MarketDataLine[] {
    return [...this.#lines.values()];
  }

  push(at: number, real: number): void {
    for (const line of this.#lines.values()) if (!this.#isSilent(line)) line.push(at, real);
  }

  #isSilent(line: MarketDataLine): boolean {
    for (const silences of this.silences) if (silences(line)) return true;
    return false;
  }

  close(): void {
    this.#budget.used -= this.#lines.size;
    this.#lines.clear();
  }
}
