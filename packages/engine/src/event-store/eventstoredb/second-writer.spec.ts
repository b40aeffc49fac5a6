import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventStore, StoredRecord } from "../../ports/event-store.ts";
import { auditLog } from "../../audit/index.ts";
import { copyLog } from "../../safekeeping/index.ts";
import { fixtureStream, note, noteCodec } from "../../testing/event-fixtures.ts";
import { A, B, collect, numbers, readAll, subscribe } from "../contract/test-store.ts";
import { createMemoryEventStore } from "../memory/index.ts";
import { openEventStoreDbEventStore, takeLease } from "./index.ts";
import { createStandIn, type StandIn } from "./stand-in/index.ts";

const CHILD = new URL("writing.child.ts", import.meta.url).pathname;
const DURATION_MS = 1_500;
/** More than a start, a takeover and its waiting take on a busy machine. */
const TIMEOUT_MS = 60_000;

let standIn: StandIn;
const opened: EventStore[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  standIn = await createStandIn();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  standIn.faults.release();
  for (const store of opened.splice(0)) await store.close();
  await standIn.close();
});

async function open(writeAllowanceMs = (): number => Infinity): Promise<EventStore> {
  const options = { address: standIn.address, codec: noteCodec(), writeAllowanceMs };
  const store = await openEventStoreDbEventStore(options);
  opened.push(store);
  return store;
}

async function stored(store: EventStore): Promise<readonly StoredRecord[]> {
  return (await collect(store.readStored({ direction: "forwards" }))).flat();
}

const append = (store: EventStore, stream: typeof A, number: number): ReturnType<EventStore["append"]> =>
  store.append({ stream, events: [note(number)], expectedRevision: "any" });

interface StoppedWriter {
  readonly process: ChildProcess;
  printed(): readonly string[];
}

/** A process that held the log, stopped with an append on its way. */
async function stoppedWriter(how: "hold" | "hold-past-deadline"): Promise<StoppedWriter> {
  const child = spawn(process.execPath, [CHILD, standIn.address, String(DURATION_MS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  while (!text.includes("3\n")) await once(child.stdout, "data");
  standIn.faults.onNextAppend({ when: "before-writing", how });
  await standIn.faults.holding();
  child.kill("SIGSTOP");
  return { process: child, printed: () => text.trimEnd().split("\n") };
}

/** Another writer takes over from it, and writes to a stream of its own. */
async function successor(): Promise<EventStore> {
  const holder = { what: "next", host: "here", pid: 2, startedAt: "now", url: null, token: null };
  const lease = await takeLease({ address: standIn.address, holder, durationMs: DURATION_MS });
  const store = await open(() => lease.allowanceMs());
  opened.push({ ...store, close: () => lease.release() });
  for (let number = 1_000; number < 1_005; number += 1) await append(store, A, number);
  return store;
}

describe("a writer that was stopped while another took over", { timeout: TIMEOUT_MS }, () => {
  it("leaves nothing in the log when it wakes, and says that its right is lost", async () => {
    const stopped = await stoppedWriter("hold");
    const store = await successor();
    standIn.faults.release();
    stopped.process.kill("SIGCONT");
    await once(stopped.process, "exit");
    await append(store, B, 2_000);
    expect(stopped.printed().at(-1)).toMatch(/^locked: the right to write to .* was lost/);
    const acknowledged = stopped.printed().slice(0, -1).map(Number);
    expect(numbers(await readAll(store))).toEqual([
      ...acknowledged,
      1_000,
      1_001,
      1_002,
      1_003,
      1_004,
      2_000,
    ]);
    expect((await auditLog({ log: store, anchors: [] })).findings).toEqual([]);
  });

  it("is found out by all where its append arrives so late that nothing could keep it back", async () => {
    await stoppedWriter("hold-past-deadline");
    const store = await successor();
    const reader = subscribe(store);
    const before = (await stored(store)).length;
    expect(await reader.until(before)).toHaveLength(before);
    standIn.faults.release();
    const fork = /the log forks at event .* \(NoteTaken, revision \d+ of note-child\)/;
    await expect(reader.next()).rejects.toThrow(fork);
    await expect.poll(() => append(store, B, 3_000).catch(String), { timeout: 10_000 }).toMatch(fork);
    await expect(open()).rejects.toMatchObject({ name: "LogUnusable", reason: "corrupt" });
    await expect(readAll(store)).rejects.toThrow(fork);

    const records = await stored(store);
    const [late, last] = [records[before], records[before - 1]];
    const known = records.findLast(({ stream }, index) => stream === late?.stream && index < before);
    const { findings } = await auditLog({ log: store, anchors: [] });
    expect(findings[0]).toMatchObject({ position: late?.position });
    expect(findings[0]?.text).toContain(
      `it follows event ${known?.position} (expected previous hash ${last?.hash.toHex()}, found ${known?.hash.toHex()}): another writer forked the log here`,
    );
    const copy = createMemoryEventStore({ codec: noteCodec() });
    const copied = copyLog({ from: store, to: copy, codec: noteCodec(), onProgress: () => {} });
    await expect(copied).rejects.toThrow(/does not follow the one before it; all before it is in the target/);
    expect(await stored(copy)).toHaveLength(before);
    await copy.append({ stream: fixtureStream("new"), events: [note(4_000)], expectedRevision: "no-stream" });
    expect((await auditLog({ log: copy, anchors: [] })).findings).toEqual([]);
  });
});

describe("two writers without a lease", () => {
  it("are both stopped once they have forked the log", async () => {
    const stores = [await open(), await open()] as const;
    await append(stores[0], A, 0);
    await append(stores[1], B, 1);
    for (const [index, store] of stores.entries()) {
      await expect
        .poll(() => append(store, fixtureStream(`s${index}`), 2 + index).catch(String), { timeout: 10_000 })
        .toMatch(/the log forks at event/);
    }
  });
});
