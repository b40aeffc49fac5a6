/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import { describe, expect, it } from "vitest";
import { note, notes } from "../../testing/event-fixtures.ts";
import { A, range, type Open, subscribe } from "./test-store.ts";

export function closing(open: Open): void {
  describe("closing", () => {
    it("waits for appends that were taken, and refuses later ones", async () => {
      const { store, reopen } = await open({ commitEventsMax: 10 });
      const appends = Array.from({ length: 100 }, (_, number) =>
        store.append({ stream: A, events: [note(number)], expectedRevision: "any" }),
      );
      await store.close();
      expect((await Promise.all(appends)).map(({ revision }) => revision)).toEqual(range(0, 100));
      await expect(
        store.append({ stream: A, events: notes(200, 1), expectedRevision: "any" }),
      ).rejects.toThrow("closed");
      await expect(store.head()).rejects.toThrow("closed");
      await store.close();
      if (reopen === undefined) return;
      const again = await reopen();
      expect(await again.streamRevision(A)).toBe(99);
      await again.close();
    });

    it("ends subscriptions", async () => {
      const { store } = await open();
      const reader = subscribe(store);
      await reader.next();
      const pending = reader.next();
      await store.close();
      expect(await pending).toBeNull();
    });
  });
}
