import {
  AppendOutcomeUnknown,
  AppendQueueFull,
  type AppendRequest,
  type AppendResult,
  type AppendStoredRequest,
  type EventCodec,
  LogUnusable,
  type StoredEvent,
} from "../ports/event-store.ts";
import type { AppendPlan } from "./append-judgement.ts";
import type { EventStoreLimits } from "./limits.ts";

/** An append whose events are encoded. */
export interface PreparedAppend {
  readonly request: AppendPlan;
  readonly stored: readonly StoredEvent[];
}

/** The answer to one append of a commit: a refusal concerns that append alone. */
export type AppendAnswer = AppendResult | Error;

/** Writes appends in one commit, one answer each. When it throws, none of them was written. */
export type CommitGroup = (group: readonly PreparedAppend[]) => readonly AppendAnswer[];

interface WaitingAppend extends PreparedAppend {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The store's bounded queue: appends that wait together share one commit, in the order of their arrival.
 * After an error that leaves the log in doubt it refuses every further append.
 */
export class AppendQueue {
  readonly #codec: EventCodec;
  readonly #limits: EventStoreLimits;
  readonly #commit: CommitGroup;
  readonly #committed: () => void;
  #waiting: WaitingAppend[] = [];
  #waitingEvents = 0;
  #scheduled: NodeJS.Immediate | null = null;
  #refusal: Error | null = null;

  /** `committed` is called after every commit, once its appends are answered. */
  constructor(codec: EventCodec, limits: EventStoreLimits, commit: CommitGroup, committed: () => void) {
    this.#codec = codec;
    this.#limits = limits;
    this.#commit = commit;
    this.#committed = committed;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.#queue(request, () => request.events.map(({ event }) => this.#codec.encode(event)));
  }

  appendStored(request: AppendStoredRequest): Promise<AppendResult> {
    return this.#queue(request, () =>
      request.events.map(({ stored }) => {
        this.#codec.decode(stored);
        return stored;
      }),
    );
  }

  /** Commits everything that waits, then refuses further appends with `refusal`. */
  close(refusal: Error): void {
    while (this.#waiting.length > 0) this.#commitWaiting();
    this.#refusal ??= refusal;
  }

  #queue(request: AppendPlan, encode: () => readonly StoredEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#admit(request.events.length);
      const stored = encode();
      this.#waiting.push({ request, stored, resolve, reject });
      this.#waitingEvents += stored.length;
      this.#scheduled ??= setImmediate(() => this.#commitWaiting());
    });
  }

  #admit(events: number): void {
    if (this.#refusal !== null) throw this.#refusal;
    const { appendEventsMax, appendQueueMax } = this.#limits;
    if (events < 1 || events > appendEventsMax) {
      throw new RangeError(`an append has 1 to ${appendEventsMax} events, not ${events}`);
    }
    if (this.#waitingEvents + events > appendQueueMax) {
      throw new AppendQueueFull(
        `${this.#waitingEvents} events wait for their commit, ${events} more exceed the ${appendQueueMax} that may`,
      );
    }
  }

  #commitWaiting(): void {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    const group = this.#takeGroup();
    if (group.length === 0) return;
    if (this.#waiting.length > 0) this.#scheduled = setImmediate(() => this.#commitWaiting());
    this.#settle(group);
  }

  #takeGroup(): readonly WaitingAppend[] {
    let events = 0;
    let size = 0;
    for (const { stored } of this.#waiting) {
      if (size > 0 && events + stored.length > this.#limits.commitEventsMax) break;
      events += stored.length;
      size += 1;
    }
    this.#waitingEvents -= events;
    if (size < this.#waiting.length) return this.#waiting.splice(0, size);
    const group = this.#waiting;
    this.#waiting = [];
    return group;
  }

  #settle(group: readonly WaitingAppend[]): void {
    let answers: readonly AppendAnswer[];
    try {
      if (this.#refusal !== null) throw this.#refusal;
      answers = this.#commit(group);
    } catch (error) {
      this.#refusal ??= lastingRefusal(error);
      for (const { reject } of group) reject(error);
      return;
    }
    for (const [index, { resolve, reject }] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new Error("a commit left an append without an answer");
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    }
    // Readers come in the next turn of the event loop: whoever waited for the commit acts on it first.
    setImmediate(this.#committed);
  }
}

/** What every further append is refused with after `error`; null when the next one may succeed. */
function lastingRefusal(error: unknown): Error | null {
  if (error instanceof LogUnusable) return error.reason === "locked" ? null : error;
  if (error instanceof AppendOutcomeUnknown) {
    return new LogUnusable(
      "corrupt",
      `an earlier commit failed and its outcome is unknown: ${error.message}`,
      "Check the disk, then start again: opening the log settles what was written.",
    );
  }
  return error instanceof Error ? error : new Error("a commit failed", { cause: error });
}
