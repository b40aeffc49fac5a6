import { connect, type Socket } from "node:net";
import type { Address } from "./address.ts";
import type { RecordedConnection } from "./connection-recorder.ts";
import type { Side } from "./format.ts";

interface Parts {
  /** Paused, and open at half when the other half ends. */
  readonly client: Socket;
  readonly target: Address;
  readonly tap: RecordedConnection;
  /** Whether the recording wants no more for now, and who to call when it does again. */
  readonly recording: { readonly isBehind: boolean; caughtUp(then: () => void): void };
}

const OTHER = { client: "server", server: "client" } as const;

/**
 * A client's connection and the one to the server that was made for it. Bytes go on unchanged as they come; an end
 * ends one direction, a reset resets the other side. Who cannot be written to, or a recording that is behind, stops
 * the reading: nothing is held here but what the two sockets hold.
 */
export class ForwardedConnection {
  readonly #sockets: { readonly [S in Side]: Socket };
  readonly #tap: RecordedConnection;
  readonly #recording: Parts["recording"];
  readonly #whenClosed = Promise.withResolvers<void>();
  readonly #closed = { client: false, server: false };
  readonly #waits = { client: false, server: false };
  #isConnected = false;

  constructor({ client, target, tap, recording }: Parts) {
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#sockets = { client, server };
    this.#tap = tap;
    this.#recording = recording;
    client.setNoDelay(true);
    server.pause();
    server.on("connect", () => this.#start());
    this.#watch("client");
    this.#watch("server");
  }

  /** Resolves when nothing can come any more. */
  get closed(): Promise<void> {
    return this.#whenClosed.promise;
  }

  /** Lets both sides go, as the recorder ends. */
  async close(): Promise<void> {
    this.#sockets.client.destroy();
    this.#sockets.server.destroy();
    await this.closed;
  }

  #watch(side: Side): void {
    const socket = this.#sockets[side];
    const other = this.#sockets[OTHER[side]];
    socket.on("data", (chunk: Buffer) => {
      other.write(chunk);
      this.#tap.data(side, chunk);
      this.#flow(side);
    });
    other.on("drain", () => this.#flow(side));
    socket.on("end", () => {
      this.#tap.ended(side);
      other.end();
    });
    socket.on("error", (error) => this.#failed(side, error));
    socket.on("close", () => this.#close(side));
    socket.pause();
  }

  #start(): void {
    this.#isConnected = true;
    this.#flow("client");
    this.#flow("server");
  }

  /** Reads from a side if the other takes what is read, and the recording too. */
  #flow(side: Side): void {
    const socket = this.#sockets[side];
    if (!this.#isConnected || socket.destroyed) return;
    if (this.#sockets[OTHER[side]].writableNeedDrain) {
      socket.pause();
    } else if (this.#recording.isBehind) {
      socket.pause();
      if (this.#waits[side]) return;
      this.#waits[side] = true;
      this.#recording.caughtUp(() => {
        this.#waits[side] = false;
        this.#flow(side);
      });
    } else {
      socket.resume();
    }
  }

  /** A socket fails when its peer resets it, or writes to it find nobody. */
  #failed(side: Side, error: Error): void {
    if (side === "server" && !this.#isConnected) {
      this.#tap.refused((error as NodeJS.ErrnoException).code ?? error.message);
    } else {
      this.#tap.reset(side);
    }
    this.#sockets[OTHER[side]].resetAndDestroy();
  }

  #close(side: Side): void {
    this.#closed[side] = true;
    if (!this.#closed[OTHER[side]]) return;
    this.#tap.closed();
    this.#whenClosed.resolve();
  }
}
