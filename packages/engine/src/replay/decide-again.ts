import type { DomainRecord, EventId, TakenTask } from "@legbook/domain";
import { decideAll, type DecideContext } from "../loop/decide.ts";
import type { Task } from "../loop/work.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import { createWorldUndo } from "../world/world-undo.ts";
import { factsOf, type RecordedTurn } from "./recorded-turn.ts";

export interface DecidedAgain {
  readonly decided: readonly PlacedEvent[];
  /** What today's code threw; null when it did not. */
  readonly failure: string | null;
}

/**
 * What today's code decides on the inputs of a recorded turn, on the world as it was. The world is left as it was: it
 * moves on with what was recorded, so that one difference does not breed others.
 */
export function decideAgain(
  turn: RecordedTurn,
  rules: Omit<DecideContext, "ids" | "requestIdNext">,
): DecidedAgain {
  const undo = createWorldUndo(rules.world);
  const facts = factsOf(turn);
  const decided: PlacedEvent[] = [];
  let made = 0;
  let requestIdNext = 0;
  const context: DecideContext = {
    ...rules,
    ids: { next: () => `replayed-${(made += 1)}` as EventId },
    requestIdNext: () => requestIdNext,
    beforeEvent: (placed) => undo.remember(placed),
  };
  const time = { gateway: turn.inputs.metadata.occurredAt, machine: turn.inputs.metadata.recordedAt };
  try {
    for (const input of turn.inputs.event.data.inputs) {
      const task = taskOf(input.task, facts, rules.world);
      if (task === null) break;
      requestIdNext = input.requestIdNext;
      const { cause } = input;
      const again = decideAll([{ kind: "work", work: { task, cause } }], time, context);
      decided.push(...again.decided);
    }
    return { decided, failure: null };
  } catch (error) {
    // A failure of today's code is what a replay looks for: it is told as a difference.
    return { decided, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    undo.undo();
  }
}

/** Null for a fact that is not in the log: the session ended before it was written. */
function taskOf(taken: TakenTask, facts: ReadonlyMap<EventId, DomainRecord>, world: World): Task | null {
  if (taken.to === "log") {
    const fact = facts.get(taken.eventId);
    return fact === undefined ? null : { to: "log", stream: taken.stream, event: fact.event };
  }
  if (taken.to !== "optionLine") return taken;
  const { conId, purpose, usedAt } = taken;
  const contract = world.options.get(conId);
  if (contract === undefined) throw new Error(`no contract ${conId} is known that a line was asked for`);
  return { to: "lines", command: { type: "RequestLine", data: { contract, purpose, usedAt } } };
}
