import { parseMoment } from "../../venue/history/time-range.ts";
import type { RecordedEntry, RecordingHeader } from "../format.ts";
import { RecordingError } from "../recording-error.ts";

/** A server's clock that is so much off the recorder's shows another time on purpose: a simulated market's. */
const SAME_CLOCK_MS = 60_000;
/** The one zone whose short names mean nothing else; a simulated market always names it. */
const NEW_YORK = / E[SD]T$/;

/**
 * The market's time of a recording's entries. By a simulated market's clock it is as it stands there. By a machine's
 * it runs with the monotonic milliseconds, as a machine's clock may be set; and where the first server's greeting
 * names a time of New York that is not the recorder's, it is the server's. Real servers greet by the clock of their
 * machine, in zones whose short names are not sure: CST is Chicago's and China's.
 */
export class MarketTime {
  readonly #file: string;
  readonly #clock: RecordingHeader["clock"];
  #first: Pick<RecordedEntry, "ms" | "at"> | null = null;
  #shift = 0;
  #isGreeted = false;
  #last = -Infinity;

  constructor(file: string, clock: RecordingHeader["clock"]) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Milliseconds since 1970, whole. Throws `RecordingError` where a market's clock goes back. */
  of(entry: RecordedEntry): number {
    this.#first ??= entry;
    const { ms, at } = this.#first;
    const time = this.#clock === "market" ? entry.at : Math.floor(at + entry.ms - ms);
    if (time < this.#last) {
      throw new RecordingError(this.#file, entry.n + 1, "at: is before that of the entry before");
    }
    this.#last = time;
    return time + this.#shift;
  }

  /** When the recording began; known once a server has greeted. */
  get start(): number {
    return (this.#first?.at ?? 0) + this.#shift;
  }

  /** The last moment so far. */
  get end(): number {
    return this.#last + this.#shift;
  }

  /** What a server says of the time when it greets. */
  greeted(entry: RecordedEntry, text: string): void {
    const time = this.of(entry);
    const told = NEW_YORK.test(text) ? parseMoment(text) : null;
    if (this.#clock === "machine" && !this.#isGreeted && told !== null) {
      if (Math.abs(told - time) > SAME_CLOCK_MS) this.#shift = told - time;
    }
    this.#isGreeted = true;
  }
}
