import { splitFields } from "../wire/frame.ts";

/** What a client's decoder makes of frames, as far as it needs to be known here. */
interface ClientDecoder {
  enqueueMessage(tokens: string[]): void;
  process(): void;
}

interface DecoderCallbacks {
  readonly serverVersion: number;
  emitEvent(name: string, ...values: unknown[]): void;
  emitError(message: string, code: number, requestId?: number, advancedReject?: unknown): void;
  emitInfo(message: string, code: number): void;
}

export type DecoderClass = new (callbacks: DecoderCallbacks) => ClientDecoder;

/** Errors that the decoder itself raises: fields left over or missing, and messages that it does not know. */
const DECODING_ERROR = 505;

export interface Reading {
  readonly events: readonly (readonly [string, ...unknown[]])[];
  /** What the decoder complained of; empty when it understood all. */
  readonly faults: readonly string[];
}

/** One message's fields as a client of `serverVersion` reads them. */
export function readFields(Decoder: DecoderClass, fields: readonly string[], serverVersion: number): Reading {
  const events: [string, ...unknown[]][] = [];
  const faults: string[] = [];
  const decoder = new Decoder({
    serverVersion,
    emitEvent: (name, ...values) => events.push([name, ...values]),
    emitError: (message, code, requestId, advancedReject) => {
      if (code === DECODING_ERROR) faults.push(message);
      else events.push(["error", message, code, requestId, advancedReject]);
    },
    emitInfo: (message, code) => events.push(["info", message, code]),
  });
  decoder.enqueueMessage([...fields]);
  decoder.process();
  return { events, faults };
}

/** One frame's fields as a client of `serverVersion` reads them. */
export function readFrame(Decoder: DecoderClass, frame: Buffer, serverVersion: number): Reading {
  return readFields(Decoder, splitFields(frame.subarray(4)), serverVersion);
}
