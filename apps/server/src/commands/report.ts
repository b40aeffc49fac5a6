import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { epochMs, exchangeDate, type EpochMs, type IsoDate, parseIsoDate } from "@legbook/domain";
import type { LogReader } from "@legbook/engine";
import {
  createPastViews,
  dayBounds,
  type PastViews,
  sessionReport,
  type SessionReport,
} from "@legbook/projections";
import type { Command } from "commander";
import { filesOfLog } from "../log-files.ts";
import { pastLog } from "../past-log.ts";
import { type Progress, startProgress } from "../progress.ts";
import { plural } from "../report/format.ts";
import { htmlOf } from "../report/html.ts";
import { markdownOf } from "../report/markdown.ts";
import { sessionDocument } from "../report/session-document.ts";
import { SettingsFault } from "../settings.ts";
import { openSnapshotsForReading } from "../snapshots/snapshot-store.ts";
import { openLogForReading } from "./log-argument.ts";
import { runCommand } from "./run-command.ts";

interface ReportOptions {
  readonly date?: string;
  readonly log?: string;
  readonly folder: string;
  readonly out: string;
}

const SECOND = 1_000;
/** Where `start` keeps its logs. */
const LOGS_FOLDER = "data";

export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description(
      "write a day's session report, one HTML page and Markdown; reads the log and changes nothing",
    )
    .option("--date <yyyy-mm-dd>", "the day in New York (default: that of the log's last event)")
    .option("--log <file>", "the log: a file or esdb://HOST:PORT (default: the only file below ./data)")
    .option("--folder <folder>", "of a log on a server: where `start` keeps its own files", LOGS_FOLDER)
    .option("--out <folder>", "where the report is written", "reports")
    .action((options: ReportOptions) => runCommand(() => report(options)));
}

/** A report is no verdict: whatever is in it, it was written. */
async function report(options: ReportOptions): Promise<void> {
  const asked = options.date === undefined ? null : dateOf(options.date);
  const address = logOf(options.log);
  const log = await openLogForReading(address);
  const snapshots = await openSnapshotsForReading({
    path: filesOfLog(address, options.folder).snapshots,
    log,
    onRefused: (what) => console.error(what),
  });
  try {
    const past = createPastViews({ log: pastLog(log), snapshots, nextTurn: () => setImmediate() });
    const made = await madeReport(log, past, asked ?? (await lastDate(log)));
    const files = writeReport(made, resolve(options.out));
    const act = made.attention.filter(({ urgency }) => urgency === "act").length;
    if (made.events === 0) console.log(`The log has no event of ${made.date}: the report says so.`);
    const counts = [
      `${plural(made.events, "event")} besides the journal of inputs`,
      plural(made.orders.length, "order"),
      `${plural(act, "thing")} to act on`,
    ];
    console.log(`${made.date}: ${counts.join(", ")}.`);
    console.log(files.join("\n"));
  } finally {
    snapshots.close();
    await log.close();
  }
}

function dateOf(text: string): IsoDate {
  const date = parseIsoDate(text);
  if (date === null)
    throw new SettingsFault([`--date: ${JSON.stringify(text)} is no date; write it as YYYY-MM-DD`]);
  return date;
}

function logOf(named: string | undefined): string {
  if (named !== undefined) return named;
  const logs = existsSync(LOGS_FOLDER)
    ? readdirSync(LOGS_FOLDER).filter((name) => name.endsWith(".db") && !name.endsWith(".views.db"))
    : [];
  const [only] = logs;
  if (only !== undefined && logs.length === 1) return join(LOGS_FOLDER, only);
  const found =
    logs.length === 0
      ? `there is none below ./${LOGS_FOLDER}`
      : `one of ${logs.map((name) => join(LOGS_FOLDER, name)).join(", ")}`;
  throw new SettingsFault([`--log: name the log's file; ${found}`]);
}

async function lastDate(store: LogReader): Promise<IsoDate> {
  for await (const [last] of store.readAll({ direction: "backwards", limit: 1 })) {
    if (last !== undefined) return exchangeDate(last.metadata.occurredAt);
  }
  throw new SettingsFault(["--log: the log is empty: there is nothing to report"]);
}

/** Its progress is that of the day: seconds from its first event to its last. */
async function madeReport(store: LogReader, past: PastViews, date: IsoDate): Promise<SessionReport> {
  const last = await past.positionAt(epochMs(dayBounds(date).end - 1));
  const seen: { first: EpochMs | null; progress: Progress | null } = { first: null, progress: null };
  const totalOf = (first: EpochMs): number => Math.max(1, Math.floor(((last?.at ?? first) - first) / SECOND));
  const made = await sessionReport({
    log: store,
    past,
    date,
    onProgress(_events, at) {
      seen.first ??= at;
      const total = totalOf(seen.first);
      seen.progress ??= startProgress({ title: `Reading ${date}`, total, unit: "s of the day" });
      seen.progress.update(Math.min(total, Math.floor((at - seen.first) / SECOND)));
    },
  });
  if (seen.first !== null) seen.progress?.update(totalOf(seen.first));
  seen.progress?.end();
  return made;
}

function writeReport(made: SessionReport, folder: string): readonly string[] {
  const document = sessionDocument(made);
  mkdirSync(folder, { recursive: true });
  const base = join(folder, `session-${made.date}`);
  const files = [
    { path: `${base}.html`, text: htmlOf(document) },
    { path: `${base}.md`, text: markdownOf(document) },
  ];
  for (const { path, text } of files) writeFileSync(path, text);
  return files.map(({ path }) => path);
}
