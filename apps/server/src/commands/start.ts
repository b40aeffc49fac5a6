import type { Command } from "commander";
import { pino } from "pino";
import { parseSettings, tradingMode } from "../settings.ts";
import { startServer, type RunningServer } from "../start-server.ts";
import { describeFault } from "./faults.ts";
import { addSettingsOptions } from "./settings-options.ts";

/** How long a clean end may take before the process is ended all the same; the log stays whole either way. */
const STOP_DEADLINE_MS = 8_000;

export function addStartCommand(program: Command): void {
  addSettingsOptions(program.command("start").description("start the engine, the API and the page")).action(
    start,
  );
}

async function start(options: unknown): Promise<void> {
  const began = performance.now();
  let server: RunningServer | null = null;
  let ending: Promise<void> | null = null;
  const end = (reason: string): Promise<void> =>
    (ending ??= stop(() => server?.stop(reason) ?? Promise.resolve()));
  try {
    const settings = parseSettings(options);
    const logger = pino({ level: settings.logLevel }, pino.destination(2));
    const onFatal = (error: unknown): void => {
      console.error(`Trading has stopped: ${describeFault(error)}`);
      process.exitCode = 1;
      if (server !== null) void end("a part of the engine failed");
    };
    server = await startServer({ settings, logger, onFatal });
    // Before a line says that it is ready. Not once: npm hands Ctrl-C on to a process that the terminal has told
    // already, and the second must not kill it.
    process.on("SIGINT", () => void end("SIGINT"));
    process.on("SIGTERM", () => void end("SIGTERM"));
    const { signInUrl, files, gateway } = server;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(`Legbook ${tradingMode(settings).toUpperCase()}, gateway ${gateway}, log ${files.log}`);
    console.log(`Ready in ${seconds} s. Sign in (once) at:\n\n  ${signInUrl}\n`);
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
