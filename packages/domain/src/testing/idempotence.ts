import * as fc from "fast-check";
import { type Decider, fold } from "../kernel/decider.ts";

export interface IdempotenceOptions<State, Command, Event, Context> {
  /** Where each run begins; at the start of the log when left out. */
  readonly given?: readonly Event[];
  /** The context that a command meets in a state: ids that must be fresh are taken from it. */
  readonly contextOf: (state: State) => Context;
  readonly command: fc.Arbitrary<Command>;
  /** Commands that stand for something new each time they come, with the reason. */
  readonly exempt?: (command: Command, state: State) => string | null;
  readonly runs?: number;
}

/**
 * Sends random commands to a decider, each of them twice: once carried out, it must emit nothing or be refused. On the
 * way it proves that every event that is decided can be folded, and that `decide` leaves the state it was given alone.
 */
export function assertIdempotent<State, Command extends { readonly type: string }, Event, Context>(
  decider: Decider<State, Command, Event, Context>,
  {
    given = [],
    contextOf,
    command,
    exempt = () => null,
    runs = 300,
  }: IdempotenceOptions<State, Command, Event, Context>,
): void {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), (commands) => {
      let state = fold(decider, decider.initial, given);
      for (const sent of commands) {
        const before = text(state);
        const first = decider.decide(state, sent, contextOf(state));
        if (text(state) !== before) throw new Error(`${sent.type} changed the state that it was decided on`);
        if (first.kind === "refused") continue;
        const after = fold(decider, state, first.events);
        const again = decider.decide(after, sent, contextOf(after));
        if (again.kind === "emitted" && again.events.length > 0 && exempt(sent, after) === null) {
          throw new Error(
            `${JSON.stringify(sent)} carried out twice emits again: ${JSON.stringify(again.events)}`,
          );
        }
        if (text(state) !== before)
          throw new Error(`folding the events of ${sent.type} changed an earlier state`);
        state = after;
      }
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
}

/** JSON with maps and sets in the order of their entries. */
function text(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set ? { kind: part.constructor.name, entries: [...part] } : part,
  );
}
