/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { NewEvent, Position, RecordedEvent } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import type { EventStore } from "../../ports/event-store.ts";
import { fixtureId, fixtureMetadata, fixtureStream, note } from "../../testing/event-fixtures.ts";
import { A, collect, type Open, fill, numbers, range, readAll } from "./test-store.ts";

export function reading(open: Open): void {
  describe("reading", () => {
    it("gives back what was appended, with its metadata", async () => {
      const { store } = await open();
      const event: NewEvent = {
        event: { type: "NoteTaken", data: { text: "grün 🟢", number: -0.25 } },
        metadata: fixtureMetadata(fixtureId(3), {
          correlationId: fixtureId(1),
          causationId: fixtureId(2),
          actor: "user:ada",
          session: "s-2",
        }),
      };
      const { position } = await store.append({
        stream: A,
        events: [note(1), event],
        expectedRevision: "no-stream",
      });
      const [first, second] = await readAll(store);
      expect(first).toMatchObject({ ...note(1), stream: A, revision: 0 });
      expect(second).toEqual({ ...event, stream: A, revision: 1, position });
    });

    it("reads a stream in both directions, from a revision on, up to a limit, across pages", async () => {
      const { store } = await open({ pageEventsMax: 7 });
      await fill(store, 40);
      const read = async (...options: Parameters<EventStore["readStream"]>): Promise<readonly number[]> => {
        const pages = await collect(store.readStream(...options));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(7);
        return pages.flat().map(({ revision }) => revision);
      };
      expect(await read(A, { direction: "forwards" })).toEqual(range(0, 20));
      expect(await read(A, { direction: "backwards" })).toEqual(range(0, 20).toReversed());
      expect(await read(A, { direction: "forwards", from: 5 })).toEqual(range(5, 20));
      expect(await read(A, { direction: "forwards", from: 5, limit: 9 })).toEqual(range(5, 14));
      expect(await read(A, { direction: "backwards", from: 5 })).toEqual(range(0, 6).toReversed());
      expect(await read(A, { direction: "backwards", from: 15, limit: 9 })).toEqual(
        range(7, 16).toReversed(),
      );
      expect(await read(A, { direction: "backwards", limit: 1 })).toEqual([19]);
      expect(await read(A, { direction: "forwards", from: 20 })).toEqual([]);
      expect(await read(A, { direction: "backwards", from: 99, limit: 2 })).toEqual([19, 18]);
      expect(await read(fixtureStream("unknown"), { direction: "forwards" })).toEqual([]);
    });

    it("reads the log in both directions, from a position on, up to a limit, across pages", async () => {
      const { store } = await open({ pageEventsMax: 7 });
      await fill(store, 40);
      const all = await readAll(store);
      const at = (index: number): Position => all[index]?.position ?? ("" as Position);
      const read = async (options: Parameters<EventStore["readAll"]>[0]): Promise<readonly number[]> =>
        numbers((await collect(store.readAll(options))).flat());
      expect(numbers(all)).toEqual(range(0, 40));
      expect(await read({ direction: "backwards" })).toEqual(range(0, 40).toReversed());
      expect(await read({ direction: "forwards", from: at(11) })).toEqual(range(11, 40));
      expect(await read({ direction: "forwards", from: at(11), limit: 8 })).toEqual(range(11, 19));
      expect(await read({ direction: "backwards", from: at(11) })).toEqual(range(0, 12).toReversed());
      expect(await read({ direction: "backwards", from: at(11), limit: 8 })).toEqual(
        range(4, 12).toReversed(),
      );
    });

    it("reads the log up to a position, of all types and of some", async () => {
      const { store } = await open({ pageEventsMax: 7 });
      await fill(store, 40);
      const all = await readAll(store);
      const at = (index: number): Position => all[index]?.position ?? ("" as Position);
      const read = async (
        options: Partial<Parameters<EventStore["readAll"]>[0]>,
      ): Promise<readonly number[]> =>
        numbers((await collect(store.readAll({ direction: "forwards", ...options }))).flat());
      for (const types of [{}, { types: ["NoteTaken"] }]) {
        expect(await read({ until: at(11), ...types })).toEqual(range(0, 12));
        expect(await read({ from: at(9), until: at(11), ...types })).toEqual(range(9, 12));
        expect(await read({ from: at(12), until: at(11), ...types })).toEqual([]);
        expect(await read({ until: at(39), ...types })).toEqual(range(0, 40));
      }
      expect(() => store.readAll({ direction: "backwards", until: at(11) })).toThrow(RangeError);
    });

    it("ends at what the log held when the reading began", async () => {
      const { store } = await open({ pageEventsMax: 5 });
      await fill(store, 20);
      const seen: RecordedEvent[] = [];
      for await (const page of store.readAll({ direction: "forwards" })) {
        seen.push(...page);
        await fill(store, 10, 1000 + seen.length * 10);
      }
      expect(numbers(seen)).toEqual(range(0, 20));
    });

    it("refuses impossible options", async () => {
      const { store } = await open();
      expect(() => store.readStream(A, { direction: "forwards", from: -1 })).toThrow(RangeError);
      expect(() => store.readStream(A, { direction: "forwards", limit: 0 })).toThrow(RangeError);
      expect(() => store.readAll({ direction: "forwards", limit: 1.5 })).toThrow(RangeError);
      expect(() => store.readAll({ direction: "forwards", from: "x" as Position })).toThrow(RangeError);
    });
  });
}
