import type { Command } from "commander";
import { pino } from "pino";
import { parseSettings, type Settings, tradingMode } from "../settings.ts";
import { startServer } from "../start-server.ts";
import { addSettingsOptions } from "./settings-options.ts";
import { runUntilSignal } from "./until-signal.ts";

export function addStartCommand(program: Command): void {
  addSettingsOptions(program.command("start").description("start the engine, the API and the page")).action(
    start,
  );
}

function start(options: unknown): Promise<void> {
  let mode: string | null = null;
  return runUntilSignal(
    (onFatal) => {
      const settings = parseSettings(options);
      mode = tradingMode(settings).toUpperCase();
      return startServer({ settings, logger: loggerOf(settings), onFatal });
    },
    ({ signInUrl, files, gateway }, seconds) => {
      console.log(`Legbook ${mode}, gateway ${gateway}, log ${files.log}`);
      console.log(`Ready in ${seconds} s. Sign in (once) at:\n\n  ${signInUrl}\n`);
    },
  );
}

export function loggerOf(settings: Settings): pino.Logger {
  return pino({ level: settings.logLevel }, pino.destination(2));
}
