import type { Schedule } from "../../venue/schedule.ts";
import type { OrderIdentities } from "./identities.ts";
import type { ConnectionScript, ScriptRequest } from "./script.ts";

/** What of a connection's script was not played. */
export interface LeftOver {
  readonly script: ConnectionScript;
  readonly requests: readonly ScriptRequest[];
  readonly acts: number;
}

/** What a connection needs of those that it belongs with. */
export interface PlaybackHost<Connection> {
  readonly identities: OrderIdentities;
  readonly schedule: Schedule;
  readonly speed: number;
  readonly patienceMs: number;
  readonly accounts: ReadonlyMap<string, string>;
  /** The connection of the recording in which this client spoke, if it waits; else the one that was given already. */
  scriptFor(given: ConnectionScript, clientId: number | null): ConnectionScript;
  /** The ids of the orders that a client of the recording had placed by then. */
  orderIdsUntil(ms: number, clientId: number): ReadonlySet<number>;
  matched(): void;
  repeated(): void;
  /** The recording does not have this. */
  unmatched(line: string): void;
  /** The connection cannot be played. */
  refused(why: string): void;
  left(connection: Connection): void;
}
