import { once } from "node:events";
import { createWriteStream, openSync, type WriteStream } from "node:fs";
import { crc32 } from "node:zlib";
import {
  type EndLine,
  type EntryLine,
  FORMAT,
  FORMAT_VERSION,
  type RecordedFact,
  type RecordingHeader,
} from "./format.ts";
import { payloadText } from "./payload-text.ts";
import { RecordingError } from "./recording-error.ts";
import { type Replacement, Replacements } from "./replacements.ts";

/** Entries that wait for the disk may take this much before `isBehind` asks for patience. */
const BEHIND_BYTES = 4 << 20;
const MICROSECONDS = 1000;

/** The two clocks of a recording. */
export interface RecordingClock {
  readonly kind: RecordingHeader["clock"];
  /** Monotonic milliseconds, from any beginning. */
  now(): number;
  /** Milliseconds since 1970 UTC. */
  timeOfDay(): number;
}

export interface RecordingOptions {
  /** Must not exist yet. */
  readonly file: string;
  readonly tool: string;
  readonly notes?: string;
  readonly clock: RecordingClock;
  /** The recording ends before it would be larger; what is recorded goes on. Without it only the disk is a bound. */
  readonly bytesMax?: number;
  /** Account ids that are known beforehand. */
  readonly accounts?: readonly string[];
  readonly replace?: readonly Replacement[];
  /** One line for a person. */
  readonly log: (line: string) => void;
}

function openNew(file: string): number {
  try {
    return openSync(file, "wx");
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    const message = exists
      ? "is there already; a recording never overwrites a file"
      : `cannot be written: ${(error as Error).message}`;
    throw new RecordingError(file, null, message, { cause: error });
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Writes a recording. Entries are handed to the disk at once, in order; a recording that fails or is full says so
 * once and takes no more, since what is recorded is worth more than the recording.
 */
export class RecordingWriter {
  readonly file: string;
  readonly replacements: Replacements;
  readonly #clock: RecordingClock;
  readonly #start: number;
  readonly #bytesMax: number;
  readonly #log: (line: string) => void;
  readonly #stream: WriteStream;
  #state: "open" | "ended" | "failed" = "open";
  #entries = 0;
  #frames = 0;
  #bytes = 0;
  #crc32 = 0;

  /** Throws `RecordingError` when the file is there already or cannot be made. */
  constructor(options: RecordingOptions) {
    const { file, clock, replace = [], accounts = [] } = options;
    this.replacements = new Replacements(replace, accounts);
    this.file = file;
    this.#clock = clock;
    this.#start = clock.now();
    this.#bytesMax = options.bytesMax ?? Infinity;
    this.#log = options.log;
    this.#stream = createWriteStream(file, { fd: openNew(file), highWaterMark: BEHIND_BYTES });
    this.#stream.on("error", (error) => this.#fail(error));
    const header: RecordingHeader = {
      format: FORMAT,
      version: FORMAT_VERSION,
      createdAt: iso(clock.timeOfDay()),
      tool: options.tool,
      notes: options.notes ?? "",
      clock: clock.kind,
      replaced: { accounts: "same-length-tokens", texts: replace.length },
    };
    this.#put(`${JSON.stringify(header)}\n`);
  }

  /** Entries written so far. */
  get entries(): number {
    return this.#entries;
  }

  /** Those of them that are frames. */
  get frames(): number {
    return this.#frames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False once it was ended, is full or has failed. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  get hasFailed(): boolean {
    return this.#state === "failed";
  }

  /** More waits for the disk than should: who can wait does so until `caughtUp`. */
  get isBehind(): boolean {
    return this.#state === "open" && this.#stream.writableNeedDrain;
  }

  /** Calls back once, when the disk has caught up or the recording is over. */
  caughtUp(then: () => void): void {
    if (!this.isBehind) {
      then();
      return;
    }
    const done = (): void => {
      this.#stream.off("drain", done);
      this.#stream.off("close", done);
      then();
    };
    this.#stream.on("drain", done);
    this.#stream.on("close", done);
  }

  write(connection: number, fact: RecordedFact): void {
    if (this.#state !== "open") return;
    const head = {
      n: this.#entries + 1,
      ms: Math.round((this.#clock.now() - this.#start) * MICROSECONDS) / MICROSECONDS,
      at: iso(this.#clock.timeOfDay()),
      connection,
    };
    const line = `${JSON.stringify({ ...head, ...this.#body(fact) } satisfies EntryLine)}\n`;
    const endBytes = Buffer.byteLength(this.#endLine("size"));
    if (this.#bytes + Buffer.byteLength(line) + endBytes > this.#bytesMax) {
      this.#log(`RECORDING FULL: ${this.file} has ${this.#bytes} bytes; nothing more is recorded`);
      this.#end("size");
      return;
    }
    this.#entries += 1;
    if (fact.event === "frame") this.#frames += 1;
    this.#put(line);
  }

  /** Ends the recording and waits for the disk. */
  async close(): Promise<void> {
    if (this.#state === "open") this.#end("closed");
    if (!this.#stream.closed) await once(this.#stream, "close");
  }

  #body(fact: RecordedFact) {
    if (fact.event !== "frame" && fact.event !== "bytes") return fact;
    const { payload, ...rest } = fact;
    return { ...rest, ...payloadText(this.replacements.apply(payload)) };
  }

  #put(line: string): void {
    const bytes = Buffer.from(line);
    this.#bytes += bytes.length;
    this.#crc32 = crc32(bytes, this.#crc32);
    this.#stream.write(bytes);
  }

  #endLine(end: EndLine["end"]): string {
    const line: EndLine = {
      end,
      entries: this.#entries,
      crc32: this.#crc32.toString(16).padStart(8, "0"),
    };
    return `${JSON.stringify(line)}\n`;
  }

  #end(end: EndLine["end"]): void {
    this.#state = "ended";
    const line = this.#endLine(end);
    this.#bytes += Buffer.byteLength(line);
    this.#stream.end(line);
  }

  #fail(error: Error): void {
    if (this.#state === "failed") return;
    this.#state = "failed";
    this.#log(`RECORDING FAILED: ${this.file}: ${error.message}; nothing more is recorded`);
  }
}
