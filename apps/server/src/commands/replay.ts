import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
  type AcceptedDifference,
  ACCEPTED_MAX,
  compareExpectation,
  type Divergence,
  divergenceText,
  expectationText,
  LogUnusable,
  parseExpectation,
  replayLog,
  type ReplayReport,
  replayText,
  writeRecording,
} from "@legbook/engine";
import { isServerAddress, withoutPassword } from "@legbook/engine/eventstoredb";
import type { Command } from "commander";
import { startProgress } from "../progress.ts";
import { eventsOf, openRecordedLog } from "../recorded-log.ts";
import { refuseServer } from "./log-argument.ts";
import { type CommandOutcome, runCommand } from "./run-command.ts";

interface ReplayCommandOptions {
  readonly bless?: true;
  readonly all?: true;
  readonly recordingTo?: string;
}

const BLESS_INSTEAD =
  "Accepted differences are kept beside a file: take one with --recording-to FILE or `legbook copy`, and replay that.";

const SHOWN_MAX = 50;

export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description(
      "decide a recorded log again by today's code and compare; writes nothing. Exit code 1 when decisions differ",
    )
    .argument("<log>", "a log's file or address, or a recording (*.jsonl.gz)")
    .option("--all", `show every difference, ${SHOWN_MAX} at most, and not only the first`)
    .option(
      "--bless",
      "accept the differences from now on: they are kept beside the log, as <log>.expected.json",
    )
    .option("--recording-to <file>", "write the log as a recording to keep with the code (*.jsonl.gz)")
    .action((log: string, options: ReplayCommandOptions) => runCommand(() => replay(log, options)));
}

/** Where the accepted differences of a log are kept. */
export function expectationPath(log: string): string {
  return `${log}.expected.json`;
}

async function replay(path: string, options: ReplayCommandOptions): Promise<CommandOutcome> {
  if (options.bless === true) refuseServer(path, BLESS_INSTEAD);
  const log = await openRecordedLog(path);
  try {
    const expected = expectationOf(path);
    const divergences: Divergence[] = [];
    const progress = startProgress({ title: "Replaying", total: await eventsOf(log), unit: "events" });
    const report = await replayLog(log, {
      onProgress: (events) => progress.update(events),
      onDivergence: (divergence) => {
        if (divergences.length <= ACCEPTED_MAX) divergences.push(divergence);
      },
    });
    progress.end();
    for (const line of replayText(report)) console.log(line);
    if (options.all === true) show(divergences);
    if (report.inputs === 0) return unreplayable(path);
    if (options.recordingTo !== undefined)
      writeFileSync(options.recordingTo, await writeRecording(log), { flag: "wx" });
    return judge(path, { report, expected, divergences, isBlessed: options.bless === true });
  } finally {
    await log.close();
  }
}

function unreplayable(path: string): never {
  throw new LogUnusable(
    "not-a-log",
    `${withoutPassword(path)} holds no inputs that could be decided again`,
    "Logs of sessions since inputs are recorded can be replayed; see docs/concepts/replay.md.",
  );
}

interface Findings {
  readonly report: ReplayReport;
  readonly expected: readonly AcceptedDifference[];
  readonly divergences: readonly Divergence[];
  readonly isBlessed: boolean;
}

/** Shows what changed since the differences were accepted; with `--bless` it is accepted now. */
function judge(path: string, { report, expected, divergences, isBlessed }: Findings): CommandOutcome {
  const { unexpected, vanished } = compareExpectation(expected, divergences);
  if (expected.length > 0 || isBlessed) {
    for (const one of unexpected.slice(0, SHOWN_MAX)) console.log(`+ ${words(one)}`);
    for (const one of vanished.slice(0, SHOWN_MAX)) console.log(`- ${words(one)}`);
    const unchanged = expected.length - vanished.length;
    console.log(
      `Accepted before: ${expected.length}; unchanged ${unchanged}, new ${unexpected.length}, gone ${vanished.length}.`,
    );
  }
  if (isBlessed) {
    writeFileSync(expectationPath(path), expectationText(divergences));
    console.log(`Accepted now: ${divergences.length}, in ${expectationPath(path)}`);
    return 0;
  }
  if (expected.length === 0) return report.first === null ? 0 : 1;
  return unexpected.length + vanished.length === 0 ? 0 : 1;
}

function expectationOf(path: string): readonly AcceptedDifference[] {
  if (isServerAddress(path)) return [];
  const file = expectationPath(path);
  return existsSync(file) ? parseExpectation(readFileSync(file, "utf8")) : [];
}

function words({ kind, type, stream, position, fields }: AcceptedDifference): string {
  const names = fields.map(({ path }) => path).filter((name) => name !== "");
  return `${position} ${stream} ${type} ${kind}${names.length === 0 ? "" : ` (${names.slice(0, 5).join(", ")})`}`;
}

function show(divergences: readonly Divergence[]): void {
  for (const divergence of divergences.slice(0, SHOWN_MAX))
    for (const line of divergenceText(divergence)) console.log(line);
}
