/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { Position, StreamName } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  type AppendStoredRequest,
  EventIdReused,
  type EventStore,
  type StoredRecord,
  WrongExpectedRevision,
} from "../../ports/event-store.ts";
import { dropped, fixtureId, fixtureMetadata, note, notes } from "../../testing/event-fixtures.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { A, B, collect, fill, type Open, range, readAll } from "./test-store.ts";

export function storing(open: Open): void {
  describe("events as they are stored", () => {
    const readStored = async (store: EventStore): Promise<readonly StoredRecord[]> =>
      (await collect(store.readStored({ direction: "forwards" }))).flat();

    /** In hexadecimal: adapters may give other kinds of byte arrays. */
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

    const expectChained = (records: readonly StoredRecord[]): void => {
      let before = GENESIS_HASH;
      for (const record of records) {
        expect(hex(record.hash)).toBe(hex(chainHash(before, record)));
        before = record.hash;
      }
    };

    const one = ({ stream, metadata, stored }: StoredRecord): AppendStoredRequest => ({
      stream,
      events: [{ metadata, stored }],
      expectedRevision: "any",
    });

    it("are read with the bytes of their payload, in the log's order, page by page", async () => {
      const { store } = await open({ pageEventsMax: 7 });
      await fill(store, 40);
      const records = await readStored(store);
      const events = await readAll(store);
      expect(records.map(({ position, stream, revision }) => ({ position, stream, revision }))).toEqual(
        events.map(({ position, stream, revision }) => ({ position, stream, revision })),
      );
      expect(records.map(({ metadata }) => metadata)).toEqual(events.map(({ metadata }) => metadata));
      expect(records.map(({ stored }) => JSON.parse(Buffer.from(stored.payload).toString()))).toEqual(
        events.map(({ event }) => event.data),
      );
      expect(records[0]?.stored).toMatchObject({ type: "NoteTaken", schemaVersion: 1 });
    });

    it("carry the hash of the event before and their own bytes, from the first on", async () => {
      const { store } = await open({ commitEventsMax: 5 });
      const workflow = { correlationId: fixtureId(1), causationId: fixtureId(2), actor: "user:zoë" };
      const answer = { ...note(50), metadata: fixtureMetadata(fixtureId(50), workflow) };
      await Promise.all([
        fill(store, 20),
        store.append({ stream: A, events: [answer, note(51)], expectedRevision: "any" }),
      ]);
      await store.append({ stream: B, events: notes(60, 3), expectedRevision: "any" });
      const records = await readStored(store);
      expect(records.length).toBe(25);
      expectChained(records);
    });

    it("keep every hash when a log is copied into an empty one", async () => {
      const { store } = await open();
      await fill(store, 30);
      const records = await readStored(store);
      const copy = (await open()).store;
      for (const record of records) await copy.appendStored(one(record));
      const copied = await readStored(copy);
      expect(copied.map(({ hash }) => hex(hash))).toEqual(records.map(({ hash }) => hex(hash)));
      expect((await readAll(copy)).map(({ event }) => event)).toEqual(
        (await readAll(store)).map(({ event }) => event),
      );
    });

    it("go on from the last hash after a refused or a repeated append", async () => {
      const { store } = await open();
      const first = { stream: A, events: notes(0, 2), expectedRevision: "no-stream" } as const;
      await store.append(first);
      await Promise.allSettled([
        store.append({ stream: B, events: notes(10, 2), expectedRevision: "any" }),
        store.append(first),
        store.append({ stream: A, events: notes(20, 2), expectedRevision: 7 }),
        store.append({ stream: A, events: [note(0), note(30)], expectedRevision: 1 }),
      ]);
      await store.append({ stream: A, events: notes(40, 1), expectedRevision: 1 });
      const records = await readStored(store);
      expect(records.length).toBe(5);
      expectChained(records);
    });

    it("are appended by the rules of every append", async () => {
      const { store } = await open({ appendEventsMax: 3 });
      await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
      const payload = Buffer.from('{"text":"from elsewhere","number":9}');
      const stored = { type: "NoteTaken", schemaVersion: 1, payload };
      const event = { metadata: fixtureMetadata(fixtureId(9)), stored };
      const append = (
        stream: StreamName,
        events: AppendStoredRequest["events"],
        expectedRevision: AppendStoredRequest["expectedRevision"],
      ) => store.appendStored({ stream, events, expectedRevision });
      await expect(append(A, [event], 0)).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(append(A, [], 1)).rejects.toBeInstanceOf(RangeError);
      const first = await append(A, [event], 1);
      expect(first).toMatchObject({ revision: 2, repeated: false });
      expect(await append(A, [event], 1)).toEqual({ ...first, repeated: true });
      await expect(append(B, [event], "no-stream")).rejects.toBeInstanceOf(EventIdReused);
      const [last] = (await readStored(store)).slice(-1);
      expect(last?.stored).toMatchObject({ type: "NoteTaken", schemaVersion: 1 });
      expect(hex(last?.stored.payload ?? GENESIS_HASH)).toBe(hex(payload));
    });

    it("are refused where the codec cannot read them, with those of their append", async () => {
      const { store } = await open();
      const metadata = fixtureMetadata(fixtureId(1));
      for (const stored of [
        { type: "NothingWeKnow", schemaVersion: 1, payload: Buffer.from("{}") },
        { type: "NoteTaken", schemaVersion: 2, payload: Buffer.from('{"text":"a","number":1}') },
        { type: "NoteTaken", schemaVersion: 1, payload: Buffer.from('{"text":"a"}') },
      ]) {
        const append = store.appendStored({
          stream: A,
          events: [{ metadata, stored }],
          expectedRevision: "any",
        });
        await expect(append).rejects.toMatchObject({ name: "EventCodecError" });
      }
      expect(await store.head()).toBeNull();
    });
  });

  describe("reading events of some types", () => {
    it("gives these alone, in both directions, from a position on, up to a limit of them", async () => {
      const { store } = await open({ pageEventsMax: 3 });
      const events = range(0, 200).map((number) => (number % 20 === 7 ? dropped(number) : note(number)));
      await store.append({ stream: A, events, expectedRevision: "no-stream" });
      const all = await readAll(store);
      const read = async (options: Parameters<EventStore["readAll"]>[0]): Promise<readonly number[]> => {
        const pages = await collect(store.readAll({ types: ["NoteDropped"], ...options }));
        for (const page of pages) expect([1, 2, 3]).toContain(page.length);
        const stored = await collect(store.readStored({ types: ["NoteDropped"], ...options }));
        const positions = pages.flat().map(({ position }) => position);
        expect(stored.flat().map(({ position }) => position)).toEqual(positions);
        return positions.map((position) => all.findIndex((event) => event.position === position));
      };
      const expected = range(0, 10).map((index) => 7 + index * 20);
      const at = (index: number): Position => all[index]?.position ?? ("" as Position);
      expect(await read({ direction: "forwards" })).toEqual(expected);
      expect(await read({ direction: "backwards" })).toEqual(expected.toReversed());
      expect(await read({ direction: "forwards", from: at(27), limit: 4 })).toEqual([27, 47, 67, 87]);
      expect(await read({ direction: "forwards", from: at(28), limit: 1 })).toEqual([47]);
      expect(await read({ direction: "backwards", from: at(66), limit: 2 })).toEqual([47, 27]);
      expect(await read({ direction: "forwards", types: ["NoteTaken", "NoteDropped"] })).toEqual(
        range(0, 200),
      );
      expect(await read({ direction: "forwards", types: [] })).toEqual([]);
      expect(await read({ direction: "forwards", types: ["NothingWeKnow"] })).toEqual([]);
    });
  });
}
