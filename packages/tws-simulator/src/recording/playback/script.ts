import type { Request } from "./message.ts";

/** A request of the recording, with its place in it. */
export interface ScriptRequest extends Request {
  /** Its place among the connection's requests, from 0. */
  readonly index: number;
  readonly ms: number;
}

interface Placed {
  /** The entry's number in the recording. */
  readonly n: number;
  readonly ms: number;
  /** How many of the connection's requests came before. */
  readonly requestsBefore: number;
}

/** Something that the server did. */
export type ScriptAct =
  | (Placed & {
      readonly act: "reply";
      readonly payload: Buffer;
      /** An answer follows its request; news follows, besides, all that was asked before it. */
      readonly kind: "answer" | "news";
    })
  /** What is no frame, as it was. */
  | (Placed & { readonly act: "bytes"; readonly payload: Buffer; readonly kind: "news" })
  | (Placed & { readonly act: "end" | "reset"; readonly kind: "news" });

/** One connection of a recording as what is to be done when. */
export interface ConnectionScript {
  /** As the recording counts it. */
  readonly number: number;
  readonly openedMs: number;
  /** The server did not take it. */
  readonly isRefused: boolean;
  /** Whether the client had said which versions it speaks. */
  readonly hasVersion: boolean;
  /** The server's version and its answer to the client's; null when it did not get that far. */
  readonly hello: { readonly serverVersion: number; readonly payload: Buffer } | null;
  /** Null when the client did not get that far. */
  readonly startApi: ScriptRequest | null;
  /** All requests, startApi first. */
  readonly requests: readonly ScriptRequest[];
  /** What the server did because of a request, in its order. */
  readonly actsOf: ReadonlyMap<ScriptRequest, readonly ScriptAct[]>;
  /** What it did unasked. */
  readonly unasked: readonly ScriptAct[];
}
