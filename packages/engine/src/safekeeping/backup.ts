import { copyFileSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { backup } from "node:sqlite";
import { refuseTaken, placeFile, PlaceTaken, syncFile, syncFolder } from "../event-store/sqlite/placing.ts";
import { translateFailure } from "../event-store/sqlite/failures.ts";
import { openLogFileReadOnly } from "../event-store/sqlite/log-file.ts";
import { listSegments, segmentFile, segmentsFolder } from "../event-store/sqlite/segments.ts";
import { type LogSummary, openSqliteLogReader, verifySqliteLog } from "../event-store/index.ts";
import { type EventCodec, LogUnusable } from "../ports/event-store.ts";
import { verifyChain } from "./verify-chain.ts";

export interface BackupProgress {
  readonly stage: "copying" | "verifying";
  /** Pages of the file, or events. */
  readonly done: number;
  readonly total: number;
}

export interface BackupOptions {
  /** A log's file. A running Legbook may go on writing to it. */
  readonly from: string;
  /** Where nothing may be yet. */
  readonly to: string;
  /** Other files that must not be there: what belongs to another log in that place. */
  readonly companions?: readonly string[];
  readonly codec: EventCodec;
  readonly onProgress: (progress: BackupProgress) => void;
}

export interface BackupResult extends LogSummary {
  /** Of the file, without segments. */
  readonly bytes: number;
  readonly segments: number;
  /** Of the last event. */
  readonly hash: Uint8Array;
}

/** Pages copied at a time; a writer waits for none of them. */
const PAGES_A_STEP = 2_000;

/**
 * Copies a log, with its segments of old ticks, as it is at this moment: one read transaction sees one state of the
 * file, whatever is appended meanwhile. The copy is checked as a whole, its chain of hashes too, before it has its
 * name. A restore is the same, the other way.
 *
 * Throws `PlaceTaken` when something is at `to`, and `LogUnusable` when the log or the copy is damaged; then nothing
 * is left behind.
 */
export async function backUpLog(options: BackupOptions): Promise<BackupResult> {
  const { from, to, companions = [], codec, onProgress } = options;
  refuseTaken([to, `${to}-wal`, `${to}-journal`, segmentsFolder(to), ...companions]);
  mkdirSync(dirname(to), { recursive: true });
  const workshop = `${to}.copying-${process.pid}`;
  mkdirSync(workshop);
  try {
    const draft = join(workshop, basename(to));
    const segments = await copyFiles(from, draft, onProgress);
    // Nobody else knows of it: SQLite need not lay files beside it.
    const summary = verifySqliteLog(draft, { immutable: true });
    const reader = openSqliteLogReader({ path: draft, codec, immutable: true });
    let hash: Uint8Array;
    try {
      hash = await verifyChain(reader, (done) =>
        onProgress({ stage: "verifying", done, total: summary.events }),
      );
    } finally {
      await reader.close();
    }
    const { size } = statSync(draft);
    if (segments > 0) renameSync(segmentsFolder(draft), segmentsFolder(to));
    if (!placeFile(draft, to)) throw new PlaceTaken(`${to} exists already`);
    return { ...summary, bytes: size, segments, hash };
  } catch (error) {
    throw namingTheLog(translateFailure(error, to), join(workshop, basename(to)), from);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** What is wrong with the copy was wrong with the log: the copy, which is gone, is nothing that a person could look at. */
function namingTheLog(error: unknown, draft: string, from: string): unknown {
  if (!(error instanceof LogUnusable)) return error;
  const message = error.message.replaceAll(draft, from);
  return Object.assign(new LogUnusable(error.reason, message, error.remedy), { cause: error });
}

/** Returns how many segments there are. */
async function copyFiles(
  from: string,
  draft: string,
  onProgress: BackupOptions["onProgress"],
): Promise<number> {
  const source = openLogFileReadOnly(from, {});
  try {
    // The first read begins the transaction: what is copied is the log as of now.
    source.exec("BEGIN");
    const segments = listSegments(source);
    let total = 0;
    await backup(source, draft, {
      rate: PAGES_A_STEP,
      progress: ({ totalPages, remainingPages }) => {
        total = totalPages;
        onProgress({ stage: "copying", done: totalPages - remainingPages, total });
      },
    });
    onProgress({ stage: "copying", done: total, total });
    if (segments.length > 0) mkdirSync(segmentsFolder(draft));
    for (const { first, last } of segments) {
      const copy = segmentFile(draft, first, last);
      copyFileSync(segmentFile(from, first, last), copy);
      syncFile(copy);
    }
    if (segments.length > 0) syncFolder(segmentsFolder(draft));
    syncFile(draft);
    return segments.length;
  } finally {
    source.close();
  }
}
