import type { ServerPosition } from "./positions.ts";

/** An event as the server gives it, of any log and of the server's own. */
export interface ServerEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  /** Parsed JSON; undefined where there is none. */
  readonly metadata: unknown;
  /** Null for an event read from a stream by a server before 22.6. */
  readonly position: ServerPosition | null;
}

export interface ServerProposal {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  /** Written as JSON. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Absent: bytes. */
  readonly contentType?: string;
}

export interface ServerRead<From> {
  readonly direction: "forwards" | "backwards";
  /** Inclusive. */
  readonly from: From | "start" | "end";
  readonly count: number;
}

/** A reading of all streams. */
export interface FilteredRead extends ServerRead<ServerPosition> {
  /** Of the names of the streams that are wanted. */
  readonly prefix: string;
}
