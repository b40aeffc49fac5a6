import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** How a program ended: one of both is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Settings of the test runner that a program started by a user would not see. */
const RUNNER_ONLY = /^(NODE_ENV|NODE_OPTIONS|VITEST.*|TEST|DEV|PROD|MODE|SSR|BASE_URL|npm_.*)$/i;

/** The environment of a user's shell: this one without what the test runner has added. */
function userEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !RUNNER_ONLY.test(name)));
}

/** A test ends what it has started. This is for a test runner that ends in the middle of one. */
const alive = new Set<Child>();
process.on("exit", () => alive.forEach((child) => child.signal("SIGKILL")));

/** A program that a test has started, in a process group of its own. */
export class Child {
  readonly pid: number;
  /** All that it has printed until now. */
  stdout = "";
  stderr = "";
  #ended: Exit | Error | null = null;
  readonly #readers = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.pid = child.pid ?? 0;
    if (this.pid > 0) alive.add(this);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.#changed();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      this.#changed();
    });
    child.once("error", (error) => this.#over(error));
    child.once("close", (code, signal) => this.#over({ code, signal }));
  }

  /** Resolves with the first match in its output; rejects when it ends without it, and after `deadlineMs`. */
  printed(pattern: RegExp, deadlineMs: number): Promise<RegExpExecArray> {
    const find = (): RegExpExecArray | null => pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    return this.#wait(`print ${pattern}`, deadlineMs, find);
  }

  /** Resolves once it has ended and all its output is read; rejects when it was never started, and after `deadlineMs`. */
  ends(deadlineMs: number): Promise<Exit> {
    return this.#wait("end", deadlineMs, () => (this.#ended instanceof Error ? null : this.#ended));
  }

  /** Signals the whole group, as a terminal does for Ctrl-C. Nothing when it has ended already. */
  signal(name: NodeJS.Signals): void {
    if (this.#ended !== null || this.pid === 0) return;
    try {
      process.kill(-this.pid, name);
    } catch (error) {
      // It has gone, and that is about to be told.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  /** Ends the group, whatever state it is in. Repeating it is harmless. */
  async end(): Promise<void> {
    this.signal("SIGKILL");
    if (!(this.#ended instanceof Error)) await this.ends(KILL_DEADLINE_MS);
  }

  #changed(): void {
    for (const reader of this.#readers) reader();
  }

  #over(how: Exit | Error): void {
    this.#ended ??= how;
    alive.delete(this);
    this.#changed();
  }

  /** What `find` gives, as soon as it gives anything. */
  #wait<Found>(what: string, deadlineMs: number, find: () => Found | null): Promise<Found> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#readers.delete(look);
        act();
      };
      const fail = (why: string): void =>
        settle(() => reject(new Error(`${why}\nstdout:\n${this.stdout}\nstderr:\n${this.stderr}`)));
      const look = (): void => {
        const found = find();
        const ended = this.#ended;
        if (found !== null) settle(() => resolve(found));
        else if (ended instanceof Error) fail(`was never started: ${ended.message}`);
        else if (ended !== null) fail(`ended with ${ended.code ?? ended.signal} and did not ${what}`);
      };
      const timer = setTimeout(() => fail(`did not ${what} in ${deadlineMs} ms`), deadlineMs);
      this.#readers.add(look);
      look();
    });
  }
}

/** What was killed has ended by then on any machine. */
const KILL_DEADLINE_MS = 10_000;

/** Starts a program in the repository's folder. */
export function startChild(program: string, args: readonly string[]): Child {
  return new Child(
    spawn(program, args, {
      cwd: root,
      env: userEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    }),
  );
}
