/** Sees everything that passes a socket, after all faults: what a recorder between client and server would see. */
export interface FrameTap {
  /** `connection` counts accepted sockets from 1. */
  opened(connection: number): void;
  /** A payload from the client, without its length; the first one is the range of versions. */
  received(connection: number, payload: Buffer): void;
  /** Bytes to the client: whole frames with their lengths, but for what a fault tore or made up. */
  sent(connection: number, bytes: Buffer): void;
  closed(connection: number, how: "by the client" | "by the server" | "by a reset"): void;
}
