const LOW_BITS = 2 ** 28;

/** Numbers to bytes, in a buffer of fixed size that is used again and again. Writing beyond it throws `RangeError`. */
export class ByteWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytes = new Uint8Array(bytesMax);
    this.#view = new DataView(this.#bytes.buffer);
  }

  reset(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    if (this.#length >= this.#bytes.length) throw new RangeError("the buffer is full");
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A safe integer from 0 on, seven bits a byte, lowest first, the top bit set on all but the last. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= LOW_BITS) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A safe integer, its sign in the lowest bit. Throws `RangeError` for any other number. */
  signed(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    if (value >= -0x20000000 && value < 0x20000000) {
      this.unsigned(((value << 1) ^ (value >> 31)) >>> 0);
      return;
    }
    const size = value < 0 ? -value - 1 : value;
    this.byte(((size % 64) << 1) | (value < 0 ? 1 : 0) | 128);
    this.unsigned(Math.floor(size / 64));
  }

  double(value: number): void {
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** What was written since `reset`, as bytes of its own. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** The reverse of `ByteWriter`. Throws `RangeError` where bytes are missing, left over, or no number that it writes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new RangeError("bytes are missing");
    this.#offset += 1;
    return byte;
  }

  unsigned(): number {
    const first = this.byte();
    return first < 128 ? first : this.#longer(first);
  }

  #longer(first: number): number {
    let byte = first;
    let value = byte & 127;
    let scale = 128;
    while (byte > 127) {
      byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("a number is beyond the safe integers");
      if (byte === 0) throw new RangeError("a number is longer than it needs to be");
    }
    return value;
  }

  signed(): number {
    const first = this.byte();
    const sign = first & 1;
    let size = (first & 127) >> 1;
    if (first > 127) {
      const high = this.unsigned();
      if (high === 0) throw new RangeError("a number is longer than it needs to be");
      size += high * 64;
      if (size > Number.MAX_SAFE_INTEGER) throw new RangeError("a number is beyond the safe integers");
    }
    if (sign === 0) return size;
    if (size >= Number.MAX_SAFE_INTEGER) throw new RangeError("a number is beyond the safe integers");
    return -size - 1;
  }

  double(): number {
    const value = this.#view.getFloat64(this.#offset, true);
    this.#offset += 8;
    return value;
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new RangeError("bytes are left over");
  }
}
