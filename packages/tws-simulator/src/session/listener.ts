import { createServer, type Socket } from "node:net";
import { SimulatorOptionError } from "../options.ts";

/** A port that was given up may be taken by another program meanwhile: it is asked for again so often. */
const REOPEN_TRIES_MAX = 100;
const REOPEN_AFTER_MS = 100;

/** The port that clients connect to. It can be given up for a while, with everybody who is connected left alone. */
export class Listener {
  readonly #server;
  readonly #host: string;
  readonly #log: (line: string) => void;
  #port: number;
  #isClosed = false;
  #isSuspended = false;

  constructor(parts: {
    readonly port: number;
    readonly host: string;
    readonly accept: (socket: Socket) => void;
    readonly log: (line: string) => void;
  }) {
    this.#server = createServer(parts.accept);
    this.#port = parts.port;
    this.#host = parts.host;
    this.#log = parts.log;
  }

  /** The port that it got. Rejects with `SimulatorOptionError` when there is none to be had. */
  async open(): Promise<number> {
    try {
      await this.#listen();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new SimulatorOptionError("port", message, { cause: error });
    }
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    this.#port = address.port;
    return this.#port;
  }

  /** Nothing listens any more: who connects is refused by the machine. */
  suspend(): void {
    if (this.#isSuspended || this.#isClosed) return;
    this.#isSuspended = true;
    this.#server.close();
  }

  /** Listens on the same port again. */
  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    this.#reopen(1);
  }

  /** Resolves once all connections have ended as well. */
  close(): Promise<void> {
    this.#isClosed = true;
    return new Promise((resolve) => {
      // It is told of a server that does not listen now, too: the error means that there is nothing to end.
      this.#server.close(() => resolve());
    });
  }

  #reopen(attempt: number): void {
    if (this.#isClosed || this.#isSuspended) return;
    this.#listen().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (attempt === 1) this.#log(`port ${this.#port} cannot be had again yet: ${message}`);
      if (attempt >= REOPEN_TRIES_MAX) throw error;
      // The machine's time: another program's hold on a port is no part of what is simulated.
      setTimeout(() => this.#reopen(attempt + 1), REOPEN_AFTER_MS).unref();
    });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => {
        this.#server.off("listening", onListening);
        reject(error);
      };
      const onListening = (): void => {
        this.#server.off("error", onError);
        resolve();
      };
      this.#server.once("error", onError);
      this.#server.once("listening", onListening);
      this.#server.listen({ port: this.#port, host: this.#host });
    });
  }
}
