import { createReadStream } from "node:fs";
import { crc32 } from "node:zlib";
import type { z } from "zod";
import {
  type EndLine,
  type EntryLine,
  endLineSchema,
  entryLineSchema,
  FORMAT,
  FORMAT_VERSION,
  headerSchema,
  type RecordedEntry,
  type RecordingHeader,
} from "./format.ts";
import { payloadBytes } from "./payload-text.ts";
import { RecordingError } from "./recording-error.ts";
import { RecordingOrder } from "./recording-order.ts";

/** A frame has at most 16 MiB, and six characters a byte at worst. */
const LINE_BYTES_MAX = 100 << 20;
const NEW_LINE = 10;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** An open recording: its header is read already, its entries are read as they are asked for. */
export interface Recording {
  readonly file: string;
  readonly header: RecordingHeader;
  /** Once only. Throws `RecordingError`, with file and line, for anything but a last line that was cut off. */
  readonly entries: AsyncIterable<RecordedEntry>;
  /** Known after the last entry; null when the recording was cut off. */
  end(): EndLine["end"] | null;
  close(): Promise<void>;
}

/** The lines of a file without their ends; `whole` is false for a last one that has none. */
async function* lines(file: string, chunks: AsyncIterable<Buffer>) {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      yield { bytes: Buffer.concat([...parts, chunk.subarray(start, end + 1)]), whole: true };
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LINE_BYTES_MAX) throw new RecordingError(file, null, "has a line without an end");
  }
  if (length > 0) yield { bytes: Buffer.concat(parts), whole: false };
}

function parsed(file: string, line: number, bytes: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch (error) {
    throw new RecordingError(file, line, `no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Of a union's branches the one with the fewest faults is the one that was meant. */
function clearest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [issue] = issues;
  if (issue?.code !== "invalid_union") return issue;
  const [branch] = issue.errors.toSorted((a, b) => a.length - b.length);
  return branch === undefined ? issue : clearest(branch);
}

function checked<T>(file: string, line: number, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = clearest(result.error.issues);
  const field = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new RecordingError(file, line, `${field}${issue?.message ?? "does not fit"}`);
}

function headerOf(file: string, bytes: Buffer): RecordingHeader {
  const value = parsed(file, 1, bytes) as { readonly format?: unknown; readonly version?: unknown } | null;
  if (value?.format !== FORMAT)
    throw new RecordingError(file, 1, "not a recording (no header of its format)");
  if (value.version !== FORMAT_VERSION) {
    const version = JSON.stringify(value.version);
    throw new RecordingError(file, 1, `format version ${version}; this program reads ${FORMAT_VERSION}`);
  }
  return checked(file, 1, headerSchema, value);
}

function entryOf(line: EntryLine): RecordedEntry {
  const at = Date.parse(line.at);
  if (line.event !== "frame" && line.event !== "bytes") return { ...line, at };
  const { n, ms, connection, from } = line;
  const payload = payloadBytes(line);
  if (line.event === "frame") return { n, ms, at, connection, event: "frame", from, payload };
  return { n, ms, at, connection, event: "bytes", from, kind: line.kind, payload };
}

/** Which of the schemas a line is meant for, so that its faults are told by that one alone. */
function isEndLine(value: unknown): boolean {
  return typeof value === "object" && value !== null && "end" in value;
}

function checkEnd(file: string, number: number, line: EndLine, entries: number, sum: number): void {
  if (line.entries !== entries) {
    throw new RecordingError(file, number, `the end names ${line.entries} entries; ${entries} are there`);
  }
  const found = sum.toString(16).padStart(8, "0");
  if (line.crc32 !== found) {
    throw new RecordingError(
      file,
      number,
      `the lines before were changed: CRC-32 ${found}, not ${line.crc32}`,
    );
  }
}

/**
 * Opens a recording. `log` is told, loudly, of a last line that was cut off, and of an end that is missing: the
 * entries up to there are good. `unfinished` may have such a last line refused. Rejects with `RecordingError` for what
 * is no recording.
 */
export async function openRecording(
  file: string,
  log: (line: string) => void,
  unfinished: "leave out" | "refuse" = "leave out",
): Promise<Recording> {
  const stream = createReadStream(file);
  const source = lines(file, stream as AsyncIterable<Buffer>);
  let end: EndLine["end"] | null = null;
  const close = async (): Promise<void> => {
    await source.return();
    stream.destroy();
  };
  let first: Awaited<ReturnType<typeof source.next>>;
  let header: RecordingHeader;
  try {
    first = await source.next();
    if (first.done === true) throw new RecordingError(file, null, "is empty");
    header = headerOf(file, first.value.bytes);
  } catch (error) {
    await close();
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(file, null, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
  let sum = crc32(first.value.bytes);

  async function* entries(): AsyncGenerator<RecordedEntry> {
    const order = new RecordingOrder(file);
    let number = 1;
    for await (const { bytes, whole } of source) {
      number += 1;
      if (!whole) {
        if (unfinished === "refuse") throw new RecordingError(file, number, "is cut off in this line");
        log(
          `RECORDING CUT: ${file}:${number}: the last ${bytes.length} bytes are an unfinished line; left out`,
        );
        return;
      }
      if (end !== null) throw new RecordingError(file, number, "a line after the end");
      const value = parsed(file, number, bytes);
      if (isEndLine(value)) {
        const line = checked(file, number, endLineSchema, value);
        checkEnd(file, number, line, order.entries, sum);
        ({ end } = line);
        continue;
      }
      sum = crc32(bytes, sum);
      const entry = entryOf(checked(file, number, entryLineSchema, value));
      order.check(number, entry);
      yield entry;
    }
    if (end === null) log(`RECORDING CUT: ${file}: it has no end line; ${order.entries} entries are there`);
  }

  return { file, header, entries: entries(), end: () => end, close };
}
