import { SWEEP_RULES } from "./rules.ts";

/** A contract that the sweep shall look at, and how much it matters: 0 (not at all) and up. */
export interface SweptContract {
  readonly conId: number;
  readonly relevance: number;
}

/**
 * What the sweep knows of each contract, as columns. Changed in place by what happened to lines; every method takes the
 * gateway time at which it did. Rows are in ascending order of contract id, so that equal histories make equal plans.
 */
export class SweepTable {
  conIds = new Float64Array(0);
  relevance = new Float64Array(0);
  /** When its line was last open and quoted; NaN when it never was. An open and quoted one is seen now. */
  seenAt = new Float64Array(0);
  /** From when its not being seen counts. */
  unseenFrom = new Float64Array(0);
  /** When its line was asked for; NaN while it has none. */
  openedAt = new Float64Array(0);
  /** When the open line had said its first word on both sides; NaN before. */
  quotedAt = new Float64Array(0);
  /** Newest word on its quote that was counted. */
  wordAt = new Float64Array(0);
  /** Changes of its quote while it was watched, and for how long it was. */
  changes = new Float64Array(0);
  watchedMs = new Float64Array(0);
  /** Before that it is not asked for again. */
  restsUntil = new Float64Array(0);
  /** Silences and rejections since its last quote. */
  failures = new Float64Array(0);
  rejectedInRow = 0;
  rejectedAt = Number.NEGATIVE_INFINITY;
  readonly #indices = new Map<number, number>();

  get size(): number {
    return this.conIds.length;
  }

  /** -1 for a contract that is not swept. */
  indexOf(conId: number): number {
    return this.#indices.get(conId) ?? -1;
  }

  /** Replaces the contracts; what is known of those that stay is kept. Throws for a relevance that is no weight. */
  setContracts(contracts: readonly SweptContract[], now: number): void {
    const sorted = [...contracts].sort((a, b) => a.conId - b.conId);
    const before = new Map(this.#indices);
    const unseen = now - SWEEP_RULES.neverSeenMs;
    this.conIds = Float64Array.from(sorted, ({ conId }) => conId);
    const column = (old: Float64Array<ArrayBuffer>, value: number): Float64Array<ArrayBuffer> =>
      this.conIds.map((conId) => {
        const index = before.get(conId);
        return index === undefined ? value : (old[index] as number);
      });
    this.seenAt = column(this.seenAt, Number.NaN);
    this.unseenFrom = column(this.unseenFrom, unseen);
    this.openedAt = column(this.openedAt, Number.NaN);
    this.quotedAt = column(this.quotedAt, Number.NaN);
    this.wordAt = column(this.wordAt, Number.NEGATIVE_INFINITY);
    this.changes = column(this.changes, 0);
    this.watchedMs = column(this.watchedMs, 0);
    this.restsUntil = column(this.restsUntil, Number.NEGATIVE_INFINITY);
    this.failures = column(this.failures, 0);
    this.relevance = Float64Array.from(sorted, ({ relevance }) => weight(relevance));
    this.#indices.clear();
    for (const [index, { conId }] of sorted.entries()) this.#indices.set(conId, index);
    if (this.#indices.size !== sorted.length) throw new RangeError("a contract is swept twice");
  }

  setRelevance(index: number, relevance: number): void {
    this.relevance[index] = weight(relevance);
  }

  opened(index: number, at: number): void {
    this.openedAt[index] = at;
    this.quotedAt[index] = Number.NaN;
  }

  /** Both sides have been spoken of since the line was opened. */
  quoted(index: number, at: number): void {
    if (!Number.isNaN(this.quotedAt[index])) return;
    this.quotedAt[index] = at;
    this.failures[index] = 0;
    this.rejectedInRow = 0;
  }

  /** Its quote changed, as far as is known at `at`; what is as old as the last word changed nothing. */
  changed(index: number, at: number): void {
    if (at <= (this.wordAt[index] as number)) return;
    this.wordAt[index] = at;
    if (this.isQuoted(index)) this.changes[index] = (this.changes[index] as number) + 1;
  }

  /** The line is gone, whoever ended it. One that never spoke lets its contract rest. */
  closed(index: number, at: number): void {
    const openedAt = this.openedAt[index] as number;
    const quotedAt = this.quotedAt[index] as number;
    if (Number.isNaN(openedAt)) return;
    if (!Number.isNaN(quotedAt)) {
      this.seenAt[index] = at;
      this.unseenFrom[index] = at;
      this.watchedMs[index] = (this.watchedMs[index] as number) + Math.max(0, at - quotedAt);
    } else if (at - openedAt >= SWEEP_RULES.firstQuoteWaitMaxMs) {
      this.#rest(index, at, SWEEP_RULES.silentRestMs, SWEEP_RULES.silentRestMaxMs);
    }
    this.openedAt[index] = Number.NaN;
    this.quotedAt[index] = Number.NaN;
  }

  rejected(index: number, at: number): void {
    this.closed(index, at);
    this.#rest(index, at, SWEEP_RULES.rejectedRestMs, SWEEP_RULES.rejectedRestMaxMs);
    this.rejectedInRow += 1;
    this.rejectedAt = at;
  }

  /** No line is open any more, and what was refused may be granted by the next session. */
  sessionEnded(at: number): void {
    for (let index = 0; index < this.size; index += 1) this.closed(index, at);
    this.restsUntil.fill(Number.NEGATIVE_INFINITY);
    this.failures.fill(0);
    this.rejectedInRow = 0;
    this.rejectedAt = Number.NEGATIVE_INFINITY;
  }

  isOpen(index: number): boolean {
    return !Number.isNaN(this.openedAt[index]);
  }

  isQuoted(index: number): boolean {
    return !Number.isNaN(this.quotedAt[index]);
  }

  /** Milliseconds since what is known of its quote was last the market's; infinite when it was never seen. */
  ageMs(index: number, now: number): number {
    if (this.isQuoted(index)) return 0;
    const seenAt = this.seenAt[index] as number;
    return Number.isNaN(seenAt) ? Number.POSITIVE_INFINITY : Math.max(0, now - seenAt);
  }

  /** Changes a second: those seen and a supposed prior, over the time watched and the prior's. */
  rate(index: number, now: number): number {
    const { rateSupposed, rateSupposedForMs, rateMin, rateMax } = SWEEP_RULES;
    const quotedAt = this.quotedAt[index] as number;
    const openMs = Number.isNaN(quotedAt) ? 0 : Math.max(0, now - quotedAt);
    const seconds = ((this.watchedMs[index] as number) + openMs + rateSupposedForMs) / 1_000;
    const rate = ((this.changes[index] as number) + (rateSupposed * rateSupposedForMs) / 1_000) / seconds;
    return Math.min(rateMax, Math.max(rateMin, rate));
  }

  #rest(index: number, at: number, restMs: number, restMaxMs: number): void {
    const failures = this.failures[index] as number;
    this.failures[index] = failures + 1;
    this.restsUntil[index] = at + Math.min(restMaxMs, restMs * 2 ** Math.min(failures, 20));
    this.unseenFrom[index] = at;
  }
}

function weight(relevance: number): number {
  if (!Number.isFinite(relevance) || relevance < 0)
    throw new RangeError(`relevance must be finite and not negative: ${relevance}`);
  return relevance;
}
