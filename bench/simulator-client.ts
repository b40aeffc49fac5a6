import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A frame of the TWS protocol: the length in four bytes, then fields that each end with NUL. */
export function frame(...fields: readonly (string | number)[]): Buffer {
  const payload = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

function greeting(clientId: number): Buffer {
  const versions = Buffer.from("v100..193");
  const length = Buffer.alloc(4);
  length.writeInt32BE(versions.length);
  return Buffer.concat([Buffer.from("API\0"), length, versions, frame(71, 2, clientId, "")]);
}

const TICK_IDS = new Set(["1", "2", "21", "45", "46"]);
const NEXT_VALID_ID = "9";
const SEPARATOR = 0;

/** A socket that counts: as little work as a client can do, so that the server is what is measured. */
export class CountingClient {
  readonly socket: Socket;
  ticks = 0;
  bytes = 0;
  onMessage: ((id: string, payload: Buffer) => void) | null = null;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  static async open(port: number, clientId: number): Promise<CountingClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const client = new CountingClient(socket);
    const ready = new Promise<void>((resolve) => {
      client.onMessage = (id) => {
        if (id === NEXT_VALID_ID) resolve();
      };
    });
    socket.write(greeting(clientId));
    await ready;
    client.onMessage = null;
    return client;
  }

  #read(chunk: Buffer): void {
    this.bytes += chunk.length;
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= 4) {
      const end = 4 + data.readInt32BE(0);
      if (data.length < end) break;
      const id = data.toString("latin1", 4, data.indexOf(SEPARATOR, 4));
      if (TICK_IDS.has(id)) this.ticks += 1;
      this.onMessage?.(id, data.subarray(4, end));
      data = data.subarray(end);
    }
    this.#rest = data;
  }
}
