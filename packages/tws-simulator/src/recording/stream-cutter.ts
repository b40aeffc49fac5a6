import { FrameReader, FramingError } from "../wire/frame.ts";
import type { BytesKind } from "./format.ts";
import { WORD_BYTES_MAX } from "./replacements.ts";

/** TWS reads no longer frame, and the official clients none either [D]. */
const FRAME_BYTES_MAX = (1 << 24) - 1;
const PREFIX = Buffer.from("API\0");

/** What a direction's bytes consist of: concatenated, with the frames' lengths, they are those bytes again. */
export type CutPart =
  | { readonly event: "frame"; readonly payload: Buffer }
  | { readonly event: "bytes"; readonly kind: BytesKind; readonly payload: Buffer };

function endOfWord(bytes: Buffer): number {
  let at = bytes.length;
  const isWord = (code: number): boolean =>
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  while (at > 0 && bytes.length - at < WORD_BYTES_MAX && isWord(bytes[at - 1] as number)) at -= 1;
  return at;
}

/**
 * Cuts one direction of a connection into what a recording holds. A client's begins with a prefix that is no frame.
 * From what is no frame on, everything is garbage, however it may look. Holds one frame at most.
 */
export class StreamCutter {
  readonly #reader = new FrameReader(FRAME_BYTES_MAX);
  #stage: "prefix" | "frames" | "garbage";

  constructor(from: "client" | "server") {
    this.#stage = from === "client" ? "prefix" : "frames";
  }

  /** The parts that are whole with this chunk. */
  push(chunk: Buffer): CutPart[] {
    this.#reader.push(chunk);
    const parts: CutPart[] = [];
    if (this.#stage === "prefix") this.#takePrefix(parts);
    if (this.#stage === "frames") this.#takeFrames(parts);
    if (this.#stage === "garbage") this.#takeGarbage(parts);
    return parts;
  }

  /** What was left when the direction ended. */
  end(): CutPart[] {
    const payload = this.#reader.takeRest();
    if (payload.length === 0) return [];
    return [{ event: "bytes", kind: this.#stage === "garbage" ? "garbage" : "cut", payload }];
  }

  #takePrefix(parts: CutPart[]): void {
    const payload = this.#reader.takeBytes(PREFIX.length);
    if (payload === null) return;
    if (payload.equals(PREFIX)) {
      this.#stage = "frames";
      parts.push({ event: "bytes", kind: "prefix", payload });
      return;
    }
    this.#stage = "garbage";
    const rest = this.#reader.takeRest();
    this.#reader.push(Buffer.concat([payload, rest]));
  }

  #takeFrames(parts: CutPart[]): void {
    try {
      for (let payload = this.#reader.next(); payload !== null; payload = this.#reader.next()) {
        parts.push({ event: "frame", payload });
      }
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      this.#stage = "garbage";
    }
  }

  /** A word at the end waits for the rest of it: it may be the first half of an account's id. */
  #takeGarbage(parts: CutPart[]): void {
    const rest = this.#reader.takeRest();
    const end = endOfWord(rest);
    if (end > 0) parts.push({ event: "bytes", kind: "garbage", payload: rest.subarray(0, end) });
    this.#reader.push(rest.subarray(end));
  }
}
