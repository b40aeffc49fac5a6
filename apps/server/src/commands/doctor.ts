import { existsSync } from "node:fs";
import {
  domainEventCodec,
  examineLog,
  examineLogFile,
  type FileExamination,
  type Finding,
  type LogExamination,
  LogUnusable,
  timeText,
} from "@legbook/engine";
import { isServerAddress, withoutPassword } from "@legbook/engine/eventstoredb";
import type { Command } from "commander";
import { openLogForReading } from "./log-argument.ts";
import { type CommandOutcome, runCommand } from "./run-command.ts";
import { stagedProgress } from "./staged-progress.ts";
import { bytesText } from "./texts.ts";

const TYPES_SHOWN_MAX = 8;

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "examine a log in every way that there is; writes nothing. Exit code 1 when something is wrong",
    )
    .argument("<log>", "the log's file, or esdb://HOST:PORT on a server")
    .option("--json", "print what was found as JSON")
    .action((log: string, options: { readonly json?: true }) =>
      runCommand(() => examine(log, options.json === true)),
    );
}

/** What was found; `file` is null for a log on a server. */
interface Examined {
  readonly file: Pick<FileExamination, "bytes" | "wal" | "segments"> | null;
  readonly log: LogExamination | null;
  readonly findings: readonly Finding[];
}

type OnProgress = (events: number, total: number | null) => void;

async function examine(log: string, asJson: boolean): Promise<CommandOutcome> {
  const progress = stagedProgress();
  const onProgress = (done: number, total: number | null): void =>
    progress.show({ title: "Examining", unit: "events", done, total });
  const examined = await (isServerAddress(log) ? onServer(log, onProgress) : inFile(log, onProgress));
  progress.end();
  const name = withoutPassword(log);
  if (asJson) console.log(JSON.stringify(summary(name, examined)));
  else for (const line of lines(name, examined)) console.log(line);
  return isSound(examined) ? 0 : 1;
}

async function inFile(path: string, onProgress: OnProgress): Promise<Examined> {
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  const { log, findings, ...file } = await examineLogFile(path, domainEventCodec(), onProgress);
  return { file, log, findings };
}

async function onServer(address: string, onProgress: OnProgress): Promise<Examined> {
  const reader = await openLogForReading(address);
  try {
    const log = await examineLog(reader, domainEventCodec(), (events) => onProgress(events, null));
    return { file: null, log, findings: log.findings };
  } finally {
    await reader.close();
  }
}

function isSound({ findings }: Examined): boolean {
  return findings.every(({ kind }) => kind === "attention");
}

function lines(name: string, examined: Examined): readonly string[] {
  const { file, log, findings } = examined;
  const looked = file === null ? "link, hash and payload" : "page, link, hash and payload";
  return [
    ...(file === null ? [name] : ofFile(name, file)),
    ...(log === null ? [] : ofLog(log)),
    isSound(examined) ? `Sound: every ${looked} was looked at.` : "NOT SOUND",
    ...findings.flatMap(ofFinding),
  ];
}

function ofFile(name: string, { bytes, wal, segments }: NonNullable<Examined["file"]>): readonly string[] {
  const walText = wal.frames === 0 ? "" : `, ${wal.commits} commits of it in its write-ahead log`;
  const first = `${name}: ${bytesText(bytes)}${walText}`;
  if (segments.count === 0) return [first];
  const { count, events } = segments;
  return [first, `${count} segments of old ticks: ${events} batches, ${bytesText(segments.bytes)}`];
}

function ofLog({ events, streams, first, last, types, payloadBytes }: LogExamination): readonly string[] {
  const span =
    first === null || last === null
      ? []
      : [
          `From ${timeText(first.metadata.occurredAt)} to ${timeText(last.metadata.occurredAt)}, gateway time`,
        ];
  const shown = types
    .slice(0, TYPES_SHOWN_MAX)
    .map(
      ({ type, schemaVersion, events, payloadBytes }) =>
        `  ${type} v${schemaVersion}`.padEnd(40) + `${events} events, ${bytesText(payloadBytes)}`,
    );
  const more = types.length > TYPES_SHOWN_MAX ? [`  and ${types.length - TYPES_SHOWN_MAX} types more`] : [];
  const head =
    last === null ? [] : [`Last event ${last.position}, hash ${Buffer.from(last.hash).toString("hex")}`];
  return [
    `${events} events in ${streams} streams, payloads of ${bytesText(payloadBytes)}`,
    ...span,
    ...shown,
    ...more,
    ...head,
  ];
}

function ofFinding({ kind, what, remedy }: Finding): readonly string[] {
  return [
    `${kind === "attention" ? "Note" : kind === "damage" ? "Damage" : "Unusable"}: ${what}`,
    `  ${remedy}`,
  ];
}

function summary(name: string, examined: Examined): unknown {
  const { file, log, findings } = examined;
  const about = { log: name, sound: isSound(examined), ...file };
  if (log === null) return { ...about, findings };
  const { first, last, findings: _, ...counts } = log;
  return {
    ...about,
    ...counts,
    from: first?.metadata.occurredAt ?? null,
    to: last?.metadata.occurredAt ?? null,
    position: last?.position ?? null,
    hash: last === null ? null : Buffer.from(last.hash).toString("hex"),
    findings,
  };
}
