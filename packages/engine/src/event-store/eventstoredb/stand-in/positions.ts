import type { Position } from "@legbook/domain";
import { formatPosition, parsePosition } from "../../position.ts";

/** A real server's positions are offsets in its files: they have gaps, and so have these. */
const STEP = 128n;

/** The commit position of the event that the port has at `position`. */
export function commitOf(position: Position): bigint {
  return BigInt(parsePosition(position)) * STEP;
}

/** Whether a record of a server's files begins there. */
export function isPosition(commit: bigint): boolean {
  return commit % STEP === 0n;
}

/** The port's position of the first event at or after `commit`, or of the last one at or before it. */
export function positionNear(commit: bigint, direction: "forwards" | "backwards"): Position {
  const sequence = direction === "forwards" ? (commit + STEP - 1n) / STEP : commit / STEP;
  return formatPosition(Number(sequence));
}
