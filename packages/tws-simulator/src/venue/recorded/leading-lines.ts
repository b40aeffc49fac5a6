import type { RecordedLine, Tick } from "../../recording/quotes/recorded-line.ts";
import { type Aspect, ASPECTS, type TickValues } from "../../recording/quotes/ticks.ts";
import type { QuoteTape } from "../quote-tape.ts";
import { QuoteFold } from "./quote-fold.ts";

/** A line of a contract while its ticks are merged with those of others. */
interface Merged {
  readonly line: RecordedLine;
  /** Tick-by-tick data tells every change, market data what has changed since it told last. */
  readonly rank: number;
  readonly known: Map<Aspect, TickValues>;
  hasEnded: boolean;
  hasTraded: boolean;
}

interface Step {
  readonly n: number;
  readonly merged: Merged;
  /** Null where the line ends. */
  readonly tick: Tick | null;
}

/** Live quotes where there are any: those of a quarter of an hour ago would go between them. */
function ticksOf(lines: readonly RecordedLine[]): (line: RecordedLine) => readonly Tick[] {
  const hasLive = lines.some(({ ticks }) => ticks.some(({ isDelayed }) => !isDelayed));
  return ({ ticks }) => (hasLive ? ticks.filter(({ isDelayed }) => !isDelayed) : ticks);
}

function stepsOf(lines: readonly RecordedLine[]): Step[] {
  const wanted = ticksOf(lines);
  return lines
    .flatMap((line): Step[] => {
      const rank = line.request === "tickByTick" ? 0 : 1;
      const merged: Merged = { line, rank, known: new Map(), hasEnded: false, hasTraded: false };
      const steps = wanted(line).map((tick): Step => ({ n: tick.n, merged, tick }));
      if (line.endN < Infinity) steps.push({ n: line.endN, merged, tick: null });
      return steps;
    })
    .sort((a, b) => a.n - b.n);
}

/**
 * Merges the lines of one contract. Of each aspect one line is listened to at a time, the first of the best that has
 * told of it and has not ended: two clients hear the same change twice, and what the second one hears of it late was
 * no change back. When a line ends, the next one's values hold from then on.
 */
class LineMerger {
  readonly #fold = new QuoteFold();
  readonly #lines: Merged[] = [];
  #at = -Infinity;

  take({ merged, tick }: Step): void {
    if (tick === null) this.#end(merged);
    else this.#tick(merged, tick);
  }

  tape(): QuoteTape {
    return this.#fold.tape();
  }

  #leader(aspect: Aspect): Merged | undefined {
    let best: Merged | undefined;
    for (const merged of this.#lines) {
      if (merged.hasEnded || !merged.known.has(aspect)) continue;
      if (best === undefined || merged.rank < best.rank) best = merged;
    }
    return best;
  }

  #tick(merged: Merged, { at, aspect, values }: Tick): void {
    this.#at = at;
    if (!this.#lines.includes(merged)) this.#lines.push(merged);
    merged.known.set(aspect, { ...merged.known.get(aspect), ...values });
    const isFirstTrade = !merged.hasTraded;
    if (values.lastTime !== undefined) merged.hasTraded = true;
    if (this.#leader(aspect) === merged) this.#fold.apply({ at, values }, isFirstTrade);
  }

  #end(merged: Merged): void {
    const led = ASPECTS.filter((aspect) => this.#leader(aspect) === merged);
    merged.hasEnded = true;
    for (const aspect of led) {
      const values = this.#leader(aspect)?.known.get(aspect);
      if (values !== undefined) this.#fold.apply({ at: this.#at, values }, true);
    }
    if (this.#lines.includes(merged)) this.#lines.splice(this.#lines.indexOf(merged), 1);
  }
}

/** One contract's tape from all lines that showed it. */
export function tapeOf(lines: readonly RecordedLine[]): QuoteTape {
  const merger = new LineMerger();
  for (const step of stepsOf(lines)) merger.take(step);
  return merger.tape();
}

/** The tape of a contract that nobody subscribed to, from what options on it were computed with. */
export function computedTape(lines: readonly RecordedLine[]): QuoteTape {
  const fold = new QuoteFold();
  const prices = lines.flatMap(({ underlyingPrices }) => underlyingPrices).sort((a, b) => a.n - b.n);
  let before: number | null = null;
  for (const { at, price } of prices) {
    if (price !== before) fold.apply({ at, values: { last: price, lastSize: 0 } }, false);
    before = price;
  }
  return fold.tape();
}
