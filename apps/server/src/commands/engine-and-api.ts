import type { Command } from "commander";
import { startApiProcess } from "../api-process.ts";
import { startEngineProcess } from "../engine-process.ts";
import { parseSettings, tradingMode } from "../settings.ts";
import { addSettingsOptions } from "./settings-options.ts";
import { loggerOf } from "./start.ts";
import { runUntilSignal } from "./until-signal.ts";

/** Engine and API as processes of their own, on a log on a server. */
export function addEngineAndApiCommands(program: Command): void {
  addSettingsOptions(
    program.command("engine").description("start the engine alone, on a log on a server"),
  ).action(engine);
  program
    .command("api")
    .description("start page and API alone, on a log on a server; any number of them")
    .requiredOption("--log <address>", "esdb://HOST:PORT?log=NAME, as the engine has it")
    .option("--port <number>", "port of the page and the API, 0 for a free one (default: 4810)")
    .option("--folder <folder>", "where this process keeps its own files (default: ./data)")
    .option("--log-level <level>", "debug, info, warn, error or silent (default: warn)")
    .action(api);
}

function engine(options: unknown): Promise<void> {
  let mode: string | null = null;
  return runUntilSignal(
    (onFatal) => {
      const settings = parseSettings(options);
      mode = tradingMode(settings).toUpperCase();
      return startEngineProcess({ settings, logger: loggerOf(settings), onFatal });
    },
    ({ files, gateway }, seconds) => {
      console.log(`Legbook engine ${mode}, gateway ${gateway}, log ${files.log}`);
      console.log(`Ready in ${seconds} s. \`legbook api --log ...\` shows it.`);
    },
  );
}

function api(options: unknown): Promise<void> {
  return runUntilSignal(
    (onFatal) => {
      const settings = parseSettings(options);
      return startApiProcess({ settings, logger: loggerOf(settings), onFatal });
    },
    ({ signInUrl, files, session }, seconds) => {
      console.log(`Legbook API ${session.mode.toUpperCase()}, gateway ${session.gateway}, log ${files.log}`);
      console.log(`Ready in ${seconds} s. Sign in (once) at:\n\n  ${signInUrl}\n`);
    },
  );
}
