import { connect, type Socket } from "node:net";
import { encodeFrame, FrameReader, splitFields } from "../wire/frame.ts";

/** Longer than any answer on a busy machine, and shorter than a test may take. */
const WAIT_MS = 15_000;
/** Between two looks at something that this client is not told of. */
const LOOK_MS = 20;

/** A socket that speaks frames and nothing else: for what no library would send. */
export class RawClient {
  readonly #socket: Socket;
  readonly #reader = new FrameReader(64 << 20);
  readonly #bytes: Buffer[] = [];
  readonly frames: string[][] = [];
  #wake: () => void = () => undefined;
  isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#bytes.push(chunk);
      this.#reader.push(chunk);
      for (let frame = this.#reader.next(); frame !== null; frame = this.#reader.next()) {
        this.frames.push(splitFields(frame));
      }
      this.#wake();
    });
    socket.on("close", () => {
      this.isClosed = true;
      this.#wake();
    });
    // A reset by the server is one of the things under test; `isClosed` tells it.
    socket.on("error", () => this.#wake());
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1" });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawClient(socket);
  }

  /** A client through its handshake, with the greetings read. Rejects when it is turned away. */
  static async started(port: number, clientId: number, versions = "v100..193"): Promise<RawClient> {
    const client = await RawClient.open(port);
    client.sendBytes(Buffer.concat([greeting(versions), startApi(clientId)]));
    const isGreeted = (): boolean => client.of(4).some(([, , , code]) => code === "2158");
    await client.until(() => client.isClosed || isGreeted());
    if (!isGreeted()) throw new Error(`turned away; received ${JSON.stringify(client.frames)}`);
    return client;
  }

  sendBytes(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  send(...fields: readonly (string | number)[]): void {
    this.sendBytes(encodeFrame(fields.map(String)));
  }

  received(): Buffer {
    return Buffer.concat(this.#bytes);
  }

  /** The frames so far, which are forgotten: for more of them than memory holds. */
  take(): string[][] {
    this.#bytes.length = 0;
    return this.frames.splice(0);
  }

  /** Resolves once `done` holds; rejects when it does not within some seconds. */
  async until(done: () => boolean): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    while (!done()) {
      if (performance.now() > deadline) {
        throw new Error(`waited ${WAIT_MS} ms; received ${JSON.stringify(this.frames.slice(-5))}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Frames of a message id. */
  of(messageId: number): string[][] {
    return this.frames.filter(([id]) => id === String(messageId));
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** What a client says first: the prefix and a framed range of versions, without a NUL. */
export function greeting(versions: string): Buffer {
  const text = Buffer.from(versions);
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length);
  return Buffer.concat([Buffer.from("API\0"), length, text]);
}

export function startApi(clientId: number): Buffer {
  return encodeFrame(["71", "2", String(clientId), ""]);
}
