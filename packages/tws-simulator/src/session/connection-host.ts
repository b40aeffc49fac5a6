import type { OrderDesk } from "../orders/order-desk.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { ClientSession } from "./client-session.ts";
import type { Door } from "./door.ts";
import type { OpenTap } from "./connection-tap.ts";
import type { LineBudget } from "./market-data-lines.ts";
import type { FilteredConnection, MessageFilter } from "./message-filter.ts";
import type { Pace } from "./pacing.ts";
import type { SlicedWork } from "./sliced-work.ts";

/** What a connection needs of those that it belongs with. */
export interface ConnectionHost<Connection extends ClientSession & FilteredConnection> {
  readonly venue: Venue;
  readonly desk: OrderDesk;
  readonly schedule: Schedule;
  readonly budget: LineBudget;
  readonly serverVersionMax: number;
  readonly pace: Readonly<Pace>;
  readonly door: Door;
  readonly filter: Readonly<MessageFilter<Connection>>;
  readonly openTap: OpenTap | null;
  readonly work: SlicedWork;
  readonly log: (line: string) => void;
  /** False when another connection has this client id. */
  claim(clientId: number, connection: Connection): boolean;
  /** The handshake is done. */
  entered(connection: Connection, serverVersion: number): void;
  /** What a client is sent unasked has been sent. */
  greeted(connection: Connection): void;
  left(connection: Connection, wasRunning: boolean, reason: string): void;
}
