import { describe, expect, it } from "vitest";
import { createMemoryEventStore } from "../event-store/index.ts";
import type { AppendStoredRequest, EventStore, StoredRecord } from "../ports/event-store.ts";
import { fixtureStream, note, noteCodec, notes } from "../testing/event-fixtures.ts";
import { CopyConflict, copyLog, type CopyProgress, type CopyResult } from "./copy-log.ts";

const codec = noteCodec();
const A = fixtureStream("a");
const B = fixtureStream("b");

function open(): EventStore {
  return createMemoryEventStore({ codec, pageEventsMax: 16 });
}

/** Two streams that take turns in runs of different length. */
async function filled(events: number): Promise<EventStore> {
  const store = open();
  for (let first = 0, run = 1; first < events; first += run, run = 1 + (first % 5)) {
    const count = Math.min(run, events - first);
    await store.append({
      stream: run % 2 === 0 ? A : B,
      events: notes(first, count),
      expectedRevision: "any",
    });
  }
  return store;
}

async function records(store: EventStore): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  for await (const page of store.readStored({ direction: "forwards" })) all.push(...page);
  return all;
}

function copy(from: EventStore, to: EventStore, progress: CopyProgress[] = []): Promise<CopyResult> {
  return copyLog({ from, to, codec, onProgress: (step) => progress.push(step) });
}

/** A store whose appends fail from the `allowed`-th on. */
function failingAfter(store: EventStore, allowed: number): EventStore {
  let appends = 0;
  return {
    ...store,
    appendStored: (request: AppendStoredRequest) => {
      appends += 1;
      return appends > allowed ? Promise.reject(new Error("the disk is full")) : store.appendStored(request);
    },
  };
}

describe("a copy of a log", () => {
  it("is the same log: every event, its bytes, its place in its stream and its hash", async () => {
    const from = await filled(200);
    const to = open();
    const progress: CopyProgress[] = [];
    const { present, copied, hash } = await copy(from, to, progress);
    expect({ present, copied }).toEqual({ present: 0, copied: 200 });
    expect(await records(to)).toEqual(await records(from));
    expect(hash).toEqual((await records(from)).at(-1)?.hash);
    expect(progress.findLast(({ stage }) => stage === "copying")?.events).toBe(200);
    expect(progress.at(-1)).toEqual({ stage: "verifying", events: 200 });
  });

  it("that was interrupted is gone on with, wherever that was", async () => {
    const from = await filled(200);
    for (const allowed of [0, 1, 7, 23, 40]) {
      const to = open();
      await expect(copy(from, failingAfter(to, allowed))).rejects.toThrow("the disk is full");
      const present = (await records(to)).length;
      expect(await copy(from, to)).toMatchObject({ present, copied: 200 - present });
      expect(await records(to)).toEqual(await records(from));
    }
  });

  it("that was finished takes what came since, and then nothing", async () => {
    const from = await filled(50);
    const to = open();
    await copy(from, to);
    await from.append({ stream: A, events: notes(50, 3), expectedRevision: "any" });
    expect(await copy(from, to)).toMatchObject({ present: 50, copied: 3 });
    expect(await copy(from, to)).toMatchObject({ present: 53, copied: 0 });
    expect(await copy(open(), open())).toEqual({ present: 0, copied: 0, hash: null });
  });

  it("takes what was there when it began, while the source goes on", async () => {
    const from = await filled(100);
    const to = open();
    let appended = false;
    const options = {
      from,
      to,
      codec,
      onProgress: () => {
        if (appended) return;
        appended = true;
        void from.append({ stream: B, events: notes(100, 5), expectedRevision: "any" });
      },
    };
    expect((await copyLog(options)).copied).toBe(100);
    expect((await copy(from, to)).copied).toBe(5);
  });

  it("is refused where another log is, or more of it than the source has, and changes nothing there", async () => {
    const from = await filled(20);
    const other = await filled(20);
    await other.append({ stream: A, events: [note(90)], expectedRevision: "any" });
    const longer = await records(other);
    await expect(copy(from, other)).rejects.toThrow(/has an event at .* that the source lacks/);
    expect(await records(other)).toEqual(longer);
    await from.append({ stream: A, events: [note(91)], expectedRevision: "any" });
    await expect(copy(from, other)).rejects.toBeInstanceOf(CopyConflict);
    await expect(copy(from, other)).rejects.toThrow(
      /target's event at 0+21 \(NoteTaken in note-a\) is not the source's/,
    );
    await expect(copy(open(), other)).rejects.toThrow("the source has no events");
  });

  it("copies nothing of a page with an event that the codec cannot read", async () => {
    const from = await filled(10);
    const { metadata } = note(10);
    const payload = Buffer.from('{"text":"from a newer version","number":1}');
    const raw = open();
    await copy(from, raw);
    const tampered: EventStore = {
      ...raw,
      async *readStored(options) {
        for await (const page of raw.readStored(options)) {
          const fifth = page[4];
          if (fifth === undefined) throw new Error("a page is too short for this test");
          yield page.with(4, {
            ...fifth,
            metadata,
            stored: { type: "NoteTaken", schemaVersion: 2, payload },
          });
        }
      },
    };
    const to = open();
    await expect(copy(tampered, to)).rejects.toThrow("a newer Legbook wrote this event");
    expect(await to.head()).toBeNull();
  });

  it("whose bytes came out different is found: the chain of hashes leads elsewhere", async () => {
    const from = await filled(30);
    const inner = open();
    const to: EventStore = {
      ...inner,
      appendStored: (request) =>
        inner.appendStored({
          ...request,
          events: request.events.map((event) => ({
            ...event,
            metadata: { ...event.metadata, actor: event.metadata.actor === "engine" ? "someone" : "engine" },
          })),
        }),
    };
    await expect(copy(from, to)).rejects.toThrow("does not lead to the source's last event");
  });
});
