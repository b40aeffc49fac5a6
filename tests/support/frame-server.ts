import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openRecording, type RecordedEntry } from "@legbook/tws-simulator";

const PREFIX_BYTES = 4;
const LENGTH_BYTES = 4;
const HANDSHAKE_FRAMES = 2;
const WAIT_MAX_MS = 10_000;

export interface FrameServer {
  readonly port: number;
  /** Resolves when every recorded frame of the server's was sent. */
  readonly finished: Promise<void>;
  close(): Promise<void>;
}

/**
 * Gives a client the server's frames of a recording's first connection, byte for byte and in their place among the
 * client's. `nextRequest` makes the client send its next request, where the recording has one of the client's.
 */
export async function serveFrames(file: string, nextRequest: () => Promise<void>): Promise<FrameServer> {
  const entries = await firstConnection(file);
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sockets: Socket[] = [];
  const finished = once(server, "connection").then(([socket]) => {
    sockets.push(socket as Socket);
    return play(socket as Socket, entries, nextRequest);
  });
  return {
    port: (server.address() as AddressInfo).port,
    finished,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function firstConnection(file: string): Promise<readonly RecordedEntry[]> {
  const recording = await openRecording(file, (line) => console.warn(line));
  return (await Array.fromAsync(recording.entries)).filter(({ connection }) => connection === 1);
}

async function play(
  socket: Socket,
  entries: readonly RecordedEntry[],
  nextRequest: () => Promise<void>,
): Promise<void> {
  const received = countFrames(socket);
  let expected = 0;
  for (const entry of entries) {
    if (entry.event !== "frame") continue;
    if (entry.from === "server") {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(entry.payload.length);
      socket.write(Buffer.concat([length, entry.payload]));
      continue;
    }
    expected += 1;
    if (expected > HANDSHAKE_FRAMES) await nextRequest();
    await until(() => received() >= expected, `the client's frame ${expected}`);
  }
}

function countFrames(socket: Socket): () => number {
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  let isGreeted = false;
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (!isGreeted && rest.length >= PREFIX_BYTES) {
      rest = rest.subarray(PREFIX_BYTES);
      isGreeted = true;
    }
    if (!isGreeted) return;
    while (rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + rest.readUInt32BE(0);
      if (rest.length < end) return;
      rest = rest.subarray(end);
      count += 1;
    }
  });
  socket.on("error", () => {});
  return () => count;
}

export async function until(isDone: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come in time`);
    await sleep(1);
  }
}
