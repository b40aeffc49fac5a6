import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EpochMs, RecordedEvent } from "@legbook/domain";
import { type EventStore, LogUnusable, WrongExpectedRevision } from "../../ports/event-store.ts";
import { FIXTURE_TIME, fixtureStream, note, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { holdProcessLock, openSqliteEventStore, verifySqliteLog } from "./index.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const A = fixtureStream("a");

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.path("log.db");
});
afterEach(() => folder.remove());

function open(): EventStore {
  return openSqliteEventStore({ path, codec: noteCodec(), otherWritersPollMs: 5 });
}

describe("two handles on one log", () => {
  it("see each other's appends and never give one revision twice", async () => {
    const stores = [open(), open()];
    let won = 0;
    for (let round = 0; round < 200; round += 1) {
      const outcomes = await Promise.allSettled(
        stores.map((store, index) =>
          store.append({
            stream: A,
            events: [note(round, index + 1)],
            expectedRevision: round === 0 ? "no-stream" : round - 1,
          }),
        ),
      );
      won += outcomes.filter(({ status }) => status === "fulfilled").length;
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongExpectedRevision);
      }
    }
    expect(won).toBe(200);
    await Promise.all(
      stores.flatMap((store, index) =>
        Array.from({ length: 500 }, (_, number) =>
          store.append({
            stream: fixtureStream(`s${number % 3}`),
            events: [note(1000 + number, index + 1)],
            expectedRevision: "any",
          }),
        ),
      ),
    );
    expect(await stores[0]?.head()).toBe(await stores[1]?.head());
    for (const store of stores) await store.close();
    expect(verifySqliteLog(path)).toEqual({ events: 1200, streams: 4 });
  });

  it("take turns at one stream, each going on from what the other wrote last", async () => {
    const stores = [open(), open()] as const;
    for (let revision = 0; revision < 20; revision += 1) {
      const store = stores[revision % 3 === 0 ? 0 : 1];
      const expectedRevision = revision === 0 ? "no-stream" : revision - 1;
      const result = await store.append({ stream: A, events: [note(revision)], expectedRevision });
      expect(result.revision).toBe(revision);
    }
    for (const store of stores) await store.close();
  });

  it("recognise a repeat of what the other wrote", async () => {
    const [one, other] = [open(), open()];
    const request = { stream: A, events: notes(0, 3), expectedRevision: "no-stream" } as const;
    const first = await one.append(request);
    expect(await other.append(request)).toEqual({ ...first, repeated: true });
    await one.close();
    await other.close();
  });
});

describe("a subscription in another process than the writer", () => {
  it("gets every event, in order and once, while they are written", async () => {
    const store = open();
    const abort = new AbortController();
    // 2000 appends of 1 to 7 events: 8000 events.
    const child = spawn(
      process.execPath,
      [new URL("appending.child.ts", import.meta.url).pathname, path, "1", "2000"],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const complaints = text(child.stderr);
    const ended = once(child, "close");
    child.once("exit", (code) => {
      if (code !== 0) abort.abort();
    });
    const events: RecordedEvent[] = [];
    try {
      for await (const page of store.subscribeAll({ signal: abort.signal })) {
        events.push(...page.events);
        if (events.length >= 8000) abort.abort();
      }
      expect(await ended, await complaints).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
    expect(events.length).toBe(8000);
    expect(events.map(({ position }) => Number(position))).toEqual(events.map((_, index) => index + 1));
    expect(await store.head()).toBe(events.at(-1)?.position);
    await store.close();
  }, 60_000);
});

describe("the lock of a data folder", () => {
  /** Takes the lock, drops what it got, has its garbage collected, says so, and stays. */
  const HOLDER = `
    const { holdProcessLock } = await import(process.argv[1]);
    holdProcessLock(process.argv[2], Number(process.argv[3]));
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
    globalThis.gc();
    process.stdout.write("held");
    setInterval(() => {}, 1000);`;

  it("refuses a second process, naming the first and its start", () => {
    const lock = holdProcessLock(path, FIXTURE_TIME);
    const second = (): unknown => holdProcessLock(path, (FIXTURE_TIME + 1) as EpochMs);
    expect(second).toThrow(LogUnusable);
    expect(second).toThrow(new RegExp(`process ${process.pid}, started 2015-12-24T15:00:00.000Z`));
    lock.release();
    lock.release();
    holdProcessLock(path, FIXTURE_TIME).release();
  });

  it("stays with its process, whatever that forgets, and goes when it is killed", async () => {
    const lockModule = new URL("process-lock.ts", import.meta.url).href;
    const child = spawn(
      process.execPath,
      ["--expose-gc", "--input-type=module", "--eval", HOLDER, lockModule, path, String(FIXTURE_TIME)],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    const closed = once(child, "close");
    try {
      const said = await Promise.race([text(child.stderr), once(child.stdout, "data").then(String)]);
      expect(said).toBe("held");
      expect(() => holdProcessLock(path, FIXTURE_TIME)).toThrow(new RegExp(`process ${child.pid}, `));
    } finally {
      child.kill("SIGKILL");
      await closed;
    }
    holdProcessLock(path, FIXTURE_TIME).release();
  });
});
