import { readFileSync } from "node:fs";
import { IBApi } from "@stoqey/ib";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { converse, type Talker } from "../testing/conversation.ts";
import { Heard } from "../testing/heard.ts";
import { ACCOUNT } from "../testing/orders.ts";
import { RawClient } from "../testing/raw-client.ts";
import { readAll, RecordingFolder } from "../testing/recordings.ts";
import { simulatorOfTest } from "../testing/simulator-of-test.ts";
import type { RecordedEntry } from "./format.ts";
import { startRecorder } from "./recorder.ts";

const folder = new RecordingFolder();
afterAll(() => folder.remove());

async function connect(port: number): Promise<Talker> {
  const api = new IBApi({ host: "127.0.0.1", port, clientId: 1 });
  const heard = new Heard(api);
  api.connect();
  const [nextId] = await heard.one("nextValidId");
  return { api, heard, nextId: nextId as number };
}

const IDS = { request: 1, orderOffset: 0 };

/** What a direction said, without numbers and times. */
function said(entries: readonly RecordedEntry[], connection: number, side: "client" | "server"): unknown[] {
  return entries.flatMap((entry) => {
    const who = "from" in entry ? entry.from : "by" in entry ? entry.by : side;
    return entry.connection === connection && who === side ? [{ ...entry, n: 0, ms: 0, at: 0 }] : [];
  });
}

describe("an unmodified client's conversation", () => {
  it("is the same in the recording of a proxy and in the simulator's own, but for times, and names no account", async () => {
    const [own, proxied] = [folder.newFile(), folder.newFile()];
    const simulator = await simulatorOfTest({
      market: { kind: "builtin" },
      seed: 1,
      partialFillChance: 0,
      recordFile: own,
    });
    const target = { host: "127.0.0.1", port: simulator.port };
    const recorder = await startRecorder({ target, file: proxied });
    onTestFinished(() => recorder.close());
    const sessions = await converse(() => connect(recorder.port), [IDS, IDS]);
    for (const heard of sessions) {
      expect(heard.errors().filter((text) => !text.startsWith("202 "))).toEqual([]);
      expect(heard.all("managedAccounts")).toEqual([[ACCOUNT]]);
    }
    await vi.waitFor(() => expect(recorder.counts().openConnections).toBe(0));
    await recorder.close();
    await simulator.close();
    const [inside, outside] = [await readAll(own), await readAll(proxied)];
    expect([inside.end, outside.end, inside.said, outside.said]).toEqual(["closed", "closed", [], []]);
    expect([inside.header.clock, outside.header.clock]).toEqual(["market", "machine"]);
    for (const connection of [1, 2]) {
      for (const side of ["client", "server"] as const) {
        const told = said(outside.entries, connection, side);
        expect(told.length).toBeGreaterThanOrEqual(8);
        expect(said(inside.entries, connection, side)).toEqual(told);
      }
    }
    for (const file of [own, proxied]) expect(readFileSync(file, "latin1")).not.toContain(ACCOUNT);
    expect(readFileSync(own, "latin1")).toContain("DU0000001");
  });
});

describe("a simulator's recording at pace manual", () => {
  async function recordedRun(seed: number): Promise<string> {
    const recordFile = folder.newFile();
    const simulator = await simulatorOfTest({
      market: { kind: "builtin" },
      seed,
      pace: "manual",
      recordFile,
    });
    const client = await RawClient.started(simulator.port, 1);
    client.send(1, 11, 7, 0, "LBX", "STK", "", 0, "", "", "SMART", "", "USD", "", "", 0, "", 0, 0, "");
    // One request after the other: whether two of them arrive together is the kernel's choice, and the recording tells.
    await client.until(() => client.of(46).length > 0);
    client.send(49, 1);
    await client.until(() => client.of(49).length === 1);
    const before = client.frames.length;
    simulator.run(2000);
    await client.until(() => client.frames.length > before + 5);
    client.close();
    await vi.waitFor(() => expect([...simulator.ledger].at(-1)?.type).toBe("ClientDisconnected"));
    await simulator.close();
    // Whether a client that leaves ends or resets depends on what its kernel had not handed over yet.
    return readFileSync(recordFile, "utf8").split('"event":"ended"')[0]?.split('"event":"reset"')[0] ?? "";
  }

  it("is the same to the byte for the same seed and requests, and another for another seed", async () => {
    const [first, again, other] = [await recordedRun(1), await recordedRun(1), await recordedRun(2)];
    expect(first.split("\n").length).toBeGreaterThan(20);
    expect(again).toBe(first);
    expect(other.replaceAll("seed 2", "seed 1")).not.toBe(first);
  });
});
