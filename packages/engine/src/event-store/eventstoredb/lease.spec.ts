import { binaryEvent, EventStoreDBClient } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixtureStream, noteCodec, notes } from "../../testing/event-fixtures.ts";
import {
  type HeldLease,
  type LeaseHolder,
  openEventStoreDbEventStore,
  readLeaseHolder,
  takeLease,
} from "./index.ts";
import { createStandIn, type StandIn } from "./stand-in/index.ts";

const DURATION_MS = 1_000;

let standIn: StandIn;
const held: HeldLease[] = [];

beforeEach(async () => {
  standIn = await createStandIn();
});
afterEach(async () => {
  for (const lease of held.splice(0)) await lease.release();
  await standIn.close();
});

function holder(pid: number): LeaseHolder {
  const startedAt = "2015-12-24T15:00:00.000Z";
  return { what: "engine, client id 17", host: "desk", pid, startedAt, url: null, token: null };
}

async function take(pid: number): Promise<HeldLease> {
  const lease = await takeLease({ address: standIn.address, holder: holder(pid), durationMs: DURATION_MS });
  held.push(lease);
  return lease;
}

/** Writes into the lease's stream what a holder would, without being one. */
async function record(pid: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(standIn.address);
  const content = { kind: "taken", holder: holder(pid), durationMs: DURATION_MS };
  const data = Buffer.from(JSON.stringify(content));
  await client.appendToStream("legbook-lease-legbook", binaryEvent({ type: "LogLease", data }));
  await client.dispose();
}

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the right to write to a log", () => {
  it("is one holder's: a second engine is refused, and told who holds it and where", async () => {
    const first = await take(1);
    await first.announce("http://desk:4810", "t");
    await expect(take(2)).rejects.toMatchObject({
      name: "LogUnusable",
      reason: "locked",
      message: expect.stringContaining(
        "engine, client id 17 (process 1 on desk, started 2015-12-24T15:00:00.000Z, http://desk:4810) writes to esdb://",
      ) as string,
    });
    expect(first.allowanceMs()).toBeGreaterThan(0);
    expect(await readLeaseHolder(standIn.address)).toMatchObject({ pid: 1, url: "http://desk:4810" });
  });

  it("is taken at once after a release, and by one of several", async () => {
    await (await take(1)).release();
    expect(await readLeaseHolder(standIn.address)).toBeNull();
    const outcomes = await Promise.allSettled([take(2), take(3), take(4)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("lasts while it is renewed, also through a server's short absence", async () => {
    const lease = await take(1);
    for (let round = 0; round < 3; round += 1) {
      await settle(DURATION_MS / 2);
      standIn.kill();
      await settle(DURATION_MS / 8);
      await standIn.start();
      await settle(DURATION_MS / 2);
      expect(() => lease.allowanceMs()).not.toThrow();
    }
    await expect(take(2)).rejects.toMatchObject({ reason: "locked" });
  });

  it("of a dead holder is taken over, once its time is over", async () => {
    // As a process that was killed leaves it: taken, and never renewed.
    await record(1);
    const began = performance.now();
    await take(2);
    expect(performance.now() - began).toBeGreaterThan(DURATION_MS);
    expect(await readLeaseHolder(standIn.address)).toMatchObject({ pid: 2 });
  });

  it("that could not be renewed in time ends, and with it the writing", async () => {
    const lease = await take(1);
    const store = await openEventStoreDbEventStore({
      address: standIn.address,
      codec: noteCodec(),
      writeAllowanceMs: () => lease.allowanceMs(),
    });
    const stream = fixtureStream("a");
    await store.append({ stream, events: notes(0, 1), expectedRevision: "any" });
    standIn.kill();
    expect(String(await lease.lost)).toContain("was lost: it could not be renewed");
    await standIn.start();
    const late = store.append({ stream, events: notes(1, 1), expectedRevision: "any" });
    await expect(late).rejects.toMatchObject({ name: "LogUnusable", reason: "locked" });
    expect(await store.streamRevision(stream)).toBe(0);
    await store.close();
    await take(2);
  });

  it("that another one took over ends at the next renewal, naming it", async () => {
    const lease = await take(1);
    await record(9);
    expect(String(await lease.lost)).toContain("process 9 on desk");
    expect(() => lease.allowanceMs()).toThrow("took it over");
  });
});
