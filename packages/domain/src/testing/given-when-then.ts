import { expect } from "vitest";
import { type Decider, fold } from "../kernel/decider.ts";
import type { Outcome, Refusal } from "../kernel/outcome.ts";

/** What a decision came to, to be held against what the business rule says. */
export interface When<State, Event> {
  /** Exactly these events, in this order. Returns the state after them, for a look at what they mean. */
  then(...events: readonly Event[]): State;
  /** A refusal with this code. Returns it, for a look at its remedy. */
  thenRefused(code: string): Refusal;
  /** Already done, or nothing to do. */
  thenNothing(): void;
}

export interface Given<State, Command, Event, Context> {
  /** The state that the events lead to. */
  readonly state: State;
  given(...events: readonly Event[]): Given<State, Command, Event, Context>;
  when(command: Command, context: Context): When<State, Event>;
}

/**
 * A specification of a decider in the words of its events: `given` what is in the log, `when` a command comes,
 * `then` these events follow, or a refusal, or nothing.
 */
export function specification<State, Command, Event, Context>(
  decider: Decider<State, Command, Event, Context>,
): Given<State, Command, Event, Context> {
  return from(decider, decider.initial);
}

function from<State, Command, Event, Context>(
  decider: Decider<State, Command, Event, Context>,
  state: State,
): Given<State, Command, Event, Context> {
  return {
    state,
    given: (...events) => from(decider, fold(decider, state, events)),
    when: (command, context) => outcomeOf(decider, state, decider.decide(state, command, context)),
  };
}

function outcomeOf<State, Event>(
  decider: Pick<Decider<State, never, Event, never>, "evolve">,
  state: State,
  outcome: Outcome<Event>,
): When<State, Event> {
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- given, when, then: nobody awaits a specification
    then(...events) {
      expect(outcome).toEqual({ kind: "emitted", events });
      return fold(decider, state, events);
    },
    thenRefused(code) {
      if (outcome.kind === "emitted")
        throw new Error(`expected ${code}, got ${JSON.stringify(outcome.events)}`);
      expect(outcome.refusal.code).toBe(code);
      expect(outcome.refusal.message).not.toBe("");
      expect(outcome.refusal.remedy).not.toBe("");
      return outcome.refusal;
    },
    thenNothing() {
      expect(outcome).toEqual({ kind: "emitted", events: [] });
    },
  };
}
