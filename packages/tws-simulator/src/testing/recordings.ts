import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordedEntry } from "../recording/format.ts";
import { openRecording } from "../recording/recording-reader.ts";
import type { RecordingClock } from "../recording/recording-writer.ts";

/** A folder for a spec's files. */
export class RecordingFolder {
  readonly path = mkdtempSync(join(tmpdir(), "tws-recording-"));
  #files = 0;

  /** The path of a file that is not there yet. */
  newFile(): string {
    this.#files += 1;
    return join(this.path, `recording-${this.#files}.jsonl`);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A clock that moves by a millisecond whenever it is asked. */
export function tickingClock(): RecordingClock {
  let ms = 0;
  return {
    kind: "market",
    now: () => {
      ms += 1;
      return ms;
    },
    timeOfDay: () => Date.UTC(2026, 2, 16, 14) + ms,
  };
}

/** All entries of a file, and what was said about it. */
export async function readAll(file: string) {
  const said: string[] = [];
  const recording = await openRecording(file, (line) => said.push(line));
  const entries: RecordedEntry[] = [];
  for await (const entry of recording.entries) entries.push(entry);
  return { header: recording.header, entries, end: recording.end(), said };
}

/** The bytes of one direction of a connection as they went over the wire. */
export function wireBytes(
  entries: readonly RecordedEntry[],
  from: "client" | "server",
  connection = 1,
): Buffer {
  const parts: Buffer[] = [];
  for (const entry of entries) {
    if (entry.connection !== connection) continue;
    if (entry.event === "bytes" && entry.from === from) parts.push(entry.payload);
    if (entry.event !== "frame" || entry.from !== from) continue;
    const length = Buffer.alloc(4);
    length.writeInt32BE(entry.payload.length);
    parts.push(length, entry.payload);
  }
  return Buffer.concat(parts);
}

/** What a hand-written recording says of one entry: the rest is counted on. */
export type WrittenEntry = Readonly<Record<string, unknown>> & {
  /** Seconds since the recording began. */
  readonly second?: number;
};

/** Writes a recording of one connection by hand, as the format says: without an end line. */
export function writeRecording(
  file: string,
  begin: string,
  clock: "machine" | "market",
  entries: readonly WrittenEntry[],
): void {
  const header = {
    format: "legbook-tws-recording",
    version: 1,
    createdAt: begin,
    tool: "record",
    notes: "",
    clock,
    replaced: { accounts: "same-length-tokens", texts: 0 },
  };
  let second = 0;
  const lines = entries.map((entry, index) => {
    const { second: at = second, ...rest } = entry;
    second = at;
    const time = new Date(Date.parse(begin) + 1000 * at).toISOString();
    return { n: index + 1, ms: 1000 * at, at: time, connection: 1, ...rest };
  });
  writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
}
