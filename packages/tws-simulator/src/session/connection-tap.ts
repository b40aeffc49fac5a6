type Side = "client" | "server";

/** Sees everything that passes a socket, after all faults: what a recorder between client and server would see. */
export interface ConnectionTap {
  /** Bytes as they went over the wire, in any pieces. */
  data(from: Side, bytes: Buffer): void;
  /** This side sends no more. */
  ended(by: Side): void;
  reset(by: Side): void;
  /** The last of all. */
  closed(): void;
}

/** Opens a tap for each connection that is accepted. */
export type OpenTap = () => ConnectionTap;
