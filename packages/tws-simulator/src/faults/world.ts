import type { OrderDesk } from "../orders/order-desk.ts";
import type { Connection } from "../session/connection.ts";
import type { SessionHub } from "../session/session-hub.ts";
import type { Latency } from "../venue/latency.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { Interceptors } from "./interceptors.ts";
import type { MarketWatch } from "./market-watch.ts";
import type { PassingMessage } from "./passing-message.ts";

/** Everything that a fault can reach. */
export interface FaultWorld {
  readonly seed: number;
  readonly venue: Venue;
  readonly schedule: Schedule;
  readonly hub: SessionHub;
  readonly desk: OrderDesk;
  readonly latency: { -readonly [Name in keyof Latency]: Latency[Name] };
  readonly interceptors: Interceptors;
  readonly market: MarketWatch;
  /** Told of each client once it came through its handshake. */
  readonly greeted: Set<(connection: Connection) => void>;
  readonly log: (line: string) => void;
}

/** What a fault should act on is not there: no such order, no such account. */
export class FaultFailure extends Error {
  override readonly name = "FaultFailure";
}

export type Undo = () => void;

/** One firing of a fault, as its action sees it. */
export interface FaultContext {
  readonly world: FaultWorld;
  /** The message that set it off; null for one that time set off. */
  readonly message: PassingMessage | null;
  /** Whose message or connection set it off. */
  readonly connection: Connection | null;
  /** The client that the fault is limited to. */
  readonly clientId: number | null;
  /** Clients that it concerns: whose message it was, or the one that it is limited to, or all. */
  readonly targets: () => readonly Connection[];
  /** Applies to all that it concerns, those that come later included, until the returned function is called. */
  readonly eachClient: (apply: (connection: Connection) => Undo) => Undo;
  /** Shows the messages of those that it concerns, until the returned function is called. */
  readonly intercept: (
    direction: "request" | "reply",
    names: readonly string[] | null,
    see: (message: PassingMessage) => void,
  ) => Undo;
  /** Uniform in (0, 1): the same for the same seed, fault, firing and keys. */
  readonly random: (...keys: readonly number[]) => number;
}

/** Error message 4 that no other fault touches. */
export function tell(connection: Connection, requestId: number, code: number, message: string): void {
  connection.deliver("error", { requestId, code, message, advancedReject: "" });
}
