import { z } from "zod";
import type { Divergence } from "./report.ts";

/**
 * The differences of a recording from today's code that were looked at and accepted, kept beside it. Recorded decisions
 * are never changed: what the code decides otherwise since then is an expectation of its own, and shows in a review.
 */
const difference = z.strictObject({
  kind: z.enum(["missing", "added", "changed", "failed"]),
  type: z.string(),
  stream: z.string(),
  position: z.string(),
  message: z.string().nullable(),
  fields: z.array(
    z.strictObject({ path: z.string(), recorded: z.unknown().optional(), replayed: z.unknown().optional() }),
  ),
});
const expectation = z.strictObject({ accepted: z.array(difference) });

export type AcceptedDifference = z.infer<typeof difference>;

/** Beyond this a recording says nothing any more: a new one is due. */
export const ACCEPTED_MAX = 5_000;

export interface ExpectationChange {
  /** Differences that nobody accepted. */
  readonly unexpected: readonly AcceptedDifference[];
  /** Accepted ones that are gone. */
  readonly vanished: readonly AcceptedDifference[];
}

/** Throws `RangeError` for a text that is no expectation. */
export function parseExpectation(text: string): readonly AcceptedDifference[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RangeError("the expectation is no JSON", { cause: error });
  }
  const result = expectation.safeParse(json);
  if (!result.success) throw new RangeError(`the expectation: ${z.prettifyError(result.error)}`);
  return result.data.accepted;
}

/** Throws `RangeError` for more than `ACCEPTED_MAX` differences. */
export function expectationText(divergences: readonly Divergence[]): string {
  if (divergences.length > ACCEPTED_MAX)
    throw new RangeError(`${divergences.length} differences are too many to accept: make a new recording`);
  return `${JSON.stringify({ accepted: divergences.map(accepted) }, null, 2)}\n`;
}

/** What changed since the expectation was accepted. */
export function compareExpectation(
  expected: readonly AcceptedDifference[],
  divergences: readonly Divergence[],
): ExpectationChange {
  const now = divergences.map(accepted);
  const known = new Set(expected.map(keyOf));
  const found = new Set(now.map(keyOf));
  return {
    unexpected: now.filter((one) => !known.has(keyOf(one))),
    vanished: expected.filter((one) => !found.has(keyOf(one))),
  };
}

function accepted({ kind, type, stream, position, message, fields }: Divergence): AcceptedDifference {
  return { kind, type, stream, position, message, fields: [...fields] };
}

const keyOf = (one: AcceptedDifference): string => JSON.stringify(difference.parse(one));
