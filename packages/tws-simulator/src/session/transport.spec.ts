import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { slowly } from "../faults/shapers.ts";
import { Schedule } from "../venue/schedule.ts";
import { encodeFrame } from "../wire/frame.ts";
import { Transport } from "./transport.ts";

let server: Server;
let near: Socket;
let far: Socket;
let closed: Promise<unknown>;
/** Requests that were served, a number for each turn of the event loop. */
let turns: number[];
let ends: string[];
let answer: Buffer | null;

/** A transport over a real socket, whose far end the spec holds. */
async function transport(): Promise<Transport> {
  const accepted = once(server, "connection") as Promise<[Socket]>;
  far = connect({ port: (server.address() as { port: number }).port, host: "127.0.0.1" });
  [near] = await accepted;
  closed = once(near, "close");
  const made: Transport = new Transport({
    socket: near,
    tap: null,
    listener: {
      received: () => {
        if (answer !== null) made.write(answer);
        turns[turns.length - 1] = (turns.at(-1) ?? 0) + 1;
      },
      ended: (reason) => ends.push(reason),
      garbled: (error) => ends.push(error.message),
    },
  });
  return made;
}

const served = (): number => turns.reduce((sum, count) => sum + count, 0);

/** Lets the event loop turn until `done`, counting what each turn served. */
async function turnUntil(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !done(); turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    turns.push(0);
  }
  expect(done()).toBe(true);
}

beforeEach(async () => {
  [turns, ends, answer] = [[0], [], null];
  server = createServer().listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
});

afterEach(async () => {
  far.destroy();
  near.destroy();
  await closed;
  server.close();
});

const GREETING = Buffer.from("API\0");
const requests = (count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => encodeFrame(["49", "1"])));

describe("a client that floods", () => {
  it("is served in small turns, between which everybody else has theirs", async () => {
    await transport();
    far.write(Buffer.concat([GREETING, requests(100_000)]));
    await turnUntil(() => served() === 100_000);
    // Its turn, and in the same round of the event loop what had arrived by then.
    expect(Math.max(...turns)).toBeLessThanOrEqual(128);
  });

  it("and does not read is not served beyond what may wait for it", async () => {
    const { isBusy } = await transport();
    expect(isBusy).toBe(false);
    answer = Buffer.alloc(10_000);
    far.pause();
    far.write(Buffer.concat([GREETING, requests(100_000)]));
    let before = -1;
    await turnUntil(() => {
      const isStill = turns.length % 200 === 0 && before === served();
      if (turns.length % 200 === 0) before = served();
      return isStill && before > 0;
    });
    expect(near.writableLength).toBeLessThan((1 << 20) + 64 * 10_000);
    expect(served()).toBeLessThan(10_000);
    far.resume();
    await turnUntil(() => served() > 20_000);
  });

  it("while its answers are slowed down is served as they leave", async () => {
    const slow = await transport();
    const schedule = new Schedule("manual");
    slow.shape(slowly(schedule, 1_000_000, 0));
    answer = Buffer.alloc(10_000);
    far.resume();
    far.write(Buffer.concat([GREETING, requests(1000)]));
    await turnUntil(() => slow.isBusy);
    const before = served();
    expect(before).toBeLessThan(200);
    schedule.run(20_000);
    await turnUntil(() => served() > before);
    for (let second = 0; second < 20; second += 1) {
      schedule.run(1000);
      await turnUntil(() => true);
    }
    await turnUntil(() => {
      schedule.run(100);
      return served() === 1000;
    });
  });
});

describe("a client that goes half", () => {
  it("is over when it ends its side, even when it never reads", async () => {
    const one = await transport();
    far.pause();
    far.write(GREETING);
    await turnUntil(() => turns.length > 5);
    for (let count = 0; count < 100; count += 1) one.write(Buffer.alloc(100_000));
    far.end();
    await closed;
    expect(ends).toEqual(["closed by the client"]);
  });

  it("is over when it does not read and is sent more and more", async () => {
    const one = await transport();
    far.pause();
    for (let count = 0; count < 1000 && ends.length === 0; count += 1) one.write(Buffer.alloc(100_000));
    expect(ends).toEqual(["the client does not read"]);
    expect(near.writableLength).toBeLessThan(34 << 20);
  });
});
