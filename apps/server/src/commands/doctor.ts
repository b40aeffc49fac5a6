import { existsSync } from "node:fs";
import {
  domainEventCodec,
  examineLogFile,
  type FileExamination,
  type Finding,
  type LogExamination,
  LogUnusable,
  timeText,
} from "@legbook/engine";
import type { Command } from "commander";
import { startProgress } from "../progress.ts";
import { type CommandOutcome, runCommand } from "./run-command.ts";
import { bytesText } from "./texts.ts";

const TYPES_SHOWN_MAX = 8;

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "examine a log in every way that there is; writes nothing. Exit code 1 when something is wrong",
    )
    .argument("<log>", "the log's file")
    .option("--json", "print what was found as JSON")
    .action((log: string, options: { readonly json?: true }) =>
      runCommand(() => examine(log, options.json === true)),
    );
}

async function examine(path: string, asJson: boolean): Promise<CommandOutcome> {
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  const progress = startProgress({ title: "Examining", total: null, unit: "events" });
  const examination = await examineLogFile(path, domainEventCodec(), (events) => progress.update(events));
  progress.end();
  if (asJson) console.log(JSON.stringify(summary(path, examination)));
  else for (const line of lines(path, examination)) console.log(line);
  return examination.findings.some(({ kind }) => kind !== "attention") ? 1 : 0;
}

function lines(path: string, { bytes, wal, segments, log, findings }: FileExamination): readonly string[] {
  const walText = wal.frames === 0 ? "" : `, ${wal.commits} commits of it in its write-ahead log`;
  const file = [`${path}: ${bytesText(bytes)}${walText}`];
  if (segments.count > 0) {
    file.push(
      `${segments.count} segments of old ticks: ${segments.events} batches, ${bytesText(segments.bytes)}`,
    );
  }
  const verdict = findings.some(({ kind }) => kind !== "attention")
    ? "NOT SOUND"
    : "Sound: every page, link, hash and payload was looked at.";
  return [...file, ...(log === null ? [] : ofLog(log)), verdict, ...findings.flatMap(ofFinding)];
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

function summary(path: string, { bytes, wal, segments, log, findings }: FileExamination): unknown {
  const sound = findings.every(({ kind }) => kind === "attention");
  if (log === null) return { path, sound, bytes, wal, segments, findings };
  const { first, last, findings: _, ...counts } = log;
  return {
    path,
    sound,
    bytes,
    wal,
    segments,
    ...counts,
    from: first?.metadata.occurredAt ?? null,
    to: last?.metadata.occurredAt ?? null,
    position: last?.position ?? null,
    hash: last === null ? null : Buffer.from(last.hash).toString("hex"),
    findings,
  };
}
