import { createServer, type Server, type Socket } from "node:net";

/** A server of bytes that a spec plays by hand: what it hears is kept, what it says is what the spec writes. */
export class ByteServer {
  readonly #server: Server;
  readonly sockets: Socket[] = [];
  readonly #heard: Buffer[][] = [];
  readonly ended: boolean[] = [];
  readonly errors: string[] = [];

  constructor(accepted: (socket: Socket) => void = () => undefined) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const index = this.sockets.push(socket) - 1;
      const heard: Buffer[] = [];
      this.#heard.push(heard);
      socket.on("data", (chunk: Buffer) => heard.push(chunk));
      socket.on("end", () => (this.ended[index] = true));
      socket.on("error", (error) => this.errors.push((error as NodeJS.ErrnoException).code ?? error.message));
      accepted(socket);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#server.listen({ port: 0, host: "127.0.0.1" }, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return address.port;
  }

  heard(index = 0): Buffer {
    return Buffer.concat(this.#heard[index] ?? []);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
