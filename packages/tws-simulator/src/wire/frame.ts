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

const HELD_BYTES_MIN = 1024;

/**
 * Cuts a stream of chunks, however they were split or joined on the way, into payloads. It holds one unfinished frame
 * at most, in one piece: what a client sends a byte at a time costs no more memory than what it sends at once.
 */
export class FrameReader {
  readonly #bytesMax: number;
  /** The bytes not taken yet are those of `#held` from `#from` to `#to`. */
  #held: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  /** Whether the rest of `#held` may be written to: not where it is a chunk as it came. */
  #isOwn = false;

  constructor(bytesMax: number = FRAME_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    const heldBytes = this.#to - this.#from;
    if (heldBytes === 0) {
      this.#held = chunk;
      this.#from = 0;
      this.#to = chunk.length;
      this.#isOwn = false;
      return;
    }
    if (!this.#isOwn || this.#to + chunk.length > this.#held.length) this.#grow(heldBytes + chunk.length);
    chunk.copy(this.#held, this.#to);
    this.#to += chunk.length;
  }

  /** Takes `count` bytes when as many have arrived, else nothing. They stay as they are: later chunks go elsewhere. */
  takeBytes(count: number): Buffer | null {
    if (this.#to - this.#from < count) return null;
    const taken = this.#held.subarray(this.#from, this.#from + count);
    this.#from += count;
    return taken;
  }

  /** The next whole payload, or null until more arrives. Throws `FramingError` for an impossible length. */
  next(): Buffer | null {
    const heldBytes = this.#to - this.#from;
    if (heldBytes < LENGTH_BYTES) return null;
    const length = this.#held.readInt32BE(this.#from);
    if (length < 0 || length > this.#bytesMax) {
      throw new FramingError(`a frame of ${length} bytes; at most ${this.#bytesMax} are read`);
    }
    if (heldBytes < LENGTH_BYTES + length) return null;
    this.#from += LENGTH_BYTES;
    return this.takeBytes(length);
  }

  /** Everything that has arrived and was not taken: what is left when a connection ends, or is no frames. */
  takeRest(): Buffer {
    const rest = this.#held.subarray(this.#from, this.#to);
    this.#from = this.#to;
    return rest;
  }

  /** Moves what is held into a piece with room for `bytesMin`: twice as much, so that each byte moves a few times. */
  #grow(bytesMin: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(HELD_BYTES_MIN, 2 * bytesMin));
    this.#held.copy(larger, 0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    this.#held = larger;
    this.#isOwn = true;
  }
}
