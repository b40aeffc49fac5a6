import type { EventId, InputsTaken, StreamName, TakenInput, TakenTask } from "@legbook/domain";
import { z } from "zod";
import { decodeJson } from "./json-payload.ts";

/**
 * Inputs as JSON, without what repeats: the first attempt and its empty list are left out, a cause that begins a
 * workflow is its actor alone, and `ids` stands only where the counter of request ids is not the one before.
 *
 * Commands come from outside and are written as they came: a number that is none must not stop the engine here, so it
 * is written as `{"$number":"NaN"}`. What a task may say is the type's affair; here only its form is checked.
 */
const cause = z.union([z.string(), z.tuple([z.string(), z.string().nullable(), z.string().nullable()])]);
const command = z.strictObject({ type: z.string(), data: z.record(z.string(), z.unknown()) });

const task = z.discriminatedUnion("to", [
  z.strictObject({ to: z.enum(["gateway", "lines", "presets"]), command }),
  z.strictObject({
    to: z.literal("order"),
    orderRef: z.string(),
    command,
    unavailable: z.unknown().optional(),
  }),
  z.strictObject({ to: z.literal("risk"), account: z.string(), command }),
  z.strictObject({ to: z.literal("dates"), symbol: z.string(), command }),
  z.strictObject({ to: z.literal("optionLine"), conId: z.int(), purpose: z.string(), usedAt: z.int() }),
  z.strictObject({ to: z.literal("log"), stream: z.string(), eventId: z.string() }),
]);

const stored = z.strictObject({
  attempt: z.int().min(2).optional(),
  overtaken: z.array(z.string()).optional(),
  inputs: z.array(z.strictObject({ cause, ids: z.int().optional(), task })).min(1),
});

type StoredInput = z.input<typeof stored>["inputs"][number];

/** Throws `RangeError` for no inputs. */
export function encodeInputs({ attempt, overtaken, inputs }: InputsTaken): Uint8Array {
  if (inputs.length === 0) throw new RangeError("a turn that took nothing in");
  let idsBefore: number | null = null;
  const told = inputs.map((input) => {
    const { requestIdNext } = input;
    const ids = requestIdNext === idsBefore ? {} : { ids: requestIdNext };
    idsBefore = requestIdNext;
    return { cause: shortCause(input.cause), ...ids, task: input.task };
  });
  const again = attempt === 1 ? {} : { attempt, overtaken };
  return Buffer.from(JSON.stringify({ ...again, inputs: told }, markNumber), "utf8");
}

/** Throws `RangeError` for anything that `encodeInputs` does not write. */
export function decodeInputs(payload: Uint8Array): InputsTaken {
  const parsed = stored.safeParse(decodeJson(payload));
  if (!parsed.success) throw new RangeError(z.prettifyError(parsed.error));
  const { attempt = 1, overtaken = [], inputs } = parsed.data;
  let requestIdNext: number | undefined;
  return {
    attempt,
    overtaken: overtaken as StreamName[],
    inputs: inputs.map((input): TakenInput => {
      requestIdNext = input.ids ?? requestIdNext;
      if (requestIdNext === undefined) throw new RangeError("the first input tells no request id");
      return { task: asTask(input.task), cause: longCause(input.cause), requestIdNext };
    }),
  };
}

function shortCause({ actor, correlationId, causationId }: TakenInput["cause"]): StoredInput["cause"] {
  return correlationId === null && causationId === null ? actor : [actor, correlationId, causationId];
}

function longCause(short: StoredInput["cause"]): TakenInput["cause"] {
  if (typeof short === "string") return { actor: short, correlationId: null, causationId: null };
  const [actor, correlationId, causationId] = short;
  return {
    actor,
    correlationId: correlationId as EventId | null,
    causationId: causationId as EventId | null,
  };
}

/** What was written was a task of the domain's; a version in which one changed its form says so by its number. */
function asTask(read: StoredInput["task"]): TakenTask {
  return unmark(read) as TakenTask;
}

function markNumber(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { $number: String(value) } : value;
}

function unmark(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmark);
  if ("$number" in value) return Number(value.$number);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner)]));
}
