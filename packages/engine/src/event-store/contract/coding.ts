/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { Message } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import type { EventCodec } from "../../ports/event-store.ts";
import { dropped, fixtureId, fixtureMetadata, note, noteCodec } from "../../testing/event-fixtures.ts";
import { A, collect, type Open, readAll, subscribe } from "./test-store.ts";

export function coding(open: Open): void {
  describe("coding", () => {
    const foreign = { event: { type: "NothingWeKnow", data: {} }, metadata: fixtureMetadata(fixtureId(1)) };

    it("refuses an unknown type and malformed data on the way in, and appends nothing of it", async () => {
      const { store } = await open();
      const malformed = {
        event: { type: "NoteTaken", data: { text: 1 } },
        metadata: fixtureMetadata(fixtureId(2)),
      };
      for (const event of [foreign, malformed]) {
        const append = store.append({ stream: A, events: [note(0), event], expectedRevision: "any" });
        await expect(append).rejects.toMatchObject({ name: "EventCodecError" });
      }
      expect(await store.head()).toBeNull();
    });

    it("refuses an unknown type on the way out", async () => {
      const strict = noteCodec();
      const lax: EventCodec = {
        newest: (type) => strict.newest(type),
        encode: (event: Message) => ({ type: event.type, schemaVersion: 1, payload: Buffer.from("{}") }),
        decode: (stored) => strict.decode(stored),
      };
      const { store } = await open({}, lax);
      await store.append({ stream: A, events: [foreign], expectedRevision: "any" });
      await expect(readAll(store)).rejects.toMatchObject({ name: "EventCodecError" });
      await expect(collect(store.readStream(A, { direction: "forwards" }))).rejects.toMatchObject({
        name: "EventCodecError",
      });
      await expect(subscribe(store).next()).rejects.toMatchObject({ name: "EventCodecError" });
    });

    const alien = [
      { what: "an unknown type", event: foreign.event, schemaVersion: 1 },
      { what: "a newer version of a type", event: dropped(2).event, schemaVersion: 2 },
    ];
    it.each(alien)(
      "comes upon $what when other types are read, and not when it lies beyond them",
      async ({ event, schemaVersion }) => {
        const strict = noteCodec();
        const lax: EventCodec = {
          newest: (type) => strict.newest(type),
          encode: (given) =>
            given.type === "NoteTaken"
              ? strict.encode(given)
              : { type: given.type, schemaVersion, payload: Buffer.from("{}") },
          decode: (stored) => strict.decode(stored),
        };
        const { store } = await open({}, lax);
        const metadata = fixtureMetadata(fixtureId(9));
        await store.append({ stream: A, events: [note(0)], expectedRevision: "any" });
        const head = await store.head();
        await store.append({ stream: A, events: [{ event, metadata }], expectedRevision: "any" });
        await store.append({ stream: A, events: [note(1)], expectedRevision: "any" });
        const types = ["NoteTaken"];
        for (const direction of ["forwards", "backwards"] as const) {
          await expect(collect(store.readAll({ direction, types }))).rejects.toMatchObject({
            name: "EventCodecError",
          });
        }
        if (head === null) throw new Error("a note was appended");
        const before = await collect(store.readAll({ direction: "forwards", types, until: head }));
        expect(before.flat()).toHaveLength(1);
        expect((await collect(store.readStored({ direction: "forwards", types }))).flat()).toHaveLength(2);
      },
    );
  });
}
