import type { IBApi } from "@stoqey/ib";

/** Largest frame that the protocol allows (the official clients' own bound). */
export const FRAME_BYTES_MAX = 0xffffff;
const LENGTH_BYTES = 4;

/** What this file uses of the client library's private parts: pinned to one version, checked before every session. */
interface LibraryParts {
  readonly socket: {
    onData(data: Buffer): void;
    onMessage(text: string): void;
    readonly client?: LibrarySocket;
  };
  readonly decoder: { dataQueue: unknown[]; emitQueue: unknown[] };
}

/** The net socket under the library. */
export interface LibrarySocket {
  readonly writable: boolean;
  readonly writableLength: number;
  setNoDelay(on: boolean): unknown;
  destroy(): unknown;
}

/** The library's socket and decoder. Throws when they are not what this version of the product was written for. */
export function libraryParts(api: IBApi): LibraryParts {
  const { controller } = api as unknown as { readonly controller?: Partial<LibraryParts> };
  const socket = controller?.socket;
  const decoder = controller?.decoder;
  if (
    socket === undefined ||
    decoder === undefined ||
    typeof socket.onData !== "function" ||
    typeof socket.onMessage !== "function" ||
    !Array.isArray(decoder.dataQueue) ||
    !Array.isArray(decoder.emitQueue)
  ) {
    throw new Error("the TWS client library is not the version that this adapter was written for");
  }
  return { socket, decoder };
}

export interface FrameListener {
  /** Called after every frame, read or not. */
  frameDone(): void;
  /** One frame could not be decoded; the next ones can. */
  frameUnreadable(detail: string): void;
  /** Nothing after this point can be read: the session must end. */
  framingBroken(detail: string): void;
}

export interface FrameReader {
  /** The frame being decoded: NUL-ended fields. Empty between frames. */
  readonly current: string;
  /** Lets no further frame through. */
  stop(): void;
}

/**
 * Cuts the byte stream into frames in place of the library's own loop, and decodes each frame by itself.
 *
 * The library's loop never ends on a frame of negative length, lets a frame without a final NUL run into the next
 * one, stalls what is behind a frame that it cannot decode, and lets such a failure out of the socket's callback,
 * which ends the process. Here an undecodable frame is reported and costs no other frame, and a length that cannot
 * be is the end of the session.
 */
export function readFrames(api: IBApi, listener: FrameListener): FrameReader {
  const { socket, decoder } = libraryParts(api);
  let chunks: Buffer[] = [];
  let buffered = 0;
  let needed = LENGTH_BYTES;
  let stopped = false;
  const reader = { current: "", stop: () => void (stopped = true) };

  function decode(text: string): void {
    reader.current = text;
    try {
      if (text.endsWith("\0")) socket.onMessage(text);
      else listener.frameUnreadable(`a frame of ${text.length} characters has no end mark`);
    } catch (error) {
      decoder.dataQueue = [];
      decoder.emitQueue = [];
      listener.frameUnreadable(
        `message ${text.slice(0, text.indexOf("\0"))} could not be decoded: ${String(error)}`,
      );
    }
    reader.current = "";
    listener.frameDone();
  }

  function takeFrames(bytes: Buffer): void {
    let offset = 0;
    needed = LENGTH_BYTES;
    while (!stopped && bytes.length - offset >= LENGTH_BYTES) {
      const length = bytes.readInt32BE(offset);
      if (length < 1 || length > FRAME_BYTES_MAX) {
        stopped = true;
        listener.framingBroken(`a frame of ${length} bytes was announced`);
        return;
      }
      const end = offset + LENGTH_BYTES + length;
      if (end > bytes.length) {
        needed = LENGTH_BYTES + length;
        break;
      }
      decode(bytes.toString("utf8", offset + LENGTH_BYTES, end));
      offset = end;
    }
    chunks = offset < bytes.length ? [bytes.subarray(offset)] : [];
    buffered = bytes.length - offset;
  }

  socket.onData = (data) => {
    if (stopped) return;
    chunks.push(data);
    buffered += data.length;
    if (buffered < needed) return;
    takeFrames(chunks.length === 1 ? data : Buffer.concat(chunks, buffered));
  };
  return reader;
}
