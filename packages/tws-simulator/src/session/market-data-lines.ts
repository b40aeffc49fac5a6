import type { MarketSource } from "../venue/market.ts";
import type { Send } from "./send.ts";
import { EVERYTHING, type SubscriptionRules } from "./market-data-permissions.ts";
import { type LineMoment, type LineSubject, MarketDataLine } from "./market-data-line.ts";
import { DepthBudget } from "./depth-budget.ts";
import type { Work } from "./sliced-work.ts";
import { MarketFeed } from "./market-feed.ts";

/** What all clients of one login share: the lines that they may have, what they may see, and the work on it. */
export class LineBudget {
  readonly max: number;
  readonly subscriptions: SubscriptionRules;
  readonly live: MarketFeed;
  readonly delayed: MarketFeed;
  readonly depth: DepthBudget;
  used = 0;

  constructor(max: number, source: MarketSource, subscriptions: SubscriptionRules = EVERYTHING) {
    this.max = max;
    this.subscriptions = subscriptions;
    this.live = new MarketFeed(source);
    this.delayed = new MarketFeed(source);
    this.depth = new DepthBudget(max);
  }
}

/** A line of which one of these says so has its ticks wait: a fault's doing. */
export type Silences = Set<(line: { readonly subject: LineSubject }) => boolean>;

/** A snapshot that waits for what it has not got yet. */
interface Snapshot {
  readonly line: MarketDataLine;
  readonly until: number;
  readonly ended: () => void;
}

/** One client's market data subscriptions. */
export class MarketDataLines {
  readonly budget: LineBudget;
  readonly #send: Send;
  readonly #work: Work;
  readonly #lines = new Map<number, MarketDataLine>();
  readonly #snapshots = new Map<number, Snapshot>();
  /** Lines that missed a push, by a fault's doing: the next one tells them how things are, not what they missed. */
  readonly #missed = new Set<MarketDataLine>();
  readonly silences: Silences = new Set();
  /** 1 live, 2 frozen, 3 delayed, 4 delayed frozen: what the client asked for. Live data is given where it is. */
  requestedType = 1;
  #wasOpen: boolean | null = null;

  constructor(parts: { send: Send; budget: LineBudget; work: Work }) {
    this.#send = parts.send;
    this.#work = parts.work;
    this.budget = parts.budget;
  }

  has(requestId: number): boolean {
    return this.#lines.has(requestId) || this.#snapshots.has(requestId);
  }

  get isFull(): boolean {
    return this.budget.used >= this.budget.max;
  }

  /** Whether quotes stay when the market closes. */
  get isFrozen(): boolean {
    return this.requestedType % 2 === 0;
  }

  create(requestId: number, subject: LineSubject, genericTicks: string, isDelayed: boolean): MarketDataLine {
    const feed = isDelayed ? this.budget.delayed : this.budget.live;
    const [send, work] = [this.#send, this.#work];
    return new MarketDataLine({ requestId, subject, feed, send, work, genericTicks, isDelayed });
  }

  open(line: MarketDataLine, moment: LineMoment): void {
    this.#lines.set(line.requestId, line);
    this.budget.used += 1;
    line.start(moment);
  }

  /** A line that ends by itself and takes none of the budget: once it is complete, or at `until` in real time. */
  openSnapshot(line: MarketDataLine, moment: LineMoment, until: number, ended: () => void): void {
    this.#snapshots.set(line.requestId, { line, until, ended });
    line.start(moment);
    this.#endSnapshots(moment.real);
  }

  cancel(requestId: number): boolean {
    const line = this.#lines.get(requestId) ?? this.#snapshots.get(requestId)?.line;
    line?.end();
    if (this.#lines.delete(requestId)) this.budget.used -= 1;
    this.#snapshots.delete(requestId);
    return line !== undefined;
  }

  get all(): readonly MarketDataLine[] {
    return [...this.#lines.values()];
  }

  /** How many states were passed over for a client that is behind. */
  push(moment: LineMoment, isBehind: boolean): number {
    this.#tellType(moment.isOpen);
    let passedOver = 0;
    for (const line of this.#lines.values()) {
      if (this.#isSilent(line)) {
        this.#missed.add(line);
        continue;
      }
      const before = line.passedOver;
      const missed = this.#missed.size > 0 && this.#missed.delete(line);
      line.push(moment, isBehind || missed);
      if (!missed) passedOver += line.passedOver - before;
    }
    for (const { line } of this.#snapshots.values()) if (!this.#isSilent(line)) line.push(moment, isBehind);
    this.#endSnapshots(moment.real);
    return passedOver;
  }

  /** Frozen data is announced when the market closes, and its end when it opens [D]. */
  #tellType(isOpen: boolean): void {
    const before = this.#wasOpen;
    this.#wasOpen = isOpen;
    if (before === null || before === isOpen || !this.isFrozen) return;
    for (const { requestId, isDelayed } of this.#lines.values()) {
      this.#send("marketDataType", { requestId, type: typeOf(isDelayed, !isOpen) });
    }
  }

  #endSnapshots(real: number): void {
    for (const [requestId, { line, until, ended }] of this.#snapshots) {
      if (!line.isComplete && real < until) continue;
      this.#snapshots.delete(requestId);
      line.end();
      ended();
    }
  }

  #isSilent(line: MarketDataLine): boolean {
    for (const silences of this.silences) if (silences(line)) return true;
    return false;
  }

  close(): void {
    this.budget.used -= this.#lines.size;
    for (const line of this.#lines.values()) line.end();
    for (const { line } of this.#snapshots.values()) line.end();
    this.#lines.clear();
    this.#snapshots.clear();
  }
}

/** The number by which clients are told what kind of data a line has [D]. */
export function typeOf(isDelayed: boolean, isFrozen: boolean): number {
  return 1 + (isFrozen ? 1 : 0) + (isDelayed ? 2 : 0);
}
