import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import type { LedgerEntry, LedgerFact } from "./entry.ts";

/** The ledger's file cannot be gone on from; the message says why and what to do. */
export class LedgerFileError extends Error {
  override readonly name = "LedgerFileError";
}

const FORMAT = "legbook-tws-simulator-ledger";
/** 2: orders have stops, groups, parents and conditions. Files of version 1 are refused. */
const FORMAT_VERSION = 2;
const HEAD = { format: FORMAT, version: FORMAT_VERSION };

/** What a file said, for the simulator to go on from. */
export interface RestoredLedger {
  readonly entries: readonly LedgerEntry[];
  /** The last market time that was saved; null in a new ledger. */
  readonly marketTime: number | null;
}

type Line =
  | { readonly format: string; readonly version: number }
  | { readonly marketTime: number }
  | { readonly entry: LedgerEntry };

/**
 * Everything that happened, in order, only ever added to. With a file, each entry is in it before `append` returns,
 * so that nothing that a client was told is forgotten when the process is killed.
 */
export class Ledger implements Iterable<LedgerEntry> {
  readonly #entries: LedgerEntry[];
  readonly #file: number | null;
  readonly restored: RestoredLedger;

  constructor(path: string | null, log: (line: string) => void) {
    if (path === null) {
      this.restored = { entries: [], marketTime: null };
      this.#file = null;
    } else {
      this.#file = opened(path);
      try {
        this.restored = restore(path, this.#file, log);
      } catch (error) {
        closeSync(this.#file);
        throw error;
      }
      if (fstatSync(this.#file).size === 0) this.#writeLine(HEAD);
    }
    this.#entries = [...this.restored.entries];
  }

  get length(): number {
    return this.#entries.length;
  }

  [Symbol.iterator](): Iterator<LedgerEntry> {
    return this.#entries[Symbol.iterator]();
  }

  /** Entries after a sequence number. */
  after(sequence: number): readonly LedgerEntry[] {
    return this.#entries.slice(sequence);
  }

  append(at: number, fact: LedgerFact): LedgerEntry {
    const entry: LedgerEntry = { sequence: this.#entries.length + 1, at, ...fact };
    this.#writeLine({ entry });
    this.#entries.push(entry);
    return entry;
  }

  /** Saves the market's time in the file, so that a restart goes on from it. Not an entry. */
  saveMarketTime(marketTime: number): void {
    this.#writeLine({ marketTime });
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }

  #writeLine(line: Line): void {
    if (this.#file === null) return;
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#file, bytes, written);
  }
}

/** To append to. Anything but a plain file, a device say, may be read without end. */
function opened(path: string): number {
  try {
    if (existsSync(path) && !statSync(path).isFile()) throw new LedgerFileError(`${path}: not a plain file`);
    return openSync(path, "a");
  } catch (error) {
    if (error instanceof LedgerFileError || !(error instanceof Error)) throw error;
    throw new LedgerFileError(`${path}: cannot be written: ${error.message}`, { cause: error });
  }
}

/**
 * What the file says, after which a last line that a killed process left unfinished is cut off. Any other damage is
 * refused, and the file left as it is.
 */
function restore(path: string, file: number, log: (line: string) => void): RestoredLedger {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end === 0 && !JSON.stringify(HEAD).startsWith(bytes.toString("utf8"))) throw notALedger(path);
  const restored = entriesOf(path, bytes.subarray(0, end));
  if (end < bytes.length) {
    log(`LEDGER CUT: ${path}: the last ${bytes.length - end} bytes are an unfinished line; cut off`);
    ftruncateSync(file, end);
  }
  return restored;
}

function notALedger(path: string): LedgerFileError {
  return new LedgerFileError(`${path}: line 1: not a ledger of this simulator`);
}

function entriesOf(path: string, bytes: Buffer): RestoredLedger {
  const lines = bytes.toString("utf8").split("\n").slice(0, -1);
  const entries: LedgerEntry[] = [];
  let marketTime: number | null = null;
  for (const [index, text] of lines.entries()) {
    const line = parseLine(path, index + 1, text);
    if ("format" in line) {
      if (index === 0 && line.format === FORMAT && line.version === FORMAT_VERSION) continue;
      throw new LedgerFileError(
        `${path}: line ${index + 1}: format ${line.format} version ${line.version}; this simulator goes on from ` +
          `${FORMAT} version ${FORMAT_VERSION} only: move the file away to start anew`,
      );
    }
    if (index === 0) throw notALedger(path);
    if ("marketTime" in line) {
      ({ marketTime } = line);
      continue;
    }
    if (line.entry.sequence !== entries.length + 1) {
      throw new LedgerFileError(`${path}: line ${index + 1}: entry ${line.entry.sequence} out of order`);
    }
    entries.push(line.entry);
    marketTime = Math.max(marketTime ?? 0, line.entry.at);
  }
  return { entries, marketTime };
}

function parseLine(path: string, number: number, text: string): Line {
  const complaint = `${path}: line ${number}: no JSON object; move the file away to start anew`;
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    throw new LedgerFileError(complaint, { cause: error });
  }
  if (typeof line !== "object" || line === null) throw new LedgerFileError(complaint);
  return line as Line;
}
