import { readdirSync, rmSync, statSync, writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epochMs, type NewEvent, streamName, type TickKind } from "@legbook/domain";
import {
  domainEventCodec,
  openSqliteEventStore,
  openSqliteLogReader,
  verifySqliteLog,
} from "../event-store/index.ts";
import { segmentsFolder, writeSegment } from "../event-store/sqlite/segments.ts";
import { type TemporaryFolder, temporaryFolder } from "../event-store/sqlite/temporary-folder.ts";
import type { StoredRecord } from "../ports/event-store.ts";
import { FIXTURE_TIME, fixtureId, fixtureMetadata } from "../testing/event-fixtures.ts";
import { moveOldTicks, newestTime } from "./retention.ts";
import { verifyChain } from "./verify-chain.ts";

const DAY_MS = 86_400_000;
const DAYS = 5;
const BATCHES_A_DAY = 120;
const codec = domainEventCodec();
/** Of the day after which everything stays. */
const KEPT_FROM = epochMs(FIXTURE_TIME + 3 * DAY_MS);

let folder: TemporaryFolder;
let path: string;

beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.path("log.db");
  const store = openSqliteEventStore({ path, codec });
  for (let day = 0; day < DAYS; day += 1) {
    const events = Array.from({ length: BATCHES_A_DAY }, (_, batch) => batchOf(day, batch));
    await store.append({ stream: streamName("market", `day-${day}`), events, expectedRevision: "any" });
    await store.append({
      stream: streamName("order", `o${day}`),
      events: [cancelled(day)],
      expectedRevision: "any",
    });
  }
  await store.close();
});
afterEach(() => folder.remove());

function metadataOf(day: number, number: number) {
  const occurredAt = epochMs(FIXTURE_TIME + day * DAY_MS + number);
  return fixtureMetadata(fixtureId(day * 1000 + number), { occurredAt });
}

function batchOf(day: number, batch: number): NewEvent {
  const ticks = Array.from({ length: 64 }, (_, tick) => tick);
  const data = {
    baseTime: epochMs(FIXTURE_TIME + day * DAY_MS),
    conIds: ticks.map((tick) => 208_813_720 + (tick % 16)),
    kinds: ticks.map((tick): TickKind => (tick % 2 === 0 ? 1 : 2)),
    values: ticks.map((tick) => 1_000_000 + ((tick * 7 + batch * 13 + day) % 97) * 10_000),
    offsetsMs: ticks,
  };
  return { event: { type: "TicksRecorded", data }, metadata: metadataOf(day, batch) };
}

function cancelled(day: number): NewEvent {
  const data = { orderRef: `o${day}`, orderId: day, reason: "the day ended" };
  return { event: { type: "OrderCancelRequested", data }, metadata: metadataOf(day, 900) };
}

async function records(): Promise<readonly StoredRecord[]> {
  const reader = openSqliteLogReader({ path, codec });
  const all: StoredRecord[] = [];
  for await (const page of reader.readStored({ direction: "forwards" })) all.push(...page);
  await reader.close();
  return all;
}

function plain(all: readonly StoredRecord[]): unknown {
  return all.map(({ hash, stored, ...rest }) => ({
    ...rest,
    type: stored.type,
    payload: Buffer.from(stored.payload).toString("hex"),
    hash: Buffer.from(hash).toString("hex"),
  }));
}

function move(before = KEPT_FROM, compact = true) {
  return moveOldTicks({ path, before, compact, onProgress: () => {} });
}

/** Payload bytes that the log's own file holds, by type. */
function bytesInFile(): Readonly<Record<string, number>> {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db
    .prepare(
      "SELECT name, sum(length(payload)) AS bytes FROM events JOIN names ON names.id = type_id GROUP BY name",
    )
    .all();
  db.close();
  return Object.fromEntries(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
}

async function verified(): Promise<void> {
  const reader = openSqliteLogReader({ path, codec });
  await verifyChain(reader, () => {});
  await reader.close();
}

describe("ticks that are moved out of a log", () => {
  it("are read as before, by the same hashes, and take less room", async () => {
    const before = plain(await records());
    const ordersBefore = bytesInFile()["OrderCancelRequested"];
    const result = await move();
    expect(result).toMatchObject({ events: 3 * BATCHES_A_DAY, segments: 1 });
    expect(result.bytesAfter).toBeLessThan(result.bytesBefore);
    expect(plain(await records())).toEqual(before);
    await verified();
    expect(verifySqliteLog(path).events).toBe(DAYS * (BATCHES_A_DAY + 1));
    const { TicksRecorded, OrderCancelRequested } = bytesInFile();
    expect(OrderCancelRequested).toBe(ordersBefore);
    expect(TicksRecorded).toBeCloseTo((result.payloadBytes * 2) / 3, -3);
    const [file = ""] = readdirSync(segmentsFolder(path));
    expect(statSync(join(segmentsFolder(path), file)).size).toBeLessThan(result.payloadBytes / 2);
  });

  it("are moved once; what grew old since follows into a segment of its own", async () => {
    const before = plain(await records());
    await move(epochMs(FIXTURE_TIME + DAY_MS));
    expect(await move(epochMs(FIXTURE_TIME + DAY_MS))).toMatchObject({ events: 0, segments: 0 });
    expect(await move()).toMatchObject({ events: 2 * BATCHES_A_DAY, segments: 1 });
    expect(readdirSync(segmentsFolder(path))).toHaveLength(2);
    expect(plain(await records())).toEqual(before);
    expect(newestTime(path)).toBe(FIXTURE_TIME + 4 * DAY_MS + 900);
  });

  it("leave a log that goes on: appends, streams and an upright restart", async () => {
    await move();
    const store = openSqliteEventStore({ path, codec, wholeCheckBytesMax: 0 });
    const stream = streamName("market", "day-0");
    const { revision } = await store.append({
      stream,
      events: [batchOf(9, 1)],
      expectedRevision: BATCHES_A_DAY - 1,
    });
    expect(revision).toBe(BATCHES_A_DAY);
    const events = [];
    for await (const page of store.readStream(stream, { direction: "backwards" })) events.push(...page);
    expect(events.map(({ event }) => event)).toEqual(
      [
        batchOf(9, 1),
        ...Array.from({ length: BATCHES_A_DAY }, (_, batch) => batchOf(0, batch)).toReversed(),
      ].map(({ event }) => event),
    );
    await store.close();
    await verified();
  });

  it("are missed loudly when their segment is gone, cut or another's", async () => {
    await move();
    const [name = ""] = readdirSync(segmentsFolder(path));
    const file = join(segmentsFolder(path), name);
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    for (const [bytes, words] of [
      [flipped, "is not the segment that was written"],
      [whole.subarray(0, whole.length - 1), "is not the segment that was written"],
      [null, "is missing: it holds 360 payloads"],
    ] as const) {
      if (bytes === null) rmSync(file);
      else writeFileSync(file, bytes);
      await expect(records()).rejects.toMatchObject({ name: "LogUnusable", reason: "corrupt" });
      await expect(records()).rejects.toThrow(words);
    }
    writeFileSync(file, whole);
    await verified();
  });

  it("stay in the log until it knows their segment: a crash in between leaves a file that the next run writes anew", async () => {
    const all = await records();
    const before = plain(all);
    const first = all.find(({ stored }) => stored.type === "TicksRecorded");
    if (first === undefined) throw new Error("the log has no ticks");
    const orphan = { position: 1, payload: first.stored.payload };
    writeSegment(path, [orphan, { ...orphan, position: 3 * BATCHES_A_DAY + 2 }]);
    expect(plain(await records())).toEqual(before);
    expect(await move()).toMatchObject({ events: 3 * BATCHES_A_DAY, segments: 1 });
    expect(plain(await records())).toEqual(before);
  });
});
