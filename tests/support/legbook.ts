import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild, type Child, type Exit } from "./child-process.ts";

const MAIN = "apps/server/src/main.ts";

/** Longer than any start on a busy machine. */
const START_DEADLINE_MS = 40_000;

/** A running Legbook of a test. */
export interface RunningLegbook {
  readonly child: Child;
  /** With the token that can be used once. */
  readonly signInUrl: string;
  /** The server's own address, such as `http://127.0.0.1:4810`. */
  readonly origin: string;
}

/** Starts as a user does, `npm start -- ...`: npm builds the page first when it is stale, then runs the engine. */
export function npmStart(...args: readonly string[]): Promise<RunningLegbook> {
  return ready(startChild("npm", ["start", "--", "--port", "0", ...args]));
}

/** Starts the engine without npm. The page must have been built. */
export function legbookStart(...args: readonly string[]): Promise<RunningLegbook> {
  return ready(startLegbook("start", "--port", "0", ...args));
}

/** Starts a command of the `legbook` program. */
export function startLegbook(...args: readonly string[]): Child {
  return startChild(process.execPath, [MAIN, ...args]);
}

/** Runs a command of the `legbook` program to its end. */
export async function runLegbook(
  ...args: readonly string[]
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const child = startLegbook(...args);
  try {
    const exit = await child.ends(START_DEADLINE_MS);
    return { ...exit, stdout: child.stdout, stderr: child.stderr };
  } finally {
    await child.end();
  }
}

async function ready(child: Child): Promise<RunningLegbook> {
  try {
    const [signInUrl] = await child.printed(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, START_DEADLINE_MS);
    return { child, signInUrl, origin: new URL(signInUrl).origin };
  } catch (error) {
    await child.end();
    throw error;
  }
}

/** A new empty folder, and how to remove it with all that is in it. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "legbook-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
