import type { OrderDesk } from "../orders/order-desk.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { ReplyName } from "../wire/message-ids.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import type { AccountSubscriptions } from "./account-subscriptions.ts";
import type { DataStreams } from "./data-streams.ts";
import type { DepthLines } from "./depth-lines.ts";
import type { MarketDataLines } from "./market-data-lines.ts";
import type { Work } from "./sliced-work.ts";

/** One connected client after its handshake, as the request handlers see it. */
export interface ClientSession {
  readonly clientId: number;
  readonly venue: Venue;
  readonly schedule: Schedule;
  readonly desk: OrderDesk;
  readonly lines: MarketDataLines;
  readonly depth: DepthLines;
  readonly accounts: AccountSubscriptions;
  readonly streams: DataStreams;
  send<Name extends ReplyName>(name: Name, values: ReplyValues<Name>): void;
  /** Error message 4; `requestId` -1 when it concerns none. */
  error(requestId: number, code: number, message: string): void;
  /** Runs a task later unless the client has gone by then. */
  after(ms: number, task: () => void): void;
  /**
   * Does something long step by step, each of which yields how many looks at the market it took. The returned function
   * drops what is not done yet; what is for a client that has gone is dropped by itself.
   */
  readonly work: Work;
}

export const NO_SECURITY_DEFINITION = "No security definition has been found for the request";
