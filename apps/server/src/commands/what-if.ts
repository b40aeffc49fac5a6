import { DEFAULT_RISK_LIMITS, limitsRefusal } from "@legbook/domain";
import { parseWhatIfSettings, whatIf, type WhatIfSettings, whatIfText } from "@legbook/engine";
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
      "what other risk limits and scan filters would have made of a recorded log: orders blocked or allowed, candidates and trades gone or added, fills at other limit prices; writes nothing",
    )
    .argument("<log>", "a log's file or address, or a recording (*.jsonl.gz)")
    .option(
      "--set <setting>",
      "risk.orderValueMax=5000, scan.shortDeltaMax=0.25, scan.width=1..10, scan.widthMin=none, scan.rights=put (amounts in the currency's units); may be repeated",
      (setting: string, before: readonly string[]) => [...before, setting],
      [],
    )
    .option("--json", "print the whole report as JSON, amounts in millionths")
    .action((log: string, options: WhatIfCommandOptions) => runCommand(() => judge(log, options)));
}

async function judge(path: string, { set, json }: WhatIfCommandOptions): Promise<CommandOutcome> {
  const settings = settingsOf(set);
  const log = await openRecordedLog(path);
  try {
    const progress = startProgress({ title: "Judging", total: await eventsOf(log), unit: "events" });
    const report = await whatIf(log, { ...settings, onProgress: (events) => progress.update(events) });
    progress.end();
    if (json === true) console.log(JSON.stringify(report));
    else for (const line of whatIfText(report)) console.log(line);
    return 0;
  } finally {
    await log.close();
  }
}

/** A setting that is none is the caller's fault, told without a stack. */
function settingsOf(told: readonly string[]): WhatIfSettings {
  try {
    const settings = parseWhatIfSettings(told);
    const refusal = limitsRefusal({ ...DEFAULT_RISK_LIMITS, ...settings.limits });
    if (refusal !== null) throw new RangeError(`${refusal.message} ${refusal.remedy}`);
    return settings;
  } catch (error) {
    throw error instanceof RangeError ? new SettingsFault([`--set: ${error.message}`]) : error;
  }
}
