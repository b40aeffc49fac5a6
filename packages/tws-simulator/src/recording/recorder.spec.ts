import { connect, createServer, type Socket } from "node:net";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { ByteServer } from "../testing/byte-server.ts";
import { greeting } from "../testing/raw-client.ts";
import { readAll, RecordingFolder, wireBytes } from "../testing/recordings.ts";
import { between } from "../venue/random.ts";
import { encodeFrame } from "../wire/frame.ts";
import { ForwardedConnection } from "./forwarded-connection.ts";
import { parseAddress } from "./address.ts";
import { type Recorder, type RecorderOptions, startRecorder } from "./recorder.ts";

const folder = new RecordingFolder();
afterAll(() => folder.remove());
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  socket.on("error", () => undefined);
  ends.push(() => void socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

/** A recorder before a server that a spec plays by hand. */
async function start(options: Partial<RecorderOptions> = {}) {
  const server = new ByteServer();
  const target = { host: "127.0.0.1", port: await server.listen() };
  const recorder = await startRecorder({ target, file: folder.newFile(), ...options });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= recorder.close());
  ends.push(() => server.close(), close);
  return { server, recorder, finish: async () => (await close(), readAll(recorder.file)) };
}

const until = (fits: () => void): Promise<void> => vi.waitFor(fits, { timeout: 8000, interval: 5 });

/** Frames of many sizes, as one run of bytes. */
function frames(count: number, seed: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      encodeFrame(["1", String(index), "x".repeat(between(0, 3000, seed, index))]),
    ),
  );
}

function writePieces(socket: Socket, bytes: Buffer, seed: number): void {
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const length = between(1, 9000, seed, piece);
    socket.write(bytes.subarray(at, at + length));
    at += length;
  }
}

describe("the recorder", () => {
  it("passes on and records both directions byte for byte, however they are split", async () => {
    const { server, recorder, finish } = await start();
    const client = await open(recorder.port);
    const heard: Buffer[] = [];
    client.on("data", (chunk: Buffer) => heard.push(chunk));
    const asked = Buffer.concat([greeting("v100..193"), frames(300, 1)]);
    const answered = frames(500, 2);
    writePieces(client, asked, 3);
    await until(() => expect(server.sockets).toHaveLength(1));
    writePieces(server.sockets[0] as Socket, answered, 4);
    await until(() =>
      expect(server.heard().length + Buffer.concat(heard).length).toBe(asked.length + answered.length),
    );
    expect(server.heard().equals(asked)).toBe(true);
    expect(Buffer.concat(heard).equals(answered)).toBe(true);
    expect(recorder.counts()).toMatchObject({ frames: 801, connections: 1, openConnections: 1 });
    const { entries, end } = await finish();
    expect(wireBytes(entries, "client").equals(asked)).toBe(true);
    expect(wireBytes(entries, "server").equals(answered)).toBe(true);
    expect(entries.filter(({ event }) => event === "bytes")).toHaveLength(1);
    expect(end).toBe("closed");
  });

  it("passes on a part of a frame without waiting for the rest, and records it when the connection ends", async () => {
    const { server, recorder, finish } = await start();
    const client = await open(recorder.port);
    const part = encodeFrame(["8", "1", "1"]).subarray(0, 7);
    client.write(Buffer.concat([greeting("v100..193"), part]));
    await until(() => expect(server.heard()).toEqual(Buffer.concat([greeting("v100..193"), part])));
    client.end();
    await until(() => expect(server.ended[0]).toBe(true));
    const { entries } = await finish();
    expect(entries.slice(-3)).toMatchObject([
      { event: "bytes", kind: "cut", payload: part },
      { event: "ended", by: "client" },
      { event: "closed" },
    ]);
  });

  it("keeps the other direction open when one has ended", async () => {
    const { server, recorder, finish } = await start();
    const client = await open(recorder.port);
    const heard: Buffer[] = [];
    client.on("data", (chunk: Buffer) => heard.push(chunk));
    client.end(greeting("v100..193"));
    await until(() => expect(server.ended[0]).toBe(true));
    server.sockets[0]?.write(encodeFrame(["193", "late"]));
    await until(() => expect(Buffer.concat(heard)).toEqual(encodeFrame(["193", "late"])));
    server.sockets[0]?.end();
    await until(() => expect(recorder.counts().openConnections).toBe(0));
    const { entries } = await finish();
    expect(entries.map((entry) => ("by" in entry ? `${entry.event} ${entry.by}` : entry.event))).toEqual([
      "opened",
      "bytes",
      "frame",
      "ended client",
      "frame",
      "ended server",
      "closed",
    ]);
  });

  it.each(["client", "server"] as const)(
    "carries a reset by the %s over, and says who it was",
    async (by) => {
      const { server, recorder, finish } = await start();
      const client = await open(recorder.port);
      const errors: string[] = [];
      client.on("error", (error) => errors.push((error as NodeJS.ErrnoException).code ?? ""));
      client.write(greeting("v100..193"));
      await until(() => expect(server.heard().length).toBeGreaterThan(0));
      if (by === "client") client.resetAndDestroy();
      else server.sockets[0]?.resetAndDestroy();
      await until(() => expect(by === "client" ? server.errors : errors).toEqual(["ECONNRESET"]));
      await until(() => expect(recorder.counts().openConnections).toBe(0));
      const { entries } = await finish();
      expect(entries.slice(-2)).toMatchObject([{ event: "reset", by }, { event: "closed" }]);
    },
  );

  it("resets a client whose server refuses, and goes on with the next", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen({ port: 0, host: "127.0.0.1" }, resolve));
    const { port } = gone.address() as { port: number };
    await new Promise((resolve) => gone.close(resolve));
    const { recorder, finish } = await start({ target: { host: "127.0.0.1", port } });
    for (const count of [1, 2]) {
      const client = await open(recorder.port);
      await until(() => expect(client.destroyed).toBe(true));
      await until(() => expect(recorder.counts()).toMatchObject({ connections: count, openConnections: 0 }));
    }
    const { entries } = await finish();
    expect(entries.map(({ connection, event }) => `${connection} ${event}`)).toEqual([
      "1 opened",
      "1 refused",
      "1 closed",
      "2 opened",
      "2 refused",
      "2 closed",
    ]);
    expect(entries[1]).toMatchObject({ reason: "ECONNREFUSED" });
  });

  it.each([
    ["without the prefix", Buffer.from("GET / HTTP/1.1\r\n\r\n more"), "garbage"],
    ["with an impossible length", Buffer.concat([Buffer.from("API\0"), Buffer.alloc(40, 0xff)]), "garbage"],
  ])("passes on and keeps what is no protocol: %s", async (_, bytes, kind) => {
    const { server, recorder, finish } = await start();
    const client = await open(recorder.port);
    client.write(bytes.subarray(0, 6));
    client.write(bytes.subarray(6));
    await until(() => expect(server.heard()).toEqual(bytes));
    const { entries } = await finish();
    expect(wireBytes(entries, "client")).toEqual(bytes);
    expect(entries.filter((entry) => entry.event === "bytes").map((entry) => entry.kind)).toContain(kind);
  });

  it("reads no more from a client than its server takes, and serves the others meanwhile", async () => {
    const { server, recorder } = await start({ bytesMax: 1 << 20 });
    const flooding = await open(recorder.port);
    await until(() => expect(server.sockets).toHaveLength(1));
    server.sockets[0]?.pause();
    flooding.write(greeting("v100..193"));
    const flood = frames(64, 5);
    let written = 0;
    const fill = (): void => {
      while (written < 256 << 20 && !flooding.writableNeedDrain) {
        flooding.write(flood);
        written += flood.length;
      }
    };
    flooding.on("drain", fill);
    const before = process.memoryUsage().arrayBuffers;
    fill();
    const other = await open(recorder.port);
    other.write(greeting("v100..176"));
    await until(() => expect(server.heard(1)).toEqual(greeting("v100..176")));
    // The kernel's buffers have been filled when a second's look finds no more that was taken.
    let seen = -1;
    await until(() => {
      const same = written === seen;
      seen = written;
      expect(same && flooding.writableNeedDrain).toBe(true);
    });
    expect(written).toBeLessThan(64 << 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
    flooding.destroy();
  });

  it("goes on forwarding when the recording is full", async () => {
    const said: string[] = [];
    const { server, recorder, finish } = await start({ bytesMax: 2000, log: (line) => said.push(line) });
    const client = await open(recorder.port);
    const asked = Buffer.concat([greeting("v100..193"), frames(50, 6)]);
    client.write(asked);
    await until(() => expect(server.heard().equals(asked)).toBe(true));
    expect(recorder.isRecording()).toBe(false);
    expect((await finish()).end).toBe("size");
    expect(said.filter((line) => line.startsWith("RECORDING FULL"))).toHaveLength(1);
  });
});

describe("a recording that is behind", () => {
  it("stops the reading of both sides until it has caught up", async () => {
    const server = new ByteServer();
    ends.push(() => server.close());
    const target = { host: "127.0.0.1", port: await server.listen() };
    const recording = { isBehind: false, waiting: [] as (() => void)[] };
    const accepted = Promise.withResolvers<ForwardedConnection>();
    const proxy = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
      const tap = {
        data: () => undefined,
        ended: () => undefined,
        reset: () => undefined,
        closed: () => undefined,
        refused: () => undefined,
      };
      const caughtUp = (then: () => void): void => void recording.waiting.push(then);
      const behind = {
        get isBehind() {
          return recording.isBehind;
        },
        caughtUp,
      };
      accepted.resolve(new ForwardedConnection({ client, target, tap, recording: behind }));
    });
    await new Promise<void>((resolve) => proxy.listen({ port: 0, host: "127.0.0.1" }, resolve));
    ends.push(() => void proxy.close());
    const client = await open((proxy.address() as { port: number }).port);
    client.write("first");
    await until(() => expect(server.heard().toString()).toBe("first"));
    recording.isBehind = true;
    client.write("second");
    await until(() => expect(recording.waiting).toHaveLength(1));
    client.write("third");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.heard().toString()).toBe("firstsecond");
    recording.isBehind = false;
    for (const then of recording.waiting.splice(0)) then();
    await until(() => expect(server.heard().toString()).toBe("firstsecondthird"));
    await (await accepted.promise).close();
  });
});

describe("a recorder that cannot be", () => {
  const refused = (options: Partial<RecorderOptions>): Promise<Recorder> =>
    startRecorder({ target: { host: "127.0.0.1", port: 7497 }, file: folder.newFile(), ...options });

  it.each<readonly [string, Partial<RecorderOptions>, string]>([
    [
      "another machine, unasked",
      { target: { host: "192.0.2.1", port: 7497 } },
      "target: 192.0.2.1 is not this machine",
    ],
    [
      "a name that may be another machine",
      { target: { host: "127.0.0.1.example", port: 1 } },
      "target: 127.0.0.1.example",
    ],
    ["no port to go to", { target: { host: "127.0.0.1", port: 0 } }, "target: its port 0"],
    ["no port to listen on", { port: 65_536 }, "port: 65536"],
    [
      "a token of another length",
      { replace: [{ text: "abc", token: "x" }] },
      "replace: x must have as many bytes",
    ],
    ["a bound that holds no header", { bytesMax: 3 }, "bytesMax: 3 is less"],
    ["a folder that is not there", { file: `${folder.path}/none/file` }, "file: "],
  ])("is refused by the option's name: %s", async (_, options, message) => {
    await expect(refused(options)).rejects.toThrow(message);
  });

  it("leaves no file behind when its port is taken", async () => {
    const server = new ByteServer();
    ends.push(() => server.close());
    const port = await server.listen();
    const file = folder.newFile();
    await expect(refused({ port, file })).rejects.toThrow(/^port: /);
    await expect(readAll(file)).rejects.toThrow("cannot be read");
  });

  it("knows addresses", () => {
    expect(parseAddress("127.0.0.1:7497")).toEqual({ host: "127.0.0.1", port: 7497 });
    expect(parseAddress("[::1]:4002")).toEqual({ host: "::1", port: 4002 });
    for (const text of ["7497", "host:", ":7497", "host:70000", "::1:4002", "a b:1"]) {
      expect(parseAddress(text)).toBeNull();
    }
  });
});
