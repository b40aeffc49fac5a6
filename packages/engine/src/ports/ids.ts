import type { EventId } from "@legbook/domain";

/** The only source of new identities. */
export interface Ids {
  /** A new UUIDv7 whose time part is the machine's wall time. */
  next(): EventId;
}
