import { existsSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { inspectHeader, refuseOtherSchema, withReadOnly } from "../event-store/sqlite/inspection.ts";
import { translateFailure } from "../event-store/sqlite/failures.ts";
import { listSegments, readSegment, segmentFile, type Segment } from "../event-store/sqlite/segments.ts";
import { openSqliteLogReader } from "../event-store/sqlite/index.ts";
import { brokenRules } from "../event-store/sqlite/verify.ts";
import { inspectWal, type WalReport } from "../event-store/sqlite/wal-inspection.ts";
import { type EventCodec, LogUnusable } from "../ports/event-store.ts";
import { DAMAGE_REMEDY, examineLog, type Finding, type LogExamination } from "./examine-log.ts";

export interface FileExamination {
  readonly bytes: number;
  /** What only the write-ahead log holds. */
  readonly wal: WalReport;
  readonly segments: { readonly count: number; readonly events: number; readonly bytes: number };
  /** Null when the file could not be read as a log. */
  readonly log: LogExamination | null;
  /** Of the file and of the log in it; none for a sound one. */
  readonly findings: readonly Finding[];
}

const NO_SEGMENTS = { count: 0, events: 0, bytes: 0 };
const CHECK_FINDINGS_MAX = 10;

/**
 * Examines a log's file in every way that there is: its header, its write-ahead log, SQLite's pages and indexes, the
 * rules that rows keep to, segments of old ticks, then the log from its first event to its last. Nothing is thrown for
 * what is wrong with it: it is told. Nothing is written, not even beside it while nobody has it open.
 */
export async function examineLogFile(
  path: string,
  codec: EventCodec,
  onProgress: (events: number, total: number) => void,
): Promise<FileExamination> {
  // Its write-ahead log is there for as long as anybody has a log open.
  const immutable = !existsSync(`${path}-wal`);
  const examination = await examine({ path, codec, immutable, onProgress });
  const isOpenedMeanwhile = immutable && existsSync(`${path}-wal`);
  return isOpenedMeanwhile ? examine({ path, codec, immutable: false, onProgress }) : examination;
}

interface Examining {
  readonly path: string;
  readonly codec: EventCodec;
  /** SQLite takes the file for one that nobody changes, and lays nothing beside it. */
  readonly immutable: boolean;
  readonly onProgress: (events: number, total: number) => void;
}

async function examine({ path, codec, immutable, onProgress }: Examining): Promise<FileExamination> {
  const findings: Finding[] = [];
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const wal = inspectWal(path);
  if (wal.damage !== null) findings.push(damage(`its write-ahead log ${wal.damage}`));
  if (wal.tornFrames > 0) findings.push(torn(wal));
  let counted: { readonly events: number; readonly segments: FileExamination["segments"] };
  try {
    if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
    inspectHeader(path);
    counted = withReadOnly(path, { immutable }, (db) => {
      refuseOtherSchema(db, path);
      findings.push(...pages(db), ...[...brokenRules(db)].map(damage));
      return { events: countEvents(db), segments: examineSegments(db, path, findings) };
    });
  } catch (error) {
    findings.push(refusal(translateFailure(error, path)));
    return { bytes, wal, segments: NO_SEGMENTS, log: null, findings };
  }
  if (wal.damage !== null) return { bytes, wal, segments: counted.segments, log: null, findings };
  const reader = openSqliteLogReader({ path, codec, damaged: "open", immutable });
  try {
    const log = await examineLog(reader, codec, (events) => onProgress(events, counted.events));
    return { bytes, wal, segments: counted.segments, log, findings: [...findings, ...log.findings] };
  } finally {
    await reader.close();
  }
}

function damage(what: string): Finding {
  return { kind: "damage", what, remedy: DAMAGE_REMEDY };
}

function refusal(error: unknown): Finding {
  if (!(error instanceof LogUnusable)) throw error;
  const kind = error.reason === "corrupt" ? "damage" : "unusable";
  return { kind, what: error.message, remedy: error.remedy };
}

function torn({ tornFrames }: WalReport): Finding {
  return {
    kind: "attention",
    what: `its write-ahead log ends in the middle of a commit (${tornFrames} frames), as a crash leaves it`,
    remedy:
      "Nothing to do: that commit was not acknowledged to anybody, and the next start takes the log without it.",
  };
}

function pages(db: DatabaseSync): readonly Finding[] {
  const rows = db.prepare(`PRAGMA integrity_check(${CHECK_FINDINGS_MAX})`).all();
  return rows
    .map((row) => String(row["integrity_check"]))
    .filter((text) => text !== "ok")
    .map(damage);
}

function countEvents(db: DatabaseSync): number {
  return Number(db.prepare("SELECT count(*) AS events FROM events").get()?.["events"]);
}

function examineSegments(db: DatabaseSync, path: string, findings: Finding[]): FileExamination["segments"] {
  const segments = listSegments(db);
  let bytes = 0;
  for (const segment of segments) {
    const finding = examineSegment(path, segment);
    if (finding !== null) findings.push(finding);
    bytes += statSync(segmentFile(path, segment.first, segment.last), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { count: segments.length, events: segments.reduce((sum, { events }) => sum + events, 0), bytes };
}

function examineSegment(path: string, segment: Segment): Finding | null {
  try {
    readSegment(path, segment);
    return null;
  } catch (error) {
    return refusal(error);
  }
}
