import type { Position } from "@legbook/domain";

/** Where an event is in the server's log of all streams; ordered by `commit`, then by `prepare`. */
export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Digits of the largest unsigned 64-bit number, so that positions compare as text in log order. */
const DIGITS = 20;
const TEXT = /^\d{20}-\d{20}$/;

/** What servers before 22.6 give for the position of an event that was read from a stream. */
const NO_POSITION = 2n ** 64n - 1n;

export function formatServerPosition({ commit, prepare }: ServerPosition): Position {
  return `${String(commit).padStart(DIGITS, "0")}-${String(prepare).padStart(DIGITS, "0")}` as Position;
}

/** Throws `RangeError` for the position of another kind of log. */
export function parseServerPosition(position: Position): ServerPosition {
  if (!TEXT.test(position)) throw new RangeError(`not a position of this log: ${position}`);
  return { commit: BigInt(position.slice(0, DIGITS)), prepare: BigInt(position.slice(DIGITS + 1)) };
}

/** Null where the server gave none. */
export function knownPosition(position: ServerPosition | undefined): ServerPosition | null {
  return position === undefined || position.commit === NO_POSITION ? null : position;
}
