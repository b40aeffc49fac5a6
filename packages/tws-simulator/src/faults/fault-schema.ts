import * as z from "zod";
import type { Action } from "./action.ts";
import { duration } from "./duration.ts";
import type { Fault } from "./fault.ts";
import { conditions, messageSelector, unknownFields } from "./message-selector.ts";
import { moment } from "./moment.ts";
import { actionOf, ACTIONS } from "./registry.ts";

const WHEN = {
  at: moment.optional(),
  after: duration.optional(),
  since: z.enum(["start", "connect"]).optional(),
  on: messageSelector.optional(),
  where: conditions.optional(),
  nth: z.int().min(1).optional(),
  every: duration.refine((ms) => ms > 0, "a duration above 0").optional(),
  chance: z.number().gt(0).max(1).optional(),
  client: z.int().min(0).optional(),
  times: z.union([z.int().min(1), z.literal("always")]).optional(),
  for: duration.optional(),
  until: moment.optional(),
};

type When = z.infer<z.ZodObject<typeof WHEN>>;
type Step = When & { readonly do: string; readonly with: Readonly<Record<string, unknown>> };

/** An action without obligatory parameters needs no `with`. */
function stepOf(action: Action): z.ZodObject {
  return z.strictObject({ do: z.literal(action.name), with: action.parameters.prefault({}), ...WHEN });
}

const [first, ...others] = ACTIONS.map(stepOf);
if (first === undefined) throw new Error("there are no actions");
const steps = z.discriminatedUnion("do", [first, ...others]);

interface Contradiction {
  readonly path: keyof When | "do";
  readonly message: string;
}

/** What is wrong with a fault as a whole. */
function contradictions(step: Step, action: Action): readonly Contradiction[] {
  const faults: Contradiction[] = [];
  const add = (path: Contradiction["path"], message: string): void => void faults.push({ path, message });
  if (step.at !== undefined && step.after !== undefined) add("after", "either at or after");
  if (step.since !== undefined && step.after === undefined) add("since", "needs after");
  if (step.on !== undefined && step.every !== undefined) add("every", "either on or every");
  if (step.for !== undefined && step.until !== undefined) add("until", "either for or until");
  if (step.on === undefined) {
    for (const path of ["where", "nth"] as const) if (step[path] !== undefined) add(path, "needs on");
    if (action.needsMessage) add("do", `${action.name} acts on a message: say which with on`);
  } else {
    if (step.on.direction === "request" && step.on.name === "startApi") {
      add("on", "startApi belongs to the handshake, which faults do not see: write after 0s since connect");
    }
    for (const name of unknownFields(step.on, step.where ?? {})) {
      add("where", `${step.on.name ?? "every message"} has no field ${name}`);
    }
  }
  const ends = step.for !== undefined || step.until !== undefined;
  if (ends && !action.lasts && step.on === undefined && step.every === undefined) {
    add(step.for === undefined ? "until" : "for", `${action.name} happens at once and does not last`);
  }
  return faults;
}

function checked(step: Step): Fault {
  const recurs = step.every !== undefined || (step.on !== undefined && step.chance !== undefined);
  const times = step.times ?? (recurs ? "always" : 1);
  return {
    do: step.do,
    with: step.with,
    at: step.at ?? null,
    afterMs: step.after ?? null,
    since: step.since ?? "start",
    on: step.on ?? null,
    where: step.where ?? {},
    nth: step.nth ?? 1,
    everyMs: step.every ?? null,
    chance: step.chance ?? null,
    clientId: step.client ?? null,
    times: times === "always" ? Infinity : times,
    forMs: step.for ?? null,
    until: step.until ?? null,
  };
}

/** A fault as scenario files, the control port and the library's callers write it. */
export const faultSchema: z.ZodType<Fault> = steps.transform((untyped, context): Fault => {
  const step = untyped as unknown as Step;
  for (const { path, message } of contradictions(step, actionOf(step.do))) {
    context.addIssue({ code: "custom", path: [path], message });
  }
  return checked(step);
});
