import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

const [CLIENTS, SERVERS] = ["net.client.socket", "net.server.socket"] as const;

/**
 * Both ends of every connection within this process, and whether all that one end sent has reached the other: the
 * kernel may take a moment for it when the machine is busy.
 */
export class SocketPairs {
  readonly #clients = new Map<Socket, number | null>();
  /** By their client's port. */
  readonly #servers = new Map<number, Socket>();

  constructor() {
    subscribe(CLIENTS, this.#onClient);
    subscribe(SERVERS, this.#onServer);
  }

  close(): void {
    unsubscribe(CLIENTS, this.#onClient);
    unsubscribe(SERVERS, this.#onServer);
  }

  /** Nothing is under way. What an end that does not read has not read counts as arrived. */
  get areAtRest(): boolean {
    for (const [client, port] of this.#clients) {
      const server = port === null ? undefined : this.#servers.get(port);
      if (client.destroyed && (server === undefined || server.destroyed)) this.#clients.delete(client);
      else if (!isAtRest(client, server)) return false;
    }
    return true;
  }

  readonly #onClient = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.#clients.set(socket, null);
    socket.once("connect", () => this.#clients.set(socket, socket.localPort ?? null));
  };

  readonly #onServer = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    // Without a port it was refused and is gone already: its client is about to hear of that.
    if (socket.remotePort !== undefined) this.#servers.set(socket.remotePort, socket);
  };
}

function isAtRest(client: Socket, server: Socket | undefined): boolean {
  if (client.connecting || server === undefined || server.destroyed) return false;
  if (server.isPaused()) return client.destroyed || client.bytesRead === server.bytesWritten;
  if (client.destroyed || server.writableEnded) return false;
  return server.bytesRead === client.bytesWritten && client.bytesRead === server.bytesWritten;
}
