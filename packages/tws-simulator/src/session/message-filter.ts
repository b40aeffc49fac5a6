import type { ReplyName } from "../wire/message-ids.ts";
import type { UntypedValues } from "../wire/layout.ts";

/** A connection as a filter hands messages back to it. */
export interface FilteredConnection {
  /** Encodes and writes a reply. */
  deliver(name: ReplyName, values: UntypedValues): void;
  /** Serves a request, its fields with the id first. */
  serve(fields: readonly string[]): void;
}

/**
 * Stands between the codec and the sockets of all connections. A side is null while nothing wants to see its
 * messages: then they cost one comparison.
 */
export interface MessageFilter<Connection extends FilteredConnection> {
  reply: ((connection: Connection, name: ReplyName, values: UntypedValues) => void) | null;
  request: ((connection: Connection, fields: readonly string[]) => void) | null;
}
