import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** How a program ended: one of both is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that a test has started, in a process group of its own. */
export interface Child {
  readonly pid: number;
  /** All that it has printed until now. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves once it has ended and all its output is read. */
  readonly exited: Promise<Exit>;
  /** Resolves with the first match in its output; rejects when it ends before, or after `deadlineMs`. */
  printed(pattern: RegExp, deadlineMs: number): Promise<RegExpExecArray>;
  /** Signals the whole group, as a terminal does for Ctrl-C. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the group, whatever state it is in. Repeating it is harmless. */
  end(): Promise<void>;
}

/** Settings of the test runner that a program started by a user would not see. */
const RUNNER_ONLY = /^(NODE_ENV|NODE_OPTIONS|VITEST.*|TEST|DEV|PROD|MODE|SSR|BASE_URL|npm_.*)$/i;

/** The environment of a user's shell: this one without what the test runner has added. */
function userEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !RUNNER_ONLY.test(name)));
}

/** Starts a program in the repository's folder. */
export function startChild(program: string, args: readonly string[]): Child {
  const child = spawn(program, args, {
    cwd: root,
    env: userEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  const readers = new Set<() => void>();
  const changed = (): void => readers.forEach((reader) => reader());
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    changed();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    changed();
  });
  let ended: Exit | null = null;
  const { promise: exited, resolve, reject } = Promise.withResolvers<Exit>();
  child.once("error", reject);
  child.once("close", (code, signal) => {
    ended = { code, signal };
    resolve(ended);
    changed();
  });
  const pid = child.pid ?? 0;
  const signal = (name: NodeJS.Signals): void => {
    if (ended === null && pid > 0) process.kill(-pid, name);
  };
  return {
    pid,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    exited,
    signal,
    printed: (pattern, deadlineMs) =>
      new Promise((found, failed) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          readers.delete(look);
          act();
        };
        const said = (): string => `\nstdout:\n${stdout}\nstderr:\n${stderr}`;
        const look = (): void => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match !== null) settle(() => found(match));
          else if (ended !== null)
            settle(() => failed(new Error(`ended without printing ${pattern}${said()}`)));
        };
        const timer = setTimeout(
          () => settle(() => failed(new Error(`did not print ${pattern} in ${deadlineMs} ms${said()}`))),
          deadlineMs,
        );
        readers.add(look);
        look();
      }),
    async end() {
      signal("SIGKILL");
      await exited;
    },
  };
}
