import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StreamName } from "@legbook/domain";
import type { EventStore, StoredRecord } from "../../ports/event-store.ts";
import { note, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { A, B, collect, fill, numbers, range, readAll, subscribe } from "../contract/test-store.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { createMemoryEventStore } from "../memory/index.ts";
import { type EventStoreDbEventStoreOptions, openEventStoreDbEventStore } from "./index.ts";
import { createStandIn, proposalCodec, type StandIn } from "./stand-in/index.ts";

let standIn: StandIn;
const opened: EventStore[] = [];

beforeEach(async () => {
  standIn = await createStandIn();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await standIn.close();
});

async function open(options: Partial<EventStoreDbEventStoreOptions> = {}): Promise<EventStore> {
  const store = await openEventStoreDbEventStore({
    address: standIn.address,
    codec: noteCodec(),
    ...options,
  });
  opened.push(store);
  return store;
}

async function stored(store: EventStore): Promise<readonly StoredRecord[]> {
  return (await collect(store.readStored({ direction: "forwards" }))).flat();
}

/** Fails unless every event's hash covers the one before. */
async function expectWholeChain(store: EventStore): Promise<void> {
  let hash = GENESIS_HASH;
  for (const record of await stored(store)) {
    hash = chainHash(hash, record);
    expect(Buffer.from(record.hash)).toEqual(Buffer.from(hash));
  }
}

const OUTCOMES = ["unavailable", "cancelled", "deadline-exceeded"] as const;

describe("an append whose outcome is unknown", () => {
  it.each(
    OUTCOMES.flatMap((how) => (["before-writing", "after-writing"] as const).map((when) => ({ how, when }))),
  )("is repeated until it is in the log, once ($how $when)", async (fault) => {
    const store = await open();
    await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
    standIn.faults.onNextAppend(fault);
    const [first, second] = await Promise.all([
      store.append({ stream: A, events: notes(2, 3), expectedRevision: 1 }),
      store.append({ stream: B, events: notes(5, 1), expectedRevision: "any" }),
    ]);
    expect([first.revision, second.revision]).toEqual([4, 0]);
    const all = await readAll(store);
    expect(numbers(all)).toEqual(range(0, 6));
    expect([all[4]?.position, all[5]?.position]).toEqual([first.position, second.position]);
    await expectWholeChain(store);
  });

  it.each(["before-writing", "after-writing"] as const)(
    "is repeated when the server was killed in the middle of it and came back (%s)",
    async (when) => {
      const store = await open();
      await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
      standIn.faults.onNextAppend({ when, how: "kill" });
      const append = store.append({ stream: A, events: notes(2, 2), expectedRevision: "any" });
      await new Promise((resolve) => setTimeout(resolve, 200));
      await standIn.start();
      expect((await append).revision).toBe(3);
      expect(numbers(await readAll(store))).toEqual([0, 1, 2, 3]);
    },
  );

  it("stops the writer when the server does not come back in time", async () => {
    const store = await open({ serverWaitMaxMs: 300 });
    await store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" });
    standIn.kill();
    const outcomes = await Promise.allSettled([
      store.append({ stream: A, events: notes(1, 1), expectedRevision: "any" }),
      store.append({ stream: B, events: notes(2, 1), expectedRevision: "any" }),
    ]);
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason)).toEqual([
      expect.objectContaining({ name: "AppendOutcomeUnknown" }),
      expect.objectContaining({ name: "AppendOutcomeUnknown" }),
    ]);
    await standIn.start();
    await expect(
      store.append({ stream: A, events: notes(3, 1), expectedRevision: "any" }),
    ).rejects.toMatchObject({ name: "LogUnusable" });
  });
});

describe("another node that leads", () => {
  it("gets the appends from then on", async () => {
    const state = createMemoryEventStore({ codec: proposalCodec() });
    const nodes = [await createStandIn({ store: state }), await createStandIn({ store: state })] as const;
    const store = await open({ address: nodes[0].address });
    await store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" });
    nodes[0].followLeaderAt(nodes[1].port);
    await store.append({ stream: A, events: notes(1, 2), expectedRevision: 0 });
    nodes[0].kill();
    await store.append({ stream: B, events: notes(3, 1), expectedRevision: "any" });
    expect(numbers(await readAll(store))).toEqual([0, 1, 2, 3]);
    for (const node of nodes) await node.close();
  });
});

describe("subscriptions of a server that goes away", () => {
  it("go on without a gap or a repeat, those that wait and those that stall", async () => {
    const store = await open({ pageEventsMax: 20 });
    const reader = await open({ readOnly: true, pageEventsMax: 7 });
    await fill(store, 30);
    const waiting = subscribe(reader);
    const stalled = subscribe(reader);
    const seen = [...(await waiting.until(30))];
    const first = await stalled.next();
    for (let round = 1; round <= 3; round += 1) {
      standIn.kill();
      const filling = fill(store, 30, round * 30);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await standIn.start();
      await filling;
      seen.push(...(await waiting.until(30)));
    }
    expect(numbers(seen)).toEqual(numbers(await readAll(store)));
    expect(numbers([...(first?.events ?? []), ...(await stalled.until(113))])).toEqual(numbers(seen));
    await waiting.end();
    await stalled.end();
  });

  it("end at once when their reader leaves meanwhile", async () => {
    const reader = await open({ readOnly: true });
    const waiting = subscribe(reader);
    await waiting.next();
    standIn.kill();
    const pending = waiting.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await waiting.end();
    expect(await pending).toBeNull();
  });
});

describe("a log on a server", () => {
  it("is not mixed up with another log there, nor with what others write", async () => {
    const logs = await Promise.all(
      ["one", "two"].map((name) => open({ address: `${standIn.address}&log=${name}`, pageEventsMax: 5 })),
    );
    for (let number = 0; number < 20; number += 1) {
      const store = logs[number % 2];
      await store?.append({ stream: A, events: [note(number)], expectedRevision: "any" });
    }
    for (const [index, store] of logs.entries()) {
      const own = range(0, 20).filter((number) => number % 2 === index);
      expect(numbers(await readAll(store))).toEqual(own);
      const reader = subscribe(store);
      expect(numbers(await reader.until(10))).toEqual(own);
      await reader.end();
      await expectWholeChain(store);
    }
  });

  it("whose events somebody else wrote is refused, and named", async () => {
    const { EventStoreDBClient, jsonEvent } = await import("@eventstore/db-client");
    const client = EventStoreDBClient.connectionString(standIn.address);
    await client.appendToStream("legbook.note-a", jsonEvent({ type: "Foreign", data: {} }));
    await client.dispose();
    await expect(open()).rejects.toMatchObject({
      name: "LogUnusable",
      reason: "not-a-log",
      message: expect.stringContaining("event 0 of legbook.note-a was not written by Legbook") as string,
    });
  });

  it("refuses an append that a server would not take, by its bytes, and goes on", async () => {
    const store = await open();
    const text = "x".repeat(600_000);
    const large = notes(0, 2).map(({ metadata }, number) => ({
      event: { type: "NoteTaken", data: { text, number } },
      metadata,
    }));
    const refused = store.append({ stream: A, events: large, expectedRevision: "any" });
    await expect(refused).rejects.toThrow(
      /an append of 120\d{4} bytes exceeds the 1048576 that a server takes/,
    );
    // One after the other they fit, in calls of their own.
    await Promise.all(
      large.map((event) => store.append({ stream: A, events: [event], expectedRevision: "any" })),
    );
    expect(await store.streamRevision(A)).toBe(1);
  });

  it("is not found where no server answers: said with a remedy, soon", async () => {
    standIn.kill();
    await expect(open({ openWaitMaxMs: 200 })).rejects.toMatchObject({
      name: "LogUnusable",
      message: expect.stringContaining("the server does not answer") as string,
      remedy: expect.stringContaining("tls=false") as string,
    });
  });

  it("recognises an old append at its place when its ids are no longer among the recent ones", async () => {
    const store = await open({ recentIdsMax: 4 });
    const request = { stream: A, events: notes(0, 3), expectedRevision: "no-stream" } as const;
    const first = await store.append(request);
    await fill(store, 20, 10);
    expect(await store.append(request)).toEqual({ ...first, repeated: true });
    const partly = { ...request, events: [...notes(0, 2), note(99)] };
    await expect(store.append(partly)).rejects.toMatchObject({ name: "EventIdReused" });
    expect(await store.streamRevision("note-c" as StreamName)).toBeNull();
  });
});
