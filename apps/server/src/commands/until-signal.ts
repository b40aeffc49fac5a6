import { describeFault } from "./faults.ts";

/** How long a clean end may take before the process is ended all the same; the log stays whole either way. */
const STOP_DEADLINE_MS = 8_000;

/** A program that runs until it is told to end. */
export interface Runnable {
  stop(reason: string): Promise<void>;
}

/**
 * Starts a program and lets it run until SIGINT or SIGTERM, or until `onFatal` was called. `shown` is called once it
 * runs, with the seconds that it took.
 */
export async function runUntilSignal<Program extends Runnable>(
  start: (onFatal: (error: unknown) => void) => Promise<Program>,
  shown: (program: Program, seconds: string) => void,
): Promise<void> {
  const began = performance.now();
  let program: Program | null = null;
  let ending: Promise<void> | null = null;
  const end = (reason: string): Promise<void> =>
    (ending ??= stop(() => program?.stop(reason) ?? Promise.resolve()));
  try {
    const onFatal = (error: unknown): void => {
      console.error(`Trading has stopped: ${describeFault(error)}`);
      process.exitCode = 1;
      if (program !== null) void end("a part of the engine failed");
    };
    program = await start(onFatal);
    // Before a line says that it is ready. Not once: npm hands Ctrl-C on to a process that the terminal has told
    // already, and the second must not kill it.
    process.on("SIGINT", () => void end("SIGINT"));
    process.on("SIGTERM", () => void end("SIGTERM"));
    shown(program, ((performance.now() - began) / 1_000).toFixed(1));
    console.log("Ctrl-C stops it.");
  } catch (error) {
    console.error(describeFault(error));
    process.exitCode = 1;
  }
}

async function stop(end: () => Promise<void>): Promise<void> {
  const late = setTimeout(() => {
    console.error(
      `Not everything ended within ${STOP_DEADLINE_MS} ms; the log holds all that was acknowledged.`,
    );
    process.exit(1);
  }, STOP_DEADLINE_MS);
  late.unref();
  try {
    await end();
    console.log("Stopped.");
  } catch (error) {
    console.error(describeFault(error));
    process.exitCode = 1;
  }
}
