/** A frame is a big-endian int32 with the payload's length, then the payload [M]. */
const LENGTH_BYTES = 4;

/** The largest payload accepted from a client. TWS itself stops reading at 16 MiB; requests are below 64 KiB. */
export const FRAME_BYTES_MAX = 1 << 20;

/** What was read is no sequence of frames: the connection can only be closed. */
export class FramingError extends Error {
  override readonly name = "FramingError";
}

/** The bytes of one frame: each field followed by a NUL. Throws `RangeError` for a field that contains a NUL. */
export function encodeFrame(fields: readonly string[]): Buffer {
  for (const field of fields) {
    if (field.includes("\0")) throw new RangeError(`a field must not contain NUL: ${JSON.stringify(field)}`);
  }
  return framePayload(`${fields.join("\0")}\0`);
}

/** The bytes of the frame of a payload that has its NULs already. */
export function framePayload(payload: string): Buffer {
  return frame(payload, Buffer.byteLength(payload));
}

/** The same for a payload that is ASCII: to count its bytes would take as long as to write them. */
export function frameAscii(payload: string): Buffer {
  return frame(payload, payload.length);
}

function frame(payload: string, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + length);
  bytes.writeInt32BE(length, 0);
  bytes.write(payload, LENGTH_BYTES, length === payload.length ? "latin1" : "utf8");
  return bytes;
}

/** The fields of a payload. A missing NUL after the last field is tolerated, as TWS does [U]. */
export function splitFields(payload: Buffer): string[] {
  const fields = payload.toString("utf8").split("\0");
  if (fields.at(-1) === "") fields.pop();
  return fields;
}

/** Cuts a stream of chunks, however they were split or joined on the way, into payloads. Holds one frame at most. */
export class FrameReader {
  readonly #bytesMax: number;
  #chunks: Buffer[] = [];
  #buffered = 0;

  constructor(bytesMax: number = FRAME_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** Takes `count` bytes when as many have arrived, else nothing. */
  takeBytes(count: number): Buffer | null {
    if (this.#buffered < count) return null;
    const joined = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = joined.length > count ? [joined.subarray(count)] : [];
    this.#buffered = joined.length - count;
    return joined.subarray(0, count);
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
  }

  /** The next whole payload, or null until more arrives. Throws `FramingError` for an impossible length. */
  next(): Buffer | null {
    const length = this.#peekLength();
    if (length === null) return null;
    if (length < 0 || length > this.#bytesMax) {
      throw new FramingError(`a frame of ${length} bytes; at most ${this.#bytesMax} are read`);
    }
    if (this.#buffered < LENGTH_BYTES + length) return null;
    return this.takeBytes(LENGTH_BYTES + length)?.subarray(LENGTH_BYTES) ?? null;
  }

  /** Everything that has arrived and was not taken: what is left when a connection ends, or is no frames. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#buffered = 0;
    return rest;
  }

  #peekLength(): number | null {
    if (this.#buffered < LENGTH_BYTES) return null;
    const first = this.#chunks[0] as Buffer;
    if (first.length >= LENGTH_BYTES) return first.readInt32BE(0);
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined.readInt32BE(0);
  }
}
