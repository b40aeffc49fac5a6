import { DEFAULT_RISK_LIMITS, limitsRefusal } from "@legbook/domain";
import { parseLimitSettings, whatIf, whatIfText } from "@legbook/engine";
import type { Command } from "commander";
import { SettingsFault } from "../settings.ts";
import { startProgress } from "../progress.ts";
import { eventsOf, openRecordedLog } from "../recorded-log.ts";
import { type CommandOutcome, runCommand } from "./run-command.ts";

interface WhatIfCommandOptions {
  readonly set: readonly string[];
  readonly json?: true;
}

export function addWhatIfCommand(program: Command): void {
  program
    .command("what-if")
    .description(
      "which recorded orders other risk limits would have blocked or allowed, and how other limit prices would have filled; writes nothing",
    )
    .argument("<log>", "a log's file or address, or a recording (*.jsonl.gz)")
    .option(
      "--set <limit>",
      "risk.NAME=VALUE, such as risk.orderValueMax=5000 (amounts in the currency's units); may be repeated",
      (setting: string, before: readonly string[]) => [...before, setting],
      [],
    )
    .option("--json", "print the whole report as JSON, amounts in millionths")
    .action((log: string, options: WhatIfCommandOptions) => runCommand(() => judge(log, options)));
}

async function judge(path: string, { set, json }: WhatIfCommandOptions): Promise<CommandOutcome> {
  const limits = limitsOf(set);
  const log = await openRecordedLog(path);
  try {
    const progress = startProgress({ title: "Judging", total: await eventsOf(log), unit: "events" });
    const report = await whatIf(log, { limits, onProgress: (events) => progress.update(events) });
    progress.end();
    if (json === true) console.log(JSON.stringify(report));
    else for (const line of whatIfText(report)) console.log(line);
    return 0;
  } finally {
    await log.close();
  }
}

/** A setting that is none is the caller's fault, told without a stack. */
function limitsOf(settings: readonly string[]): ReturnType<typeof parseLimitSettings> {
  try {
    const limits = parseLimitSettings(settings);
    const refusal = limitsRefusal({ ...DEFAULT_RISK_LIMITS, ...limits });
    if (refusal !== null) throw new RangeError(`${refusal.message} ${refusal.remedy}`);
    return limits;
  } catch (error) {
    throw error instanceof RangeError ? new SettingsFault([`--set: ${error.message}`]) : error;
  }
}
