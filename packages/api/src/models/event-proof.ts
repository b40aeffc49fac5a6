import type { IsoDate, Position, Refusal } from "@legbook/domain";

/** What ties one event to the root of its day; hashes in hexadecimal. */
export interface EventProofModel {
  readonly position: Position;
  readonly hash: string;
  /** Of the event before it in the log. */
  readonly previousHash: string;
  readonly day: IsoDate;
  readonly root: string;
  /** Of the event among its day's, from 0. */
  readonly leafIndex: number;
  /** Events of the day that the root is of. */
  readonly treeSize: number;
  /** The whole proof, as `legbook audit check` takes it. */
  readonly document: string;
}

export type EventProofAnswer =
  | { readonly kind: "proven"; readonly proof: EventProofModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Proves events of the log. */
export interface EventProofs {
  /** Walks the log up to the event's day. Refused when a link is broken before, and when it takes too long here. */
  prove(position: Position): Promise<EventProofAnswer>;
}
