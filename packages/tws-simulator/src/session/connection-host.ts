import type { OrderDesk } from "../orders/order-desk.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { ClientSession } from "./client-session.ts";
import type { LineBudget } from "./market-data-lines.ts";

/** What a connection needs of those that it belongs with. */
export interface ConnectionHost<Connection extends ClientSession> {
  readonly venue: Venue;
  readonly desk: OrderDesk;
  readonly schedule: Schedule;
  readonly budget: LineBudget;
  readonly serverVersionMax: number;
  readonly messagesPerSecondMax: number;
  readonly log: (line: string) => void;
  /** False when another connection has this client id. */
  claim(clientId: number, connection: Connection): boolean;
  /** The handshake is done. */
  entered(connection: Connection, serverVersion: number): void;
  left(connection: Connection, wasRunning: boolean, reason: string): void;
}
