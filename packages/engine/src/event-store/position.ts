import type { Position } from "@legbook/domain";

/** Digits of the largest safe integer, so that positions compare as text in log order. */
const DIGITS = 16;
const ZEROS = "0".repeat(DIGITS);

/** The text of the `sequence`-th event of a log (1 for the first). */
export function formatPosition(sequence: number): Position {
  const digits = String(sequence);
  return (ZEROS.slice(digits.length) + digits) as Position;
}

/** The number that `formatPosition` was given. Throws `RangeError` for the position of another kind of log. */
export function parsePosition(position: Position): number {
  const sequence = /^\d{16}$/.test(position) ? Number(position) : Number.NaN;
  if (!Number.isSafeInteger(sequence)) throw new RangeError(`not a position of this log: ${position}`);
  return sequence;
}
