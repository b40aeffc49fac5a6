/* oxlint-disable eslint/max-lines-per-function -- a suite is as long as its rules are many */
import type { Position } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { note, notes } from "../../testing/event-fixtures.ts";
import { A, B, type Open, countingCodec, fill, numbers, range, readAll, subscribe } from "./test-store.ts";

export function subscribing(open: Open): void {
  describe("subscribing", () => {
    it("says once that an empty log is live, and goes on with the first event", async () => {
      const { store } = await open();
      const reader = subscribe(store);
      expect(await reader.next()).toEqual({ events: [], live: true });
      const waiting = reader.next();
      await store.append({ stream: A, events: notes(0, 1), expectedRevision: "any" });
      const page = await waiting;
      expect(page?.live).toBe(true);
      expect(numbers(page?.events ?? [])).toEqual([0]);
      await reader.end();
    });

    it("catches up page by page and is live with the last", async () => {
      const { store } = await open({ pageEventsMax: 10 });
      await fill(store, 35);
      const reader = subscribe(store);
      const pages = [await reader.next(), await reader.next(), await reader.next(), await reader.next()];
      expect(pages.map((page) => page?.events.length)).toEqual([10, 10, 10, 5]);
      expect(pages.map((page) => page?.live)).toEqual([false, false, false, true]);
      await reader.end();
    });

    it("starts after a position", async () => {
      const { store } = await open();
      await fill(store, 10);
      const after = (await readAll(store))[6]?.position ?? ("" as Position);
      const reader = subscribe(store, { after });
      expect(numbers((await reader.next())?.events ?? [])).toEqual([7, 8, 9]);
      await reader.end();
    });

    it("refuses a position that is not of this log", async () => {
      const { store } = await open();
      await fill(store, 3);
      const other = await open();
      await fill(other.store, 9);
      const after = (await other.store.head()) ?? ("" as Position);
      await expect(subscribe(store, { after }).next()).rejects.toBeInstanceOf(RangeError);
    });

    it("turns live without a gap or a repeat while thousands of events are appended", async () => {
      const { store } = await open({ pageEventsMax: 64 });
      await fill(store, 2000);
      const after = (await readAll(store))[999]?.position ?? ("" as Position);
      const readers = [subscribe(store), subscribe(store), subscribe(store, { after })];
      const reading = readers.map((reader, index) => reader.until(index === 2 ? 5000 : 6000));
      for (let number = 2000; number < 6000; number += 1) {
        const append = store.append({ stream: B, events: [note(number)], expectedRevision: "any" });
        if (number % 17 === 0) await append;
      }
      const [first, second, third] = await Promise.all(reading);
      expect(numbers(first ?? [])).toEqual(range(0, 6000));
      expect(numbers(second ?? [])).toEqual(range(0, 6000));
      expect(numbers(third ?? [])).toEqual(range(1000, 6000));
      for (const reader of readers) await reader.end();
    });

    it("reads nothing ahead for a reader that stalls, and loses nothing of what it missed", async () => {
      const counting = countingCodec();
      const { store } = await open({ pageEventsMax: 16 }, counting.codec);
      await fill(store, 100);
      const reader = subscribe(store);
      await reader.next();
      const decoded = counting.decoded();
      await fill(store, 3000, 100);
      expect(counting.decoded()).toBe(decoded);
      expect(decoded).toBeLessThanOrEqual(16);
      const rest = await reader.until(3084);
      expect(numbers(rest)).toEqual(range(16, 3100));
      await reader.end();
    });

    it("ends at its signal while it waits, before it began, and between pages", async () => {
      const { store } = await open({ pageEventsMax: 2 });
      const waiting = subscribe(store);
      await waiting.next();
      const pending = waiting.next();
      waiting.abort();
      expect(await pending).toBeNull();

      const aborted = subscribe(store);
      aborted.abort();
      expect(await aborted.next()).toBeNull();

      await fill(store, 10);
      const between = subscribe(store);
      await between.next();
      between.abort();
      expect(await between.next()).toBeNull();
    });

    it("ends when its reader leaves, even while it waits", async () => {
      const { store } = await open();
      const reader = subscribe(store);
      await reader.next();
      const pending = reader.next();
      await reader.end();
      expect(await pending).toBeNull();
      expect(await reader.next()).toBeNull();
    });
  });
}
