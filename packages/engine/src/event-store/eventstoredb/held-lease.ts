import { LogUnusable } from "../../ports/event-store.ts";
import { withoutPassword } from "./address.ts";
import { isWrongExpectedVersion } from "./failures.ts";
import { describeHolder, type LeaseContent, type LeaseHolder, leaseProposal } from "./lease-record.ts";
import { lastLeaseRecord } from "./lease-stream.ts";
import { pause, persistently } from "./patience.ts";
import type { ServerConnection } from "./server-connection.ts";

export interface HeldLeaseOptions {
  readonly connection: ServerConnection;
  readonly address: string;
  readonly stream: string;
  readonly holder: LeaseHolder;
  readonly durationMs: number;
  /** Of the record that took it, and when it was asked for. */
  readonly revision: number;
  readonly askedAt: Moment;
}

/** By two clocks: the monotonic one may stand still while a machine sleeps, the other may be set back. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export function now(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

/** How often a right is renewed while it lasts. */
export const RENEWALS = 4;

/** What lies between the end of a holder's last call and the end of its right, and after a takeover once more. */
export function marginMs(durationMs: number): number {
  return durationMs / RENEWALS;
}

/** A lease in the hands of this process, which renews it until it is released or lost. */
export class HeldLease {
  readonly #options: HeldLeaseOptions;
  readonly #over = new AbortController();
  readonly #lost = Promise.withResolvers<LogUnusable>();
  readonly #renewing: Promise<void>;
  #holder: LeaseHolder;
  #revision: number;
  #askedAt: Moment;
  #loss: LogUnusable | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: HeldLeaseOptions) {
    this.#options = options;
    this.#holder = options.holder;
    this.#revision = options.revision;
    this.#askedAt = options.askedAt;
    this.#renewing = this.#keepRenewing();
  }

  /**
   * How long a call that begins now may last, in milliseconds, so that it is over well before the right is: for a call
   * can arrive late. Not positive when none may begin before the next renewal. Throws `LogUnusable` when the right has
   * ended.
   */
  allowanceMs(): number {
    const leftMs = this.#leftMs();
    if (this.#loss === null && leftMs <= 0) this.#lose("it was not renewed in time");
    if (this.#loss !== null) throw this.#loss;
    return leftMs - marginMs(this.#options.durationMs);
  }

  /** Lets others know where this holder answers; resolves when that is recorded. */
  announce(url: string, token: string): Promise<void> {
    this.#holder = { ...this.#holder, url, token };
    return this.#renew();
  }

  /** Resolves with the reason when the right has ended without `release`. */
  get lost(): Promise<LogUnusable> {
    return this.#lost.promise;
  }

  async release(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    await this.#renewing;
    await this.#turn;
    if (this.#loss === null) await this.#put("released");
    await this.#options.connection.close();
  }

  #leftMs(): number {
    const { monotonicMs, wallMs } = now();
    const agoMs = Math.max(monotonicMs - this.#askedAt.monotonicMs, wallMs - this.#askedAt.wallMs);
    return this.#options.durationMs - agoMs;
  }

  #lose(why: string): void {
    const { address } = this.#options;
    this.#loss ??= new LogUnusable(
      "locked",
      `the right to write to ${withoutPassword(address)} was lost: ${why}`,
      "Nothing more is written by this process. See who holds the log now, then start again.",
    );
    this.#lost.resolve(this.#loss);
  }

  async #keepRenewing(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted && this.#loss === null) {
      await pause(this.#options.durationMs / RENEWALS, signal);
      if (!signal.aborted) await this.#renew();
    }
  }

  /** One after the other. */
  #renew(): Promise<void> {
    this.#turn = this.#turn.then(() => (this.#loss === null ? this.#put("renewed") : undefined));
    return this.#turn;
  }

  async #put(kind: LeaseContent["kind"]): Promise<void> {
    const { connection, stream, durationMs } = this.#options;
    const askedAt = now();
    const proposal = leaseProposal({ kind, holder: this.#holder, durationMs });
    const patience = { waitMaxMs: Math.max(this.#leftMs(), 0), signal: new AbortController().signal };
    try {
      // Each attempt is short: one that hangs in a lost connection must leave time for another.
      await persistently(patience, () =>
        connection.append(stream, this.#revision, [proposal], durationMs / RENEWALS),
      );
      this.#revision += 1;
      this.#askedAt = askedAt;
    } catch (error) {
      if (!isWrongExpectedVersion(error)) return this.#lose(`it could not be renewed (${String(error)})`);
      const record = await lastLeaseRecord(connection, stream).catch(() => null);
      const who = record === null ? "somebody" : describeHolder(record.holder);
      this.#lose(`${who} took it over`);
    }
  }
}
