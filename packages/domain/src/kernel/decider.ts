import type { Outcome } from "./outcome.ts";

/** An event or a command: a name and what it carries. */
export interface Message<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * An aggregate as two pure functions. `decide` sees no clock, randomness or I/O: what it needs arrives in
 * `context`. `evolve` is exhaustive over the events and never refuses; an impossible event throws.
 */
export interface Decider<State, Command, Event, Context> {
  readonly category: string;
  readonly initial: State;
  decide(state: State, command: Command, context: Context): Outcome<Event>;
  evolve(state: State, event: Event): State;
}

/** Folds events over a state. */
export function fold<State, Event>(
  decider: Pick<Decider<State, never, Event, never>, "evolve">,
  state: State,
  events: readonly Event[],
): State {
  return events.reduce((folded, event) => decider.evolve(folded, event), state);
}

/** For the end of an exhaustive switch: does not type-check while a case is missing, throws if one arrives anyway. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
