import { existsSync, readFileSync } from "node:fs";
import { domainEventCodec, LogUnusable, type LogReader, readRecording } from "@legbook/engine";
import { openLogForReading } from "./commands/log-argument.ts";

const RECORDING = /\.jsonl\.gz$/;

/** Whether a path names a recording that is kept with the code, by its ending. */
export function isRecording(path: string): boolean {
  return RECORDING.test(path);
}

/** Opens a log's file, or a recording (`*.jsonl.gz`), for reading alone. Throws `LogUnusable` for anything else. */
export async function openRecordedLog(path: string): Promise<LogReader> {
  if (!isRecording(path)) return openLogForReading(path);
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  try {
    return await readRecording(readFileSync(path), domainEventCodec());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LogUnusable(
      "corrupt",
      `${path}: ${error.message}`,
      "Take the recording from the repository anew.",
    );
  }
}

/** How many events a log holds, without reading them; null where nobody knows before. */
export async function eventsOf(log: LogReader): Promise<number | null> {
  for await (const [last] of log.readStored({ direction: "backwards", limit: 1 })) {
    const count = Number(last?.position);
    return Number.isSafeInteger(count) ? count : null;
  }
  return 0;
}
