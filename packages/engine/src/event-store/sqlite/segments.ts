import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { LogUnusable } from "../../ports/event-store.ts";
import { BoundedMap } from "../bounded-map.ts";
import { RESTORE_REMEDY } from "./failures.ts";
import { syncFolder } from "./placing.ts";

/**
 * A segment holds payloads that were moved out of a log: a compressed file in the folder beside it. The event's row
 * stays with all else, its hash too, and an empty payload; no event's own payload is empty.
 *
 * The file is `LgBkSeg1`, then, compressed with Zstandard: the count of payloads, for each the position of its event
 * (8 bytes) and its length (4 bytes), then the payloads, all integers big-endian.
 */
export interface Segment {
  /** Positions of its first and its last event; others in between may not be in it. */
  readonly first: number;
  readonly last: number;
  readonly events: number;
  /** SHA-256 of the file. */
  readonly digest: Uint8Array;
}

export interface MovedPayload {
  readonly position: number;
  readonly payload: Uint8Array;
}

const MAGIC = Buffer.from("LgBkSeg1", "latin1");
const ENTRY_BYTES = 12;
/** Of segments that were read, unpacked: a reader goes through them in order. */
const UNPACKED_MAX = 4;
const SELECT_SEGMENTS = "SELECT first, last, events, digest FROM segments";

/** The folder of the segments of the log at `path`. */
export function segmentsFolder(path: string): string {
  return `${path}.segments`;
}

export function segmentFile(path: string, first: number, last: number): string {
  const name = [first, last].map((position) => String(position).padStart(16, "0")).join("-");
  return join(segmentsFolder(path), `${name}.segment`);
}

/** Writes a segment's file; durable when it returns. Payloads are in the order of their positions, at least one. */
export function writeSegment(path: string, payloads: readonly MovedPayload[]): Segment {
  const [first, last] = [payloads[0]?.position, payloads.at(-1)?.position];
  if (first === undefined || last === undefined) throw new RangeError("a segment holds one payload or more");
  const bytes = Buffer.concat([MAGIC, zstdCompressSync(pack(payloads))]);
  const file = segmentFile(path, first, last);
  const isNewFolder = !existsSync(dirname(file));
  mkdirSync(dirname(file), { recursive: true });
  if (isNewFolder) syncFolder(dirname(dirname(file)));
  const draft = `${file}.writing`;
  const descriptor = openSync(draft, "w");
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  syncFolder(dirname(file));
  return { first, last, events: payloads.length, digest: createHash("sha256").update(bytes).digest() };
}

function pack(payloads: readonly MovedPayload[]): Buffer {
  const index = Buffer.alloc(4 + payloads.length * ENTRY_BYTES);
  index.writeUInt32BE(payloads.length, 0);
  for (const [entry, { position, payload }] of payloads.entries()) {
    index.writeBigUInt64BE(BigInt(position), 4 + entry * ENTRY_BYTES);
    index.writeUInt32BE(payload.length, 4 + entry * ENTRY_BYTES + 8);
  }
  return Buffer.concat([index, ...payloads.map(({ payload }) => payload)]);
}

/**
 * The payloads of a segment by position. Throws `LogUnusable("corrupt")` for a file that is missing, that is not the
 * one which was written, or that does not hold what it should.
 */
export function readSegment(path: string, segment: Segment): ReadonlyMap<number, Uint8Array> {
  const file = segmentFile(path, segment.first, segment.last);
  if (!existsSync(file)) {
    throw new LogUnusable(
      "corrupt",
      `${file} is missing: it holds ${segment.events} payloads of the log's ticks`,
      "Put the folder of segments back beside the log; it belongs to it, in a backup too.",
    );
  }
  const bytes = readFileSync(file);
  const isSame = createHash("sha256").update(bytes).digest().equals(segment.digest);
  const payloads = isSame ? unpack(zstdDecompressSync(bytes.subarray(MAGIC.length))) : null;
  if (payloads?.size !== segment.events) {
    throw new LogUnusable("corrupt", `${file} is not the segment that was written`, RESTORE_REMEDY);
  }
  return payloads;
}

function unpack(packed: Buffer): ReadonlyMap<number, Uint8Array> {
  const count = packed.readUInt32BE(0);
  const payloads = new Map<number, Uint8Array>();
  let start = 4 + count * ENTRY_BYTES;
  for (let entry = 0; entry < count; entry += 1) {
    const position = Number(packed.readBigUInt64BE(4 + entry * ENTRY_BYTES));
    const end = start + packed.readUInt32BE(4 + entry * ENTRY_BYTES + 8);
    payloads.set(position, packed.subarray(start, end));
    start = end;
  }
  return payloads;
}

/** All segments of a log, in order. */
export function listSegments(db: DatabaseSync): readonly Segment[] {
  const rows = db.prepare(`${SELECT_SEGMENTS} ORDER BY first`, { returnArrays: true }).all();
  return (rows as unknown as readonly SegmentRow[]).map(segmentOf);
}

type SegmentRow = readonly [first: number, last: number, events: number, digest: Uint8Array];

function segmentOf([first, last, events, digest]: SegmentRow): Segment {
  return { first, last, events, digest };
}

/** Finds the payloads that were moved. */
export class Segments {
  readonly #path: string;
  readonly #select: StatementSync;
  readonly #unpacked = new BoundedMap<number, ReadonlyMap<number, Uint8Array>>(UNPACKED_MAX);

  constructor(db: DatabaseSync, path: string) {
    this.#path = path;
    this.#select = db.prepare(`${SELECT_SEGMENTS} WHERE first <= ? ORDER BY first DESC LIMIT 1`, {
      returnArrays: true,
    });
  }

  /** Throws `LogUnusable` when there is none for the event at `position`. */
  payload(position: number): Uint8Array {
    const row = this.#select.get(position) as unknown as SegmentRow | undefined;
    const payload = row === undefined ? undefined : this.#unpack(segmentOf(row)).get(position);
    if (payload !== undefined) return payload;
    throw new LogUnusable("corrupt", `${this.#path}: event ${position}: its payload is gone`, RESTORE_REMEDY);
  }

  #unpack(segment: Segment): ReadonlyMap<number, Uint8Array> {
    const known = this.#unpacked.get(segment.first);
    if (known !== undefined) return known;
    const payloads = readSegment(this.#path, segment);
    this.#unpacked.set(segment.first, payloads);
    return payloads;
  }
}
