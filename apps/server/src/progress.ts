/** Where a long work's progress is shown; standard error of a process is one. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** What is being done: `Verifying`. */
  readonly title: string;
  /** How many there are; null where nobody knows. */
  readonly total: number | null;
  /** What is counted, in the plural: `events`. */
  readonly unit: string;
  /** Absent: standard error, so that a command's result can be piped on. */
  readonly output?: ProgressOutput;
  /** Monotonic milliseconds. Absent: this process's own clock. */
  readonly now?: () => number;
}

export interface Progress {
  /** So many are done, of all. */
  update(done: number): void;
  /** The last line, with the rate over all. Later calls do nothing. */
  end(): void;
}

const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;
const BAR_CELLS = 24;

/**
 * Shows how far a long work is, its rate and the time that is left: one line that is written again and again on a
 * terminal, else a line every five seconds.
 */
export function startProgress(options: ProgressOptions): Progress {
  const { title, total, unit, output = process.stderr, now = () => performance.now() } = options;
  const isTerminal = output.isTTY === true;
  const began = now();
  let shownAt = began;
  let done = 0;
  let ended = false;
  const show = (isLast: boolean): void => {
    shownAt = now();
    const line = progressLine({ title, total, unit, done, elapsedMs: shownAt - began });
    if (isTerminal)
      output.write(`\r\u001b[K${line.slice(0, (output.columns ?? 80) - 1)}${isLast ? "\n" : ""}`);
    else output.write(`${line}\n`);
  };
  return {
    update(count) {
      done = count;
      if (!ended && now() - shownAt >= (isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) show(false);
    },
    end() {
      if (!ended) show(true);
      ended = true;
    },
  };
}

export interface ProgressState {
  readonly title: string;
  readonly total: number | null;
  readonly unit: string;
  readonly done: number;
  readonly elapsedMs: number;
}

/** `Verifying [####----] 50 %  1,000 of 2,000 events  500/s  2 s left`. */
export function progressLine({ title, total, unit, done, elapsedMs }: ProgressState): string {
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1_000 : 0;
  const speed = `${count(Math.round(rate))}/s`;
  if (total === null || total === 0) return `${title}  ${count(done)} ${unit}  ${speed}`;
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * BAR_CELLS);
  const bar = "#".repeat(filled) + "-".repeat(BAR_CELLS - filled);
  const left =
    done >= total
      ? duration(elapsedMs)
      : `${rate > 0 ? duration(((total - done) / rate) * 1_000) : "?"} left`;
  return `${title} [${bar}] ${Math.floor(share * 100)} %  ${count(done)} of ${count(total)} ${unit}  ${speed}  ${left}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** `4 s`, `2 min 5 s`, `1 h 3 min`. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
