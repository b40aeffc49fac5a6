import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { EventName, IBApi } from "@stoqey/ib";
import { createTwsGateway, systemClock } from "@legbook/engine";

/** Frames of quotes on one socket, as fast as they are read: the same bytes for every reader. */
export interface TickFeed {
  readonly port: number;
  /** Ticks that one connection is fed after its first request. */
  readonly ticks: number;
  close(): Promise<void>;
}

const SERVER_VERSION = 193;
const LINES = 90;
const FRAMES_PER_WRITE = 2_000;

/** Starts a feed in a thread of its own, so that feeding does not slow reading down. */
export async function startTickFeed(ticks: number): Promise<TickFeed> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ticks } });
  const [port] = (await once(worker, "message")) as [number];
  return {
    port,
    ticks,
    async close() {
      await worker.terminate();
    },
  };
}

/** Ticks a second of the client library alone: its decoder, and one listener an event that counts. */
export async function bareDecoderRate(feed: TickFeed): Promise<number> {
  const api = new IBApi({ host: "127.0.0.1", port: feed.port, clientId: 1, maxReqPerSec: 1_000_000 });
  return measured(feed, (counted, ready) => {
    api.on(EventName.error, (error: Error) => {
      throw error;
    });
    api.on(EventName.tickPrice, () => counted(1));
    api.on(EventName.nextValidId, () => queueMicrotask(() => (ready(), api.reqCurrentTime())));
    api.connect();
  }).finally(() => api.disconnect());
}

/** Ticks a second of the product's gateway adapter: the same decoder, read into the port's messages. */
export async function gatewayRate(feed: TickFeed): Promise<number> {
  let onMessage: (kind: string) => void = () => {};
  const gateway = createTwsGateway({ clock: systemClock })((message) => onMessage(message.kind));
  return measured(feed, (counted, ready) => {
    onMessage = (kind) => {
      if (kind === "tick") counted(1);
      else if (kind === "error" || kind === "lost") throw new Error(`the feed was not read: ${kind}`);
      else if (kind === "opened") queueMicrotask(() => (ready(), gateway.send({ kind: "currentTime" })));
    };
    gateway.connect({ host: "127.0.0.1", port: feed.port, clientId: 1 });
  }).finally(() => {
    onMessage = () => {};
    gateway.disconnect();
  });
}

/** Seconds from the request to the last tick. */
function measured(
  feed: TickFeed,
  start: (counted: (ticks: number) => void, ready: () => void) => void,
): Promise<number> {
  return new Promise((resolve) => {
    let begun = 0;
    let seen = 0;
    start(
      (ticks) => {
        seen += ticks;
        if (seen === feed.ticks) resolve(feed.ticks / ((performance.now() - begun) / 1_000));
      },
      () => void (begun = performance.now()),
    );
  });
}

function frame(...fields: readonly (string | number)[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Asks without a size of their own, so that one frame is one tick for every reader. */
function quotes(count: number, from: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const tick = from + index;
      return frame(1, 6, 1 + (tick % LINES), 2, (7 + (tick % 100) / 100).toFixed(2), "", 0);
    }),
  );
}

async function feed(socket: Socket, ticks: number): Promise<void> {
  const block = quotes(FRAMES_PER_WRITE, 0);
  let left = ticks;
  while (left >= FRAMES_PER_WRITE) {
    left -= FRAMES_PER_WRITE;
    if (!socket.write(block)) await once(socket, "drain");
  }
  if (left > 0) socket.write(quotes(left, 0));
}

function serve(ticks: number): void {
  const server = createServer({ noDelay: true }, (socket) => {
    let frames = 0;
    socket.on("error", () => socket.destroy());
    socket.on("data", () => {
      frames += 1;
      if (frames === 1) socket.write(frame(SERVER_VERSION, "20151224 10:00:00 EST"));
      else if (frames === 2) socket.write(Buffer.concat([frame(15, 1, "DU1"), frame(9, 1, 1)]));
      else if (frames === 3) void feed(socket, ticks);
    });
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
  server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

if (!isMainThread) serve((workerData as { readonly ticks: number }).ticks);
