import type { Conditions, MessageSelector } from "./message-selector.ts";
import type { Moment } from "./moment.ts";

/**
 * A fault, checked: what it does, and when. `at` or `after` arms it (else it is armed at once); then it fires once, or
 * for messages (`on`), or at intervals (`every`).
 */
export interface Fault {
  readonly do: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly at: Moment | null;
  readonly afterMs: number | null;
  /** Where `afterMs` counts from: the fault's injection, or each client's connection. */
  readonly since: "start" | "connect";
  readonly on: MessageSelector | null;
  readonly where: Conditions;
  /** Fires from the nth matching message on. */
  readonly nth: number;
  readonly everyMs: number | null;
  readonly chance: number | null;
  readonly clientId: number | null;
  /** Infinity for "always". */
  readonly times: number;
  readonly forMs: number | null;
  readonly until: Moment | null;
}

/** A fault as callers write it; see `docs/faults.md` for the actions and what each takes in `with`. */
export interface FaultInput {
  readonly do: string;
  readonly with?: Readonly<Record<string, unknown>>;
  /** New York time `HH:MM[:SS[.mmm]]`, with a date `YYYY-MM-DD` before it or none. */
  readonly at?: string;
  /** A duration: `250ms`, `30s`, `5m`, `2h` of the simulator's own time. */
  readonly after?: string;
  readonly since?: "start" | "connect";
  /** A message's name, as in `src/wire/message-ids.ts`; `request:` or `reply:` before it where both have it. */
  readonly on?: string;
  readonly where?: Conditions;
  readonly nth?: number;
  readonly every?: string;
  readonly chance?: number;
  readonly client?: number;
  readonly times?: number | "always";
  readonly for?: string;
  readonly until?: string;
}
