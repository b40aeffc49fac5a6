import type { EpochMs, TradingSession } from "@legbook/domain";
import type { DataGap, Outage } from "./model.ts";

/** Silence of all lines together that is worth telling: a liquid chain of a hundred lines says something every second. */
export const GAP_MIN_MS = 15_000;

/** Finds the times in which lines were open and nothing came through them. */
export class QuoteWatch {
  readonly #session: TradingSession | null;
  readonly #gaps: DataGap[] = [];
  #since: EpochMs | null = null;
  #lines = 0;

  /** Only silence within the session counts; without one any does. */
  constructor(session: TradingSession | null) {
    this.#session = session;
  }

  /** Ticks have come. */
  heard(at: EpochMs): void {
    if (this.#since !== null) this.#silent(this.#since, at, at);
    if (this.#since === null || at > this.#since) this.#since = this.#lines > 0 ? at : null;
  }

  /** That many lines are open from now on; the engine's end closes all. */
  listening(lines: number, at: EpochMs): void {
    if (lines === 0 && this.#since !== null) {
      this.#silent(this.#since, at, at);
      this.#since = null;
    }
    if (lines > 0 && this.#lines === 0) this.#since = at;
    this.#lines = lines;
  }

  /** All gaps, with what was out meanwhile. */
  end(until: EpochMs, outages: readonly Outage[]): readonly DataGap[] {
    if (this.#since !== null) this.#silent(this.#since, until, null);
    this.#since = null;
    return this.#gaps.map((gap) => {
      const meanwhile = outages.find(({ from, to }) => from < (gap.to ?? until) && (to ?? until) > gap.from);
      return { ...gap, during: meanwhile?.what ?? null };
    });
  }

  #silent(from: EpochMs, to: EpochMs, ended: EpochMs | null): void {
    const begin = this.#session === null ? from : Math.max(from, this.#session.open);
    const end = this.#session === null ? to : Math.min(to, this.#session.close);
    if (end - begin < GAP_MIN_MS) return;
    const isOpenEnd = ended === null && end === to;
    this.#gaps.push({
      from: begin as EpochMs,
      to: isOpenEnd ? null : (end as EpochMs),
      durationMs: end - begin,
      lines: this.#lines,
      during: null,
    });
  }
}
