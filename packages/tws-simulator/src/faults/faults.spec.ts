import { afterEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import type { SimulatorOptions } from "../options.ts";
import { RawClient } from "../testing/raw-client.ts";
import { encodeFrame } from "../wire/frame.ts";

let simulator: Simulator | null = null;
const clients: RawClient[] = [];

/** A simulator with faults whose time moves by `run` alone. */
async function withFaults(
  faults: SimulatorOptions["faults"],
  more: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  simulator = await startSimulator({
    market: { kind: "builtin" },
    pace: "manual",
    ...(faults === undefined ? {} : { faults }),
    ...more,
  });
  return simulator;
}

async function connected(running: Simulator, clientId = 1): Promise<RawClient> {
  const client = await RawClient.started(running.port, clientId);
  clients.push(client);
  return client;
}

/** Asks for the time and waits for the answer: what the simulator did before it has arrived by then. */
async function settle(client: RawClient): Promise<void> {
  const before = client.of(49).length;
  client.send(49, 1);
  await client.until(() => client.of(49).length > before);
}

const codes = (client: RawClient): string[] => client.of(4).map(([, , id, code]) => `${id} ${code}`);
const fired = (running: Simulator): string[] =>
  [...running.ledger].flatMap((entry) => (entry.type === "FaultFired" ? [entry.action] : []));

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await simulator?.close();
  simulator = null;
});

describe("a fault's time", () => {
  it("may be the market's, as on the nth day that it comes", async () => {
    const running = await withFaults(["error code=1100 at 10:00:30 times 2"]);
    const client = await connected(running);
    running.run(29_000);
    await settle(client);
    expect(codes(client)).not.toContain("-1 1100");
    running.run(2000);
    await settle(client);
    expect(codes(client).filter((code) => code === "-1 1100")).toHaveLength(1);
    running.advanceMarketTime(86_400_000 * 3);
    running.run(100);
    await settle(client);
    expect(codes(client).filter((code) => code === "-1 1100")).toHaveLength(2);
  });

  it("fires all that a jump of the market's clock passes, in order", async () => {
    const running = await withFaults([
      "error code=3 at 17:30:00",
      "error code=1 at 11:00:00",
      { do: "error", with: { code: 2 }, at: "2026-03-16 16:30:00.500" },
      "error code=4 at 2026-03-18T11:00:00",
    ]);
    const client = await connected(running);
    running.advanceMarketTime(7 * 3_600_000);
    running.run(100);
    await settle(client);
    expect(codes(client).slice(3)).toEqual(["-1 1", "-1 2", "-1 3"]);
  });

  it("may count from the start, from each client's connection, or come again and again", async () => {
    const running = await withFaults([
      "error code=1 after 2s",
      "error code=2 after 1s since connect times always client 7",
      "error code=3 every 400ms times 2",
    ]);
    const client = await connected(running, 7);
    const other = await connected(running, 8);
    running.run(3000);
    await settle(client);
    await settle(other);
    expect(codes(client).slice(3)).toEqual(["-1 3", "-1 3", "-1 2", "-1 1"]);
    expect(codes(other).slice(3)).toEqual(["-1 3", "-1 3", "-1 1"]);
  });

  it("may be a message's: the nth of a client whose fields fit", async () => {
    const running = await withFaults([
      'error code=201 message="not today" instead=true on accountUpdates nth 2 where account=DU1234567',
    ]);
    const client = await connected(running);
    client.send(6, 2, 1, "");
    client.send(6, 2, 1, "DU1234567");
    client.send(6, 2, 1, "DU1234567");
    client.send(6, 2, 1, "DU1234567");
    await settle(client);
    expect(client.of(54)).toHaveLength(3);
    expect(client.of(4).at(-1)?.slice(2, 5)).toEqual(["-1", "201", "not today"]);
    expect(fired(running)).toEqual(["error"]);
  });

  it("that has passed is said to have", async () => {
    const lines: string[] = [];
    const running = await withFaults(["close at 2020-01-02T10:00", "close at 2026-03-16T10:00:01"], {
      log: (line) => lines.push(line),
    });
    expect(lines).toEqual(["fault f1 (close): its time has passed"]);
    expect(running.control.faults().map(({ phase }) => phase)).toEqual(["over", "waiting"]);
  });

  it("by chance is the seed's alone", async () => {
    const firings = async (seed: number): Promise<string> => {
      const running = await withFaults(["lose on request:managedAccounts chance 0.5"], { seed });
      const client = await connected(running);
      let got = "";
      for (let count = 0; count < 20; count += 1) {
        const before = client.of(15).length;
        client.send(17, 1);
        await settle(client);
        got += client.of(15).length > before ? "+" : "-";
      }
      await running.close();
      return got;
    };
    const first = await firings(1);
    expect(first).toMatch(/\+.*-|-.*\+/);
    expect(await firings(1)).toBe(first);
    expect(await firings(2)).not.toBe(first);
  });
});

describe("a fault of a connection", () => {
  it("resets it in the middle of a request", async () => {
    const running = await withFaults(["reset on request:accountSummary"]);
    const client = await connected(running);
    const other = await connected(running, 2);
    client.send(62, 1, 5, "All", "NetLiquidation");
    await client.until(() => client.isClosed);
    expect(client.of(63)).toEqual([]);
    await settle(other);
  });

  it("keeps it half open: no answer, no close, and nothing of that time later", async () => {
    const running = await withFaults(["half-open on ids for 5s"]);
    const client = await connected(running);
    client.send(8, 1, 1);
    client.send(17, 1);
    const other = await connected(running, 2);
    running.run(4900);
    await settle(other);
    expect(client.of(15)).toHaveLength(1);
    expect(client.isClosed).toBe(false);
    running.run(200);
    await settle(client);
    // What waited in the socket is served then; what was answered in the meantime is lost.
    expect(client.of(15)).toHaveLength(2);
    expect(client.of(9)).toHaveLength(1);
  });

  it("mutes it: requests are served, and their answers are lost", async () => {
    const running = await withFaults(["mute on request:accountSummary for 2s"]);
    const client = await connected(running);
    client.sendBytes(
      Buffer.concat([encodeFrame(["62", "1", "5", "All", "NetLiquidation"]), encodeFrame(["61", "1"])]),
    );
    const other = await connected(running, 2);
    running.run(2000);
    await settle(other);
    await settle(client);
    expect([client.of(63), client.of(62)]).toEqual([[], []]);
    // It was served nevertheless: TWS keeps two summaries a client.
    for (const id of [6, 7]) client.send(62, 1, id, "All", "NetLiquidation");
    await settle(client);
    expect(codes(client).at(-1)).toBe("7 322");
  });

  it("stops reading it: requests wait, ticks go on", async () => {
    const running = await withFaults(["stop-reading on ids for 3s"]);
    const client = await connected(running);
    client.send(1, 11, 5, 0, "LBX", "STK", "", 0, "", "", "SMART", "", "USD", "", "", 0, "", 0, 0, "");
    await settle(client);
    client.sendBytes(Buffer.concat([encodeFrame(["8", "1", "1"]), encodeFrame(["17", "1"])]));
    const other = await connected(running, 2);
    const before = client.of(1).length;
    running.run(2900);
    await settle(other);
    expect(client.of(15)).toHaveLength(1);
    expect(client.of(1).length).toBeGreaterThan(before);
    running.run(100);
    await settle(client);
    expect(client.of(15)).toHaveLength(2);
  });

  it("closes it in good order, for one client alone", async () => {
    const running = await withFaults(["close after 1s client 2"]);
    const [first, second] = [await connected(running), await connected(running, 2)];
    running.run(1000);
    await second.until(() => second.isClosed);
    await settle(first);
  });

  it("refuses new ones as if nothing listened, leaves others alone, and listens again on its port", async () => {
    const running = await withFaults(["refuse after 1s for 1s times 2"]);
    const first = await connected(running);
    running.run(1000);
    await expect(RawClient.open(running.port)).rejects.toThrow("ECONNREFUSED");
    await settle(first);
    running.run(1000);
    await settle(await connected(running, 2));
  });

  it("may accept new ones and reset them", async () => {
    const running = await withFaults(["refuse how=reset for 1s"]);
    // The reset may come before the client knows that it is connected.
    const refused = await RawClient.open(running.port).catch(() => null);
    await refused?.until(() => refused.isClosed);
    expect(refused?.frames ?? []).toEqual([]);
    running.run(1000);
    await connected(running);
  });

  it("ends with the simulator while nothing listens", async () => {
    const running = await withFaults(["refuse", "second-factor reset=false"]);
    await running.close();
    await expect(RawClient.open(running.port)).rejects.toThrow("ECONNREFUSED");
  });

  it.each([
    ["split bytes=1 gap=1ms for 1h", 1000],
    ["merge messages=4 wait=100ms for 1h", 1000],
    ["slow bytesPerSecond=100 for 1h", 60_000],
  ])("never changes what is sent or its order: %s", async (fault, ms) => {
    const plain = await withFaults([]);
    const expected = await connected(plain);
    const ask = (client: RawClient): void => {
      for (const id of [17, 8, 61]) client.send(id, 1, 1);
      client.send(49, 1);
    };
    ask(expected);
    await expected.until(() => expected.of(49).length === 1);
    await plain.close();
    const running = await withFaults([`${fault.split(" for ")[0]} after 1s for 1h`]);
    const client = await connected(running);
    running.run(1000);
    ask(client);
    const witness = await connected(running, 2);
    await witness.until(() => witness.frames.length > 0);
    for (let round = 0; round < 50 && client.of(49).length === 0; round += 1) {
      running.run(ms / 10);
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
    await client.until(() => client.of(49).length > 0);
    expect(client.frames.map((frame) => frame[0])).toEqual(expected.frames.map((frame) => frame[0]));
  });
});

describe("a fault of a message", () => {
  it("loses, repeats, delays and reorders it", async () => {
    const running = await withFaults([
      "lose on reply:currentTime",
      "duplicate copies=3 on reply:managedAccounts nth 2",
      "delay by=2s on nextValidId nth 2",
      "reorder behind=2 on reply:familyCodes",
    ]);
    const client = await connected(running);
    const ids = (): string[] => client.frames.slice(6).map(([id]) => id ?? "");
    client.send(49, 1);
    client.send(17, 1);
    client.send(8, 1, 1);
    client.send(80);
    client.send(17, 1);
    client.send(104, 9);
    await settle(client);
    expect(ids()).toEqual(["15", "15", "15", "15", "107", "78", "49"]);
    running.run(2000);
    await settle(client);
    expect(ids().slice(7)).toEqual(["9", "49"]);
  });

  it.each([
    ["garbage frames=2 bytes=9 on ids", "9"],
    ["corrupt on nextValidId nth 2", "9"],
  ])("changes bytes: %s", async (fault) => {
    const running = await withFaults([fault]);
    const client = await connected(running);
    const frames = client.frames.length;
    client.send(8, 1, 1);
    await settle(client);
    const got = client.frames.slice(frames, -1);
    expect(got).not.toContainEqual(fault.startsWith("corrupt") ? ["9", "1", "1"] : []);
    expect(got.length).toBe(fault.startsWith("corrupt") ? 1 : 3);
  });

  it("claims a length that is not its own", async () => {
    const running = await withFaults(["oversize length=1000 on nextValidId nth 2"]);
    const client = await connected(running);
    const before = client.received().length;
    client.send(8, 1, 1);
    await client.until(() => client.received().length > before);
    expect(client.received().readInt32BE(before)).toBe(1000);
  });

  it("tears its frame and ends the connection", async () => {
    const running = await withFaults(["truncate bytes=6 on nextValidId nth 2"]);
    const client = await connected(running);
    const before = client.received().length;
    client.send(8, 1, 1);
    await client.until(() => client.isClosed);
    expect(client.received().length - before).toBe(6);
  });
});

describe("a fault that cannot be", () => {
  it.each([
    ["fly", /there is no action fly/],
    ["reset on placeorder", /on: there is no message of the name placeorder/],
    ["reset on contractDetails", /on: write request:contractDetails or reply:contractDetails/],
    ["lose", /do: lose acts on a message/],
    ["reset for 5s", /for: reset happens at once/],
    ["error", /with.code/],
    ["error code=1 colour=2", /with.colour: is unknown/],
    ["error code=1 at 25:00", /at: 25:00 is not a New York time/],
    ["refuse for 5", /for: .*a duration such as/],
    ["reset on placeOrder where colour=red", /where: placeOrder has no field colour/],
    ["reset on startApi", /on: startApi belongs to the handshake/],
    ["reset nth 2", /nth: needs on/],
    ["reset on", /on: nothing follows/],
    ["reset now", /now: expected NAME=VALUE/],
  ])("is refused with the field that is wrong: %s", async (fault, words) => {
    const started = startSimulator({ market: { kind: "builtin" }, faults: ["close after 1h", fault] });
    await expect(started).rejects.toMatchObject({
      field: "faults[1]",
      message: expect.stringMatching(words),
    });
  });

  it("be applied at the start ends the start, and leaves nothing behind", async () => {
    const { port } = await withFaults([]);
    await simulator?.close();
    const started = startSimulator({ market: { kind: "builtin" }, port, faults: ["assign"] });
    await expect(started).rejects.toMatchObject({
      field: "faults",
      message: expect.stringMatching("holds no short option"),
    });
    simulator = await startSimulator({ market: { kind: "builtin" }, port });
  });
});
