import { closeSync, openSync, readSync, statSync } from "node:fs";
import { endianness } from "node:os";

/**
 * SQLite's write-ahead log (https://sqlite.org/fileformat2.html, 4): a header of 32 bytes, then frames of 24 bytes and
 * a page. A frame repeats the header's salts and carries a checksum over itself and all before it.
 *
 * On opening, SQLite takes frames up to the last whole commit and forgets the rest without a word. After a power cut
 * that rest is a commit which nobody was told of, because every commit is synced before the next begins. So what
 * follows a whole commit behind a frame that is not whole cannot come from a power cut: those commits had been
 * acknowledged, and the frame was damaged later.
 */
export interface WalReport {
  readonly frames: number;
  /** Commits that SQLite takes from it. */
  readonly commits: number;
  /** Frames of this log's generation after the last whole commit: what a crash in the middle of a commit leaves. */
  readonly tornFrames: number;
  /** What is wrong with it when commits that were acknowledged are lost, else null. */
  readonly damage: string | null;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
/** A writer that begins the file anew between two looks at it changes its header. */
const LOOKS_MAX = 5;

const IS_LITTLE_ENDIAN = endianness() === "LE";

const EMPTY: WalReport = { frames: 0, commits: 0, tornFrames: 0, damage: null };

/** Looks through the write-ahead log of the log at `path`, absent or not. Reads all of it and writes nothing. */
export function inspectWal(path: string): WalReport {
  const wal = `${path}-wal`;
  for (let look = 1; ; look += 1) {
    if ((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) <= HEADER_BYTES) return EMPTY;
    const { report, isStable } = lookThrough(wal);
    if (isStable || look === LOOKS_MAX) return report;
  }
}

function lookThrough(wal: string): { readonly report: WalReport; readonly isStable: boolean } {
  const descriptor = openSync(wal, "r");
  try {
    const header = readAt(descriptor, HEADER_BYTES, 0);
    const report = judge(header, descriptor);
    return { report, isStable: readAt(descriptor, HEADER_BYTES, 0).equals(header) };
  } finally {
    closeSync(descriptor);
  }
}

function judge(header: Buffer, descriptor: number): WalReport {
  // Room that was made and never written to.
  if (header.length < HEADER_BYTES || header.every((byte) => byte === 0)) return EMPTY;
  const isBigEndian = (header.readUInt32BE(0) & 1) === 1;
  const sum = new Checksum(isBigEndian);
  sum.add(header, 0, 24);
  if ((header.readUInt32BE(0) & ~1) !== MAGIC || !sum.equals(header, 24)) {
    return { ...EMPTY, damage: "has a damaged header" };
  }
  const pageBytes = header.readUInt32BE(8);
  return judgeFrames(header, sum, (index) =>
    readAt(
      descriptor,
      FRAME_HEADER_BYTES + pageBytes,
      HEADER_BYTES + index * (FRAME_HEADER_BYTES + pageBytes),
    ),
  );
}

function judgeFrames(header: Buffer, sum: Checksum, frameAt: (index: number) => Buffer): WalReport {
  let whole = 0;
  let commits = 0;
  let generation = 0;
  /** The first frame that is not whole; null so far. */
  let broken: number | null = null;
  let commitBehind = false;
  /** The sum of what the last broken frame holds, in case that nothing but its own sum was damaged. */
  const computed = new Checksum(sum.isBigEndian);
  for (let index = 0; ; index += 1) {
    const frame = frameAt(index);
    if (frame.length < FRAME_HEADER_BYTES) break;
    const isOurs = frame.compare(header, 16, 24, 8, 16) === 0;
    sum.addFrame(frame);
    if (broken !== null) computed.addFrame(frame);
    const isWhole = isOurs && (sum.equals(frame, 16) || (broken !== null && computed.equals(frame, 16)));
    const isCommit = frame.readUInt32BE(4) !== 0;
    if (isOurs) generation = index + 1;
    if (!isWhole) {
      if (broken === null) {
        broken = index;
        commitBehind = isCommit;
        computed.becomeOf(sum);
      }
      // Each frame says its own sum, so those behind a broken one can still be told from chance.
      sum.become(frame, 16);
    } else if (broken === null) {
      if (isCommit) {
        commits += 1;
        whole = index + 1;
      }
    } else if (commitBehind) {
      const damage = `is damaged at frame ${broken + 1}, and commits that were acknowledged follow it`;
      return { frames: generation, commits, tornFrames: 0, damage };
    } else {
      commitBehind = isCommit;
    }
  }
  return { frames: generation, commits, tornFrames: generation - whole, damage: null };
}

function readAt(descriptor: number, bytes: number, position: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, position));
}

/** SQLite's running checksum: two sums of 32 bits over pairs of words. */
class Checksum {
  readonly isBigEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(isBigEndian: boolean) {
    this.isBigEndian = isBigEndian;
  }

  /** Bytes from `start` to before `end`, a multiple of eight; what is missing of them does not count. */
  add(bytes: Buffer, start: number, end: number): void {
    const words = this.#words(bytes, start, end);
    let first = this.#first | 0;
    let second = this.#second | 0;
    for (let index = 0; index + 1 < words.length; index += 2) {
      first = (first + (words[index] ?? 0) + second) | 0;
      second = (second + (words[index + 1] ?? 0) + first) | 0;
    }
    this.#first = first >>> 0;
    this.#second = second >>> 0;
  }

  /** A frame's page and the first half of its header. */
  addFrame(frame: Buffer): void {
    this.add(frame, 0, 8);
    this.add(frame, FRAME_HEADER_BYTES, frame.length);
  }

  /** Stored sums are big-endian in either kind of file. */
  equals(bytes: Buffer, offset: number): boolean {
    return bytes.readUInt32BE(offset) === this.#first && bytes.readUInt32BE(offset + 4) === this.#second;
  }

  become(bytes: Buffer, offset: number): void {
    this.#first = bytes.readUInt32BE(offset);
    this.#second = bytes.readUInt32BE(offset + 4);
  }

  becomeOf(other: Checksum): void {
    this.#first = other.#first;
    this.#second = other.#second;
  }

  #words(bytes: Buffer, start: number, end: number): Int32Array {
    const count = Math.floor((Math.min(end, bytes.length) - start) / 4);
    const at = bytes.byteOffset + start;
    if (!this.isBigEndian && IS_LITTLE_ENDIAN && at % 4 === 0) return new Int32Array(bytes.buffer, at, count);
    return Int32Array.from({ length: count }, (_, index) =>
      this.isBigEndian ? bytes.readInt32BE(start + index * 4) : bytes.readInt32LE(start + index * 4),
    );
  }
}
