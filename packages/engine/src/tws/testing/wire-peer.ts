import { createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { systemClock } from "../../adapters/index.ts";
import type { BrokerGateway, GatewayMessage } from "../../ports/broker-gateway.ts";
import { createTwsGateway, type TwsGatewayOptions } from "../gateway.ts";

/** Longer than any answer on a busy machine, and shorter than a test may take. */
const WAIT_MAX_MS = 15_000;

export type Fields = readonly (string | number)[];

/** One accepted connection: what the client sent, cut into fields, and a way to say anything to it. */
export interface WireConnection {
  /** Frames after the handshake, without `startApi`. */
  readonly received: string[][];
  /** It has sent `startApi`: the handshake is done. */
  isStarted: boolean;
  say(...fields: Fields): void;
  sayRaw(bytes: Uint8Array): void;
  reset(): void;
  readonly socket: Socket;
}

/** A TCP server that shakes hands as a gateway does and then says what a test tells it to: for exact bytes. */
export interface WirePeer {
  readonly port: number;
  readonly connections: WireConnection[];
  close(): Promise<void>;
}

export function frame(...fields: Fields): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** `greeting` is what follows `startApi`: accounts and next valid id unless a test says otherwise. */
export async function startWirePeer(
  options: { readonly serverVersion?: number; readonly greeting?: readonly Fields[] } = {},
): Promise<WirePeer> {
  const {
    serverVersion = 193,
    greeting = [
      [15, 1, "DU1000001,"],
      [9, 1, 17],
    ],
  } = options;
  const connections: WireConnection[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const connection: WireConnection = {
      received: [],
      isStarted: false,
      say: (...fields) => void socket.write(frame(...fields)),
      sayRaw: (bytes) => void socket.write(bytes),
      reset: () => void socket.resetAndDestroy(),
      socket,
    };
    connections.push(connection);
    socket.on("error", () => socket.destroy());
    readClient(socket, (fields, index) => {
      if (index === 0) connection.say(serverVersion, "20151224 10:00:00 EST");
      else if (index === 1) {
        connection.isStarted = true;
        for (const message of greeting) connection.say(...message);
      } else connection.received.push(fields);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    async close() {
      for (const { socket } of connections) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function readClient(socket: Socket, onFrame: (fields: string[], index: number) => void): void {
  let bytes = Buffer.alloc(0);
  let index = 0;
  socket.on("data", (data: Buffer) => {
    bytes = Buffer.concat([bytes, data]);
    // "API\0" precedes the first frame.
    if (index === 0 && bytes.length >= 4 && bytes.toString("latin1", 0, 3) === "API")
      bytes = bytes.subarray(4);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) {
      const end = 4 + bytes.readInt32BE(0);
      onFrame(bytes.toString("utf8", 4, end).replace(/\0$/, "").split("\0"), index);
      index += 1;
      bytes = bytes.subarray(end);
    }
  });
}

export type MessageOf<Kind extends GatewayMessage["kind"]> = Extract<GatewayMessage, { kind: Kind }>;

/** A gateway with everything that it reported, and ways to wait for it. */
export interface Heard {
  readonly gateway: BrokerGateway;
  readonly messages: GatewayMessage[];
  /** The first message of a kind, from now or before. Rejects when none comes. */
  readonly one: <Kind extends GatewayMessage["kind"]>(kind: Kind) => Promise<MessageOf<Kind>>;
  readonly all: <Kind extends GatewayMessage["kind"]>(kind: Kind) => MessageOf<Kind>[];
  readonly until: (condition: () => boolean, what: string) => Promise<void>;
}

export function hear(options: Partial<TwsGatewayOptions> = {}): Heard {
  const messages: GatewayMessage[] = [];
  const gateway = createTwsGateway({ clock: systemClock, openTimeoutMs: 2_000, ...options })((message) => {
    messages.push(message);
  });
  const all = <Kind extends GatewayMessage["kind"]>(kind: Kind) =>
    messages.filter((message): message is MessageOf<Kind> => message.kind === kind);
  const until = async (condition: () => boolean, what: string) => {
    const deadline = performance.now() + WAIT_MAX_MS;
    while (!condition()) {
      if (performance.now() > deadline)
        throw new Error(`waited in vain for ${what}; heard ${JSON.stringify(messages)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    gateway,
    messages,
    all,
    until,
    async one(kind) {
      await until(() => all(kind).length > 0, kind);
      const [first] = all(kind);
      if (first === undefined) throw new Error(`no ${kind}`);
      return first;
    },
  };
}
