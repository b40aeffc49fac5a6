/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { NewEvent, StreamName } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { EventIdReused } from "../../ports/event-store.ts";
import { note, notes } from "../../testing/event-fixtures.ts";
import { A, B, type Open, numbers, readAll } from "./test-store.ts";

export function repeating(open: Open, outlivesProcess: boolean): void {
  describe("repeating an append", () => {
    for (const expectedRevision of ["no-stream", "any"] as const) {
      it(`answers an append that was made already as the first time (${expectedRevision})`, async () => {
        const { store } = await open();
        const request = { stream: A, events: notes(0, 3), expectedRevision };
        const first = await store.append(request);
        expect(await store.append(request)).toEqual({ ...first, repeated: true });
        await store.append({ stream: A, events: notes(3, 5), expectedRevision: 2 });
        await store.append({ stream: B, events: notes(20, 5), expectedRevision: "any" });
        expect(await store.append(request)).toEqual({ ...first, repeated: true });
        expect((await readAll(store)).length).toBe(13);
      });
    }

    it("recognises it in the middle of a stream, where the expected revision is long wrong", async () => {
      const { store } = await open();
      await store.append({ stream: A, events: notes(0, 2), expectedRevision: "no-stream" });
      const request = { stream: A, events: notes(2, 2), expectedRevision: 1 };
      const first = await store.append(request);
      await store.append({ stream: A, events: notes(4, 2), expectedRevision: 3 });
      expect(await store.append(request)).toEqual({ ...first, repeated: true });
    });

    it("recognises it within one commit", async () => {
      const { store } = await open();
      const request = { stream: A, events: notes(0, 3), expectedRevision: "any" } as const;
      const results = await Promise.all([
        store.append(request),
        store.append(request),
        store.append(request),
      ]);
      expect(results.map(({ repeated }) => repeated)).toEqual([false, true, true]);
      expect(new Set(results.map(({ position }) => position)).size).toBe(1);
      expect((await readAll(store)).length).toBe(3);
    });

    it("refuses events of which only some are in the log, elsewhere, or in another order", async () => {
      const { store } = await open();
      await store.append({ stream: A, events: notes(0, 4), expectedRevision: "no-stream" });
      const faulty: readonly (readonly [StreamName, readonly NewEvent[], number | "any" | "no-stream"])[] = [
        [A, notes(3, 2), 3],
        [A, notes(3, 2), "any"],
        [A, [note(9), note(0)], "any"],
        [B, notes(0, 4), "no-stream"],
        [B, notes(0, 1), "any"],
        [A, [note(1), note(0)], "any"],
        [A, [note(0), note(2)], "any"],
        [A, notes(0, 4), 3],
        [A, notes(1, 2), "no-stream"],
        [A, [note(7), note(7)], 3],
      ];
      for (const [stream, events, expectedRevision] of faulty) {
        await expect(store.append({ stream, events, expectedRevision })).rejects.toBeInstanceOf(
          EventIdReused,
        );
      }
      expect(numbers(await readAll(store))).toEqual([0, 1, 2, 3]);
      expect(await store.streamRevision(B)).toBeNull();
    });

    it("refuses a reused id alone, not the appends that share its commit", async () => {
      const { store } = await open();
      await store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" });
      const outcomes = await Promise.allSettled([
        store.append({ stream: B, events: notes(1, 2), expectedRevision: "no-stream" }),
        store.append({ stream: B, events: [note(3), note(0)], expectedRevision: "any" }),
        store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" }),
        store.append({ stream: B, events: notes(5, 1), expectedRevision: 1 }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "fulfilled",
        "rejected",
        "fulfilled",
        "fulfilled",
      ]);
      expect(numbers(await readAll(store))).toEqual([0, 1, 2, 5]);
    });

    // A log that ends with its process has nothing to open again.
    if (!outlivesProcess) return;
    it("recognises it after the log was opened again", async () => {
      const { store, reopen } = await open();
      if (reopen === undefined)
        throw new Error("an adapter whose log outlives its process says how to open it again");
      const request = { stream: A, events: notes(0, 3), expectedRevision: "no-stream" } as const;
      const first = await store.append(request);
      await store.close();
      const again = await reopen();
      expect(await again.append(request)).toEqual({ ...first, repeated: true });
      await again.close();
    });
  });
}
