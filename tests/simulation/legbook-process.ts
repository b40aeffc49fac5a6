import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A `legbook` command as a process of its own. */
export interface LegbookProcess {
  /** Everything printed so far. */
  readonly output: () => string;
  /** Resolves with the first group of the first match of what is printed; rejects when it ends before, or too late. */
  printed(pattern: RegExp, deadlineMs: number): Promise<string>;
  kill(signal: "SIGKILL" | "SIGINT" | "SIGSTOP" | "SIGCONT"): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly hasEnded: () => boolean;
}

export function runLegbook(args: readonly string[]): LegbookProcess {
  const child: ChildProcess = spawn(process.execPath, ["apps/server/src/main.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let over = false;
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("close", (code, signal) => {
      over = true;
      for (const listener of listeners) listener();
      resolve({ code, signal });
    });
  });
  return {
    output: () => output,
    ended,
    hasEnded: () => over,
    kill: (signal) => child.kill(signal),
    printed(pattern, deadlineMs) {
      return new Promise((resolve, reject) => {
        const finish = (run: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          run();
        };
        const look = () => {
          const match = pattern.exec(output);
          if (match !== null) finish(() => resolve(match[1] ?? match[0]));
          else if (over) finish(() => reject(new Error(`ended without ${pattern}:\n${output}`)));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`no ${pattern} within ${deadlineMs} ms:\n${output}`))),
          deadlineMs,
        );
        listeners.add(look);
        look();
      });
    },
  };
}
