import { type ChildProcess, spawn } from "node:child_process";
import { onTestFinished } from "vitest";

/** Longer than any start on a busy machine, and shorter than a test may take. */
const WAIT_MS = 15_000;

/** A program in a process of its own. It ends with the test that started it, whatever happens in that. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #waiting = new Set<() => void>();
  /** What it has printed so far. */
  out = "";
  error = "";
  #isOver = false;

  /** Runs a file of this package by its path. */
  constructor(file: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("close", () => {
        this.#isOver = true;
        resolve();
        this.#wake();
      });
    });
    child.once("error", (error) => (this.error += error.message));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.out += text;
      this.#wake();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.error += text));
    onTestFinished(() => this.kill("SIGKILL"));
  }

  /** Resolves with the first match in what it prints; rejects when it ends without it, and after some seconds. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(`print ${pattern}`, () => pattern.exec(this.out));
  }

  /** Resolves with its exit code once all its output is read; rejects after some seconds. */
  async exitCode(): Promise<number | null> {
    await this.#until("end", () => (this.#isOver ? true : null));
    return this.#child.exitCode;
  }

  /** Resolves when that has ended it. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }

  #until<Found>(what: string, find: () => Found | null): Promise<Found> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const fail = (why: string): void =>
        settle(() => reject(new Error(`${why}; it said: ${this.out}\n${this.error}`)));
      const look = (): void => {
        const found = find();
        if (found !== null) settle(() => resolve(found));
        else if (this.#isOver) fail(`the program ended and did not ${what}`);
      };
      const timer = setTimeout(() => fail(`the program did not ${what} in ${WAIT_MS} ms`), WAIT_MS);
      this.#waiting.add(look);
      look();
    });
  }
}
