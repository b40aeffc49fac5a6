import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { greeting, RawClient, startApi } from "../testing/raw-client.ts";
import { RecordingFolder } from "../testing/recordings.ts";
import { encodeFrame } from "../wire/frame.ts";
import { type RecordedConnection, recordConnections } from "./connection-recorder.ts";
import { type Playback, type PlaybackOptions, startPlayback } from "./playback/playback.ts";
import { RecordingWriter } from "./recording-writer.ts";

const folder = new RecordingFolder();
const clients: RawClient[] = [];
let playback: Playback | null = null;
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await playback?.close();
  playback = null;
});
afterAll(() => folder.remove());

/** A recording as a spec tells it: what was said by whom, and how much time passed. */
class Story {
  readonly file = folder.newFile();
  #ms = 0;
  readonly #writer = new RecordingWriter({
    file: this.file,
    tool: "spec",
    clock: { kind: "market", now: () => this.#ms, timeOfDay: () => 1_773_669_600_000 + this.#ms },
    log: (line) => {
      throw new Error(line);
    },
  });
  readonly #open = recordConnections(this.#writer);

  after(ms: number): this {
    this.#ms += ms;
    return this;
  }

  opened(): RecordedConnection {
    return this.#open();
  }

  /** A connection through its handshake. */
  started(clientId: number, serverVersion = 193): RecordedConnection {
    const connection = this.#open();
    connection.data("client", greeting("v100..193"));
    connection.data("server", encodeFrame([String(serverVersion), "20260316 10:00:00 EST"]));
    connection.data("client", startApi(clientId));
    says(connection, "15", "1", "DU1234567");
    says(connection, "9", "1", "1");
    return connection;
  }

  async told(): Promise<string> {
    await this.#writer.close();
    return this.file;
  }
}

function asks(connection: RecordedConnection, ...fields: readonly (string | number)[]): void {
  connection.data("client", encodeFrame(fields.map(String)));
}

function says(connection: RecordedConnection, ...fields: readonly (string | number)[]): void {
  connection.data("server", encodeFrame(fields.map(String)));
}

async function play(file: string, options: Partial<PlaybackOptions> = {}): Promise<Playback> {
  playback = await startPlayback({ file, speed: Infinity, patienceMs: 60_000, ...options });
  return playback;
}

async function open(): Promise<RawClient> {
  const client = await RawClient.open((playback as Playback).port);
  clients.push(client);
  return client;
}

async function start(clientId: number, versions = "v100..193"): Promise<RawClient> {
  const client = await open();
  client.sendBytes(Buffer.concat([greeting(versions), startApi(clientId)]));
  await client.until(() => client.of(9).length > 0);
  return client;
}

const TIME = [49, 1] as const;

/** A client, a second connection of which shows that nothing else was sent on the first. */
async function quiet(client: RawClient): Promise<void> {
  const { length } = client.frames;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(client.frames).toHaveLength(length);
}

describe("connections are played as they were recorded", () => {
  it("one that was refused, one that was reset in its handshake, one that was reset later, one that goes on", async () => {
    const story = new Story();
    const refused = story.opened();
    refused.refused("ECONNREFUSED");
    refused.closed();
    const early = story.opened();
    early.data("client", greeting("v100..193"));
    early.reset("server");
    early.closed();
    const late = story.started(1);
    asks(late, ...TIME);
    says(late, 49, 1, 1_773_669_600);
    story.after(60_000);
    says(late, 4, 2, -1, 1100, "Connectivity between IB and Trader Workstation has been lost.", "");
    late.reset("server");
    late.closed();
    const after = story.after(30_000).started(1);
    asks(after, ...TIME);
    says(after, 49, 1, 1_773_669_700);
    after.ended("client");
    after.ended("server");
    after.closed();
    await play(await story.told());
    // Whether a client sees the connection before its reset is the kernel's choice.
    const end = await open().then(
      (client) => client.until(() => client.isClosed).then(() => "closed"),
      (error: Error) => error.message,
    );
    expect(end).toMatch(/closed|ECONNRESET/);
    const second = await open();
    second.sendBytes(greeting("v100..193"));
    await second.until(() => second.isClosed);
    expect(second.received()).toHaveLength(0);
    const third = await start(1);
    await quiet(third);
    expect(third.isClosed).toBe(false);
    third.send(...TIME);
    await third.until(() => third.isClosed);
    expect(third.frames.slice(-2).map(([id]) => id)).toEqual(["49", "4"]);
    const fourth = await start(1);
    fourth.send(...TIME);
    await fourth.until(() => fourth.of(49).length === 1);
    await quiet(fourth);
    expect(fourth.isClosed).toBe(false);
    expect(playback?.report()).toMatchObject({
      connectionsPlayed: 4,
      matched: 4,
      unmatched: { count: 0 },
      leftOver: { requests: 0, acts: 0 },
    });
  });

  it("one that the server ended, after all that it said before", async () => {
    const story = new Story();
    const connection = story.started(1);
    says(connection, 4, 2, -1, 326, "Unable to connect as the client id is already in use.", "");
    connection.ended("server");
    connection.ended("client");
    connection.closed();
    await play(await story.told());
    const client = await open();
    client.sendBytes(Buffer.concat([greeting("v100..193"), startApi(1)]));
    await client.until(() => client.isClosed);
    expect(client.frames.map(([id]) => id)).toEqual(["193", "15", "9", "4"]);
  });

  it("what was no frame comes as it was, a torn frame too", async () => {
    const story = new Story();
    const connection = story.started(1);
    connection.data("server", encodeFrame(["49", "1", "1"]).subarray(0, 6));
    connection.reset("server");
    connection.closed();
    await play(await story.told());
    const client = await open();
    client.sendBytes(Buffer.concat([greeting("v100..193"), startApi(1)]));
    await client.until(() => client.isClosed);
    expect(client.received().subarray(-6)).toEqual(encodeFrame(["49", "1", "1"]).subarray(0, 6));
  });

  it("each to the client whose id it had, whoever comes first", async () => {
    const story = new Story();
    const [one, two] = [story.started(1), story.started(2)];
    asks(one, 81, 5, "ONE");
    says(one, 79, 5, 0);
    asks(two, 81, 5, "TWO");
    says(two, 79, 5, 0);
    await play(await story.told());
    const [second, first] = [await start(2), await start(1)];
    second.send(81, 8, "TWO");
    first.send(81, 9, "ONE");
    await second.until(() => second.of(79).length === 1);
    await first.until(() => first.of(79).length === 1);
    expect([first.of(79)[0]?.[1], second.of(79)[0]?.[1]]).toEqual(["9", "8"]);
  });

  it("and no more of them than there are", async () => {
    const story = new Story();
    story.started(1);
    await play(await story.told());
    await start(1);
    const client = await open();
    await client.until(() => client.isClosed);
    expect(playback?.report().refused.lines).toEqual(["a connection more than the 1 of the recording"]);
  });
});

describe("the server's version is the recorded one", () => {
  it("for a client that speaks it among others", async () => {
    const story = new Story();
    story.started(1, 176);
    await play(await story.told());
    const client = await start(1, "v100..178");
    expect(client.frames[0]?.[0]).toBe("176");
  });

  it("and a client that does not speak it is refused, in words", async () => {
    const said: string[] = [];
    const story = new Story();
    story.started(1, 193);
    await play(await story.told(), { log: (line) => said.push(line) });
    const client = await open();
    client.sendBytes(greeting("v100..178"));
    await client.until(() => client.isClosed);
    const why = 'connection 1 was recorded at server version 193; the client offers "v100..178"';
    expect(playback?.report().refused.lines).toEqual([why]);
    expect(said).toEqual([`REFUSED: ${why}`]);
  });
});

describe("requests and answers", () => {
  it("are matched by what they ask for, whatever their order, ids and blanks", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, 81, 1, "A");
    asks(connection, 81, 2, "B");
    says(connection, 79, 2, 1, 10, "B", "STK", "X", "USD", 0, "the second", "");
    says(connection, 79, 1, 1, 11, "A", "STK", "X", "USD", 0, "the first", "");
    await play(await story.told());
    const client = await start(1);
    client.send(81, 21, "B");
    await client.until(() => client.of(79).length === 1);
    client.send(81, 1, "A");
    await client.until(() => client.of(79).length === 2);
    expect(client.of(79).map((fields) => [fields[1], fields[9]])).toEqual([
      ["21", "the second"],
      ["1", "the first"],
    ]);
  });

  it("go on under ids that are used again, and a cancel ends what its id began", async () => {
    const story = new Story();
    const connection = story.started(1);
    for (const id of [1, 2]) asks(connection, 62, 1, id, "All", `Tag${id}`);
    asks(connection, 63, 1, 2);
    says(connection, 4, 2, 2, 300, "second cancelled", "");
    asks(connection, 63, 1, 1);
    says(connection, 4, 2, 1, 300, "first cancelled", "");
    await play(await story.told());
    const client = await start(1);
    client.send(62, 1, 40, "All", "Tag1");
    client.send(62, 1, 30, "All", "Tag2");
    client.send(63, 1, 40);
    client.send(63, 1, 30);
    await client.until(() => client.of(4).length === 2);
    expect(client.of(4).map(([, , id, , text]) => [id, text])).toEqual([
      ["40", "first cancelled"],
      ["30", "second cancelled"],
    ]);
    client.send(63, 1, 99);
    await client.until(() => client.of(4).length === 3);
    expect(client.of(4)[2]?.slice(2, 4)).toEqual(["99", "321"]);
  });

  it("may come before the server has said its version", async () => {
    const story = new Story();
    const connection = story.opened();
    connection.data(
      "client",
      Buffer.concat([greeting("v100..193"), startApi(1), encodeFrame(["81", "3", "A"])]),
    );
    connection.data("server", encodeFrame(["193", "20260316 10:00:00 EST"]));
    says(connection, 15, 1, "DU1234567");
    says(connection, 9, 1, 1);
    says(connection, 79, 3, 0);
    await play(await story.told());
    const client = await start(1);
    client.send(81, 12, "A");
    await client.until(() => client.of(79).length === 1);
    expect(client.of(79)[0]?.[1]).toBe("12");
  });

  it("that come more often than recorded are answered as before", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...TIME);
    says(connection, 49, 1, 100);
    asks(connection, 81, 4, "A");
    says(connection, 79, 4, 0);
    await play(await story.told());
    const client = await start(1);
    for (let index = 0; index < 3; index += 1) client.send(...TIME);
    for (const id of [7, 8]) client.send(81, id, "A");
    await client.until(() => client.of(49).length === 3 && client.of(79).length === 2);
    expect(client.of(79).map(([, id]) => id)).toEqual(["7", "8"]);
    expect(playback?.report()).toMatchObject({ matched: 3, repeated: 3, unmatched: { count: 0 } });
  });

  it("of unknown messages and of those without a table are compared as they are", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, 24, 1);
    says(connection, 19, 1, "<xml/>");
    await play(await story.told());
    const client = await start(1);
    client.send(24, 1);
    await client.until(() => client.of(19).length === 1);
    client.send(999, "x");
    await client.until(() => client.of(4).length === 1);
    expect(client.of(4)[0]?.[4]).toContain("the recording has no request 999");
  });
});

/** placeOrder as far as its table is needed: what follows is cut off, as no field after it counts here. */
function order(id: number, symbol: string, reference: string, parentId = 0): (string | number)[] {
  const contract = [0, symbol, "STK", "", 0, "", "", "SMART", "", "USD", "", "", "", ""];
  return [3, id, ...contract, "BUY", 1, "LMT", 5, "", "DAY", "", "DU1234567", "", 0, reference, 1, parentId];
}

function status(id: number, text: string, parentId = 0): (string | number)[] {
  return [3, id, text, 0, 1, 0, 1000 + id, parentId, 0, 1, "", 0];
}

describe("news", () => {
  it("waits for all that was asked before it", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...order(5, "A", "x"));
    says(connection, ...status(5, "Submitted"));
    asks(connection, 81, 1, "A");
    says(connection, 79, 1, 0);
    says(connection, ...status(5, "Filled"));
    await play(await story.told());
    const client = await start(1);
    client.send(...order(105, "A", "mine"));
    await client.until(() => client.of(3).length === 1);
    await quiet(client);
    client.send(81, 4, "A");
    await client.until(() => client.of(3).length === 2);
    expect(client.of(3).map((fields) => [fields[1], fields[2], fields[6]])).toEqual([
      ["105", "Submitted", "1005"],
      ["105", "Filled", "1005"],
    ]);
  });

  it("of an order that nobody placed here keeps its id unless another has it", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...order(5, "A", "x"));
    says(connection, ...status(5, "Submitted"));
    asks(connection, 16, 1);
    for (const id of [3, 5, 8]) says(connection, ...status(id, "Submitted"));
    says(connection, 53, 1);
    asks(connection, 4, 3, "", "", "2147483647");
    says(connection, ...status(3, "Cancelled"));
    await play(await story.told());
    const client = await start(1);
    client.send(...order(8, "A", "mine"));
    client.send(16, 1);
    await client.until(() => client.of(53).length === 1);
    expect(client.of(3).map(([, id]) => id)).toEqual(["8", "3", "8", "9"]);
    client.send(4, 3, "", "", "2147483647");
    await client.until(() => client.of(3).length === 5);
    expect(client.of(3)[4]?.slice(1, 3)).toEqual(["3", "Cancelled"]);
  });

  it("of an order names the parent that its client gave it", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...order(5, "A", "parent"));
    asks(connection, ...order(6, "A", "child", 5));
    says(connection, ...status(6, "PreSubmitted", 5));
    await play(await story.told());
    const client = await start(1);
    client.send(...order(70, "A", "mine"));
    client.send(...order(71, "A", "its child", 70));
    await client.until(() => client.of(3).length === 1);
    expect([client.of(3)[0]?.[1], client.of(3)[0]?.[7]]).toEqual(["71", "70"]);
  });

  it("of the next order's id lies above the client's own, and rolls back where the recording's did", async () => {
    const story = new Story();
    const first = story.started(1);
    asks(first, ...order(5, "A", "x"));
    asks(first, 8, 1, 1);
    says(first, 9, 1, 6);
    first.ended("client");
    first.closed();
    const second = story.after(1000).opened();
    second.data("client", greeting("v100..193"));
    second.data("server", encodeFrame(["193", "20260316 10:00:00 EST"]));
    second.data("client", startApi(1));
    says(second, 9, 1, 3);
    await play(await story.told());
    const client = await start(1);
    client.send(...order(105, "A", "mine"));
    client.send(8, 1, 1);
    await client.until(() => client.of(9).length === 2);
    expect(client.of(9)[1]?.[2]).toBe("106");
    client.close();
    expect((await start(1)).of(9)[0]?.[2]).toBe("3");
  });

  it("of two orders alike goes to the one that stands for it, by its name", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...order(5, "A", "first"));
    asks(connection, ...order(6, "A", "second"));
    says(connection, ...status(5, "Filled"));
    says(connection, ...status(6, "Cancelled"));
    await play(await story.told());
    const client = await start(1);
    client.send(...order(50, "A", "second"));
    client.send(...order(51, "A", "first"));
    await client.until(() => client.of(3).length === 2);
    expect(
      client
        .of(3)
        .map(([, id, text]) => `${id} ${text}`)
        .toSorted(),
    ).toEqual(["50 Cancelled", "51 Filled"]);
  });

  it("is as far apart as it was, divided by the speed", async () => {
    const story = new Story();
    const connection = story.started(1);
    says(connection, 4, 2, -1, 2104, "OK", "");
    story.after(1_000_000);
    says(connection, 4, 2, -1, 2103, "broken", "");
    await play(await story.told(), { speed: 5000 });
    // From before the connection on: a machine that is late makes it longer only.
    const began = performance.now();
    const client = await start(1);
    await client.until(() => client.of(4).length === 2);
    expect(performance.now() - began).toBeGreaterThan(190);
  });
});

describe("a client that does not read", () => {
  it("holds the playback up without being lost, and gets everything in order when it reads again", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...TIME);
    const [ticks, filling] = [15_000, "x".repeat(1000)];
    for (let index = 0; index < ticks; index += 1) says(connection, 46, 6, 7, 49, `${index} ${filling}`);
    await play(await story.told());
    const socket = connect({ port: (playback as Playback).port, host: "127.0.0.1" });
    socket.pause();
    socket.write(Buffer.concat([greeting("v100..193"), startApi(1), encodeFrame(TIME.map(String))]));
    const left = (): number => playback?.report().leftOver.acts ?? 0;
    await vi.waitFor(() => expect(playback?.report().matched).toBe(2));
    await quietly(left);
    expect(left()).toBeGreaterThan(ticks / 4);
    const client = new RawClient(socket);
    clients.push(client);
    socket.resume();
    await client.until(() => client.of(46).length === ticks);
    expect(client.of(46).every((fields, index) => fields[4] === `${index} ${filling}`)).toBe(true);
    expect(left()).toBe(0);
  });
});

/** Waits until a number stays the same. */
async function quietly(count: () => number): Promise<void> {
  let before = NaN;
  await vi.waitFor(
    () => {
      const now = count();
      const same = now === before;
      before = now;
      expect(same).toBe(true);
    },
    { timeout: 8000, interval: 100 },
  );
}

describe("a recording that cannot be played", () => {
  it("is refused when it is damaged, and played as far as it goes when it was cut off", async () => {
    const story = new Story();
    const connection = story.started(1);
    asks(connection, ...TIME);
    says(connection, 49, 1, 100);
    const file = await story.told();
    const lines = readFileSync(file, "utf8").split("\n");
    const damaged = folder.newFile();
    writeFileSync(damaged, lines.filter((_, index) => index !== 3).join("\n"));
    await expect(play(damaged)).rejects.toThrow(`file: ${damaged}:4: entry 4 follows entry 2`);
    const cut = folder.newFile();
    writeFileSync(cut, lines.slice(0, -2).join("\n").slice(0, -4));
    const said: string[] = [];
    await play(cut, { log: (line) => said.push(line) });
    expect(said[0]).toContain("RECORDING CUT");
    const client = await start(1);
    client.send(...TIME);
    await vi.waitFor(() => expect(playback?.report().matched).toBe(2));
    expect(client.of(49)).toEqual([]);
  });

  it("is refused when its messages are no text", async () => {
    const story = new Story();
    story.started(1, 201);
    await expect(play(await story.told())).rejects.toThrow(/connection 1 is at server version 201; 193 is/);
  });

  it.each<readonly [string, Partial<PlaybackOptions>, string]>([
    ["a file that is not there", { file: "/nowhere/x" }, "file: /nowhere/x: cannot be read"],
    ["a speed that stands still", { speed: 0 }, "speed: 0 is not"],
    ["no port", { port: -1 }, "port: -1"],
    ["impatience", { patienceMs: -1 }, "patienceMs: -1"],
    ["more accounts than it has", { accounts: ["A", "B"] }, "accounts: the recording has 1, not 2"],
  ])("names the option: %s", async (_, options, message) => {
    const story = new Story();
    story.started(1);
    await expect(play(await story.told(), options)).rejects.toThrow(message);
  });
});
