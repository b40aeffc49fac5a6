import type { Position } from "@legbook/domain";
import { pause } from "./patience.ts";
import { formatServerPosition } from "./positions.ts";
import type { ServerConnection } from "./server-connection.ts";
import type { ServerEvent } from "./server-events.ts";

const FIRST_PAUSE_MS = 20;
const PAUSE_MAX_MS = 1_000;

/** How far a bell had rung. */
export interface BellMark {
  readonly looks: number;
  readonly latest: Position | null;
}

/**
 * Tells waiting readers that the log has grown. It carries no events: a reader reads from its own position, so a bell
 * that rang too often, or was silent while the server was away, neither repeats nor loses anything. After every new
 * subscription all readers look once.
 */
export class CommitBell {
  readonly #connection: ServerConnection;
  readonly #prefix: string;
  readonly #abort = new AbortController();
  readonly #waiters = new Set<() => void>();
  #running: Promise<void> | null = null;
  #onEvent: ((event: ServerEvent) => void) | null = null;
  #onGap: (() => void) | null = null;
  #latest: Position | null = null;
  #looks = 0;

  constructor(connection: ServerConnection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  /** An event is in the log at `position`. */
  ring(position: Position): void {
    if (this.#latest !== null && position <= this.#latest) return;
    this.#latest = position;
    this.#wakeAll();
  }

  /** Listens for other processes' events from now on. */
  listen(): void {
    this.#running ??= this.#keepListening();
  }

  /**
   * Shows every event that is appended from now on to `onEvent`, in the log's order. `onGap` is called when there may
   * have been others in between.
   */
  show(onEvent: (event: ServerEvent) => void, onGap: () => void): void {
    this.#onEvent = onEvent;
    this.#onGap = onGap;
    this.listen();
  }

  /** What was rung so far. To be taken before a reading whose end is waited on. */
  mark(): BellMark {
    return { looks: this.#looks, latest: this.#latest };
  }

  /** Resolves when there may be an event after `position` that was not there at `mark`, and at the end. */
  async after(position: Position | null, mark: BellMark, signal: AbortSignal): Promise<void> {
    const isNew = (): boolean =>
      this.#looks !== mark.looks ||
      (this.#latest !== mark.latest &&
        this.#latest !== null &&
        (position === null || this.#latest > position));
    while (!signal.aborted && !this.#abort.signal.aborted && !isNew()) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiters.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiters.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#wakeAll();
    await this.#running;
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#abort;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await this.#connection.watch({
          prefix: this.#prefix,
          onReady: () => {
            pauseMs = FIRST_PAUSE_MS;
            this.#looks += 1;
            this.#onGap?.();
            this.#wakeAll();
          },
          onEvent: (event) => {
            this.#onEvent?.(event);
            if (event.position !== null) this.ring(formatServerPosition(event.position));
          },
          signal,
        });
      } catch {
        // Whatever it was, the reading that a reader does next says it; here only listening again helps.
        await pause(pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
      }
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiters) wake();
  }
}
