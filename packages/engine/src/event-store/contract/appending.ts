/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { EventId } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { AppendQueueFull, WrongExpectedRevision } from "../../ports/event-store.ts";
import { fixtureMetadata, fixtureStream, note, notes } from "../../testing/event-fixtures.ts";
import { A, B, type Open, numbers, range, readAll } from "./test-store.ts";

export function appending(open: Open): void {
  describe("appending", () => {
    it("numbers a stream's events from revision 0 and the log's in the order of their commits", async () => {
      const { store } = await open();
      const first = await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
      const second = await store.append({ stream: B, events: notes(2, 1), expectedRevision: "no-stream" });
      const third = await store.append({ stream: A, events: notes(3, 2), expectedRevision: 1 });
      expect([first.revision, second.revision, third.revision]).toEqual([1, 0, 3]);
      expect([first, second, third].some(({ repeated }) => repeated)).toBe(false);
      expect([third, second, first].map(({ position }) => position).toSorted()).toEqual(
        [first, second, third].map(({ position }) => position),
      );
      expect(await store.head()).toBe(third.position);
      expect(await store.streamRevision(A)).toBe(3);
      expect(await store.streamRevision(B)).toBe(0);
    });

    it("knows neither a head nor a revision before the first event", async () => {
      const { store } = await open();
      expect(await store.head()).toBeNull();
      expect(await store.streamRevision(A)).toBeNull();
    });

    it("refuses a writer who decided on another revision, and writes nothing of it", async () => {
      const { store } = await open();
      await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
      for (const expectedRevision of [0, 2, "no-stream"] as const) {
        const refusal = store.append({ stream: A, events: notes(10, 3), expectedRevision });
        await expect(refusal).rejects.toBeInstanceOf(WrongExpectedRevision);
        await expect(refusal).rejects.toMatchObject({ stream: A, expected: expectedRevision, actual: 1 });
      }
      const refusal = store.append({ stream: B, events: notes(10, 1), expectedRevision: 0 });
      await expect(refusal).rejects.toMatchObject({ name: "WrongExpectedRevision", actual: null });
      expect(numbers(await readAll(store))).toEqual([0, 1]);
    });

    it("lets a writer of reports append at any revision", async () => {
      const { store } = await open();
      await store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" });
      const result = await store.append({ stream: A, events: notes(1, 1), expectedRevision: "any" });
      expect(result.revision).toBe(1);
    });

    it("refuses an empty append and one above its limit", async () => {
      const { store } = await open({ appendEventsMax: 3 });
      for (const events of [[], notes(0, 4)]) {
        await expect(store.append({ stream: A, events, expectedRevision: "any" })).rejects.toBeInstanceOf(
          RangeError,
        );
      }
      expect((await store.append({ stream: A, events: notes(0, 3), expectedRevision: "any" })).revision).toBe(
        2,
      );
    });

    it("makes writers wait when its queue is full, and loses none that it took", async () => {
      const { store } = await open({ appendEventsMax: 4, appendQueueMax: 10 });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          store.append({ stream: A, events: [note(index)], expectedRevision: "any" }),
        ),
      );
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused.length).toBe(10);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(AppendQueueFull);
      expect(numbers(await readAll(store))).toEqual(range(0, 10));
      await store.append({ stream: A, events: notes(30, 4), expectedRevision: 9 });
    });

    it("lets exactly one of many concurrent writers have a revision", async () => {
      const { store } = await open();
      for (const expectedRevision of ["no-stream", 0, 1, 2] as const) {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 50 }, (_, writer) => {
            const number = expectedRevision === "no-stream" ? 0 : expectedRevision + 1;
            return store.append({ stream: A, events: [note(number, writer + 1)], expectedRevision });
          }),
        );
        const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
        expect(won.length).toBe(1);
        for (const outcome of outcomes) {
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongExpectedRevision);
        }
      }
      expect(await store.streamRevision(A)).toBe(3);
    });

    it("serves thousands of concurrent writers to many streams, each in its order", async () => {
      const { store } = await open();
      const streams = Array.from({ length: 50 }, (_, index) => fixtureStream(`s${index}`));
      await Promise.all(
        Array.from({ length: 5000 }, (_, index) =>
          store.append({
            stream: streams[index % 50] ?? A,
            events: [note(index)],
            expectedRevision: index < 50 ? "no-stream" : Math.floor(index / 50) - 1,
          }),
        ),
      );
      expect(numbers(await readAll(store))).toEqual(range(0, 5000));
      expect(await store.streamRevision(streams[49] ?? A)).toBe(99);
    });

    it("fails a malformed event alone, not those that share its commit", async () => {
      const { store } = await open();
      const malformed = { ...note(1), metadata: fixtureMetadata("not-an-id" as EventId) };
      const outcomes = await Promise.allSettled(
        [note(0), malformed, note(2)].map((event) =>
          store.append({ stream: A, events: [event], expectedRevision: "any" }),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(numbers(await readAll(store))).toEqual([0, 2]);
    });
  });
}
