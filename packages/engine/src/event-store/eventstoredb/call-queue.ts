import { setImmediate } from "node:timers/promises";
import {
  AppendOutcomeUnknown,
  AppendQueueFull,
  type AppendRequest,
  type AppendResult,
  type AppendStoredRequest,
  type EventCodec,
  LogUnusable,
  type StoredEvent,
} from "../../ports/event-store.ts";
import type { AppendPlan } from "../append-judgement.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import type { EventStoreLimits } from "../limits.ts";

/** Answers the first appends of `waiting`, at least one of them. When it throws, the log is in doubt. */
export type WriteFirst = (waiting: readonly PreparedAppend[]) => Promise<readonly AppendAnswer[]>;

interface WaitingAppend extends PreparedAppend {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The bounded queue before a log that answers in its time: one call after the other, in the order of the appends'
 * arrival. After an error that leaves the log in doubt it refuses every further append.
 */
export class CallQueue {
  readonly #codec: EventCodec;
  readonly #limits: EventStoreLimits;
  readonly #writeFirst: WriteFirst;
  #waiting: WaitingAppend[] = [];
  #waitingEvents = 0;
  #running: Promise<void> | null = null;
  #refusal: Error | null = null;

  constructor(codec: EventCodec, limits: EventStoreLimits, writeFirst: WriteFirst) {
    this.#codec = codec;
    this.#limits = limits;
    this.#writeFirst = writeFirst;
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

  /** Takes no more. */
  refuse(refusal: unknown): void {
    this.#refusal ??= lastingRefusal(refusal);
  }

  /** Takes no more, and resolves when everything that was taken has its answer. */
  async close(refusal: Error): Promise<void> {
    this.#refusal ??= refusal;
    await this.#running;
  }

  #queue(request: AppendPlan, encode: () => readonly StoredEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#admit(request.events.length);
      const stored = encode();
      this.#waiting.push({ request, stored, resolve, reject });
      this.#waitingEvents += stored.length;
      this.#running ??= this.#run();
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
        `${this.#waitingEvents} events wait for the server, ${events} more exceed the ${appendQueueMax} that may`,
      );
    }
  }

  async #run(): Promise<void> {
    // What is appended in one turn of the event loop may share a call.
    await setImmediate();
    while (this.#waiting.length > 0) {
      try {
        const answers = await this.#writeFirst(this.#waiting);
        if (answers.length === 0) throw new Error("no append was answered");
        for (const answer of answers) this.#answer(answer);
      } catch (error) {
        this.#refusal = lastingRefusal(error);
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        this.#waitingEvents = 0;
      }
    }
    this.#running = null;
  }

  #answer(answer: AppendAnswer): void {
    const append = this.#waiting.shift();
    if (append === undefined) throw new Error("an append was answered that was not made");
    this.#waitingEvents -= append.stored.length;
    if (answer instanceof Error) append.reject(answer);
    else append.resolve(answer);
  }
}

/** What every further append is refused with after `error`. */
function lastingRefusal(error: unknown): Error {
  if (error instanceof AppendOutcomeUnknown) {
    return new LogUnusable(
      "corrupt",
      `an earlier append failed and its outcome is unknown: ${error.message}`,
      "Check the server, then start again: opening the log settles what was written.",
    );
  }
  return error instanceof Error ? error : new Error("an append failed", { cause: error });
}
