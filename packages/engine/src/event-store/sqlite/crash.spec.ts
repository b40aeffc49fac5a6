import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { RecordedEvent } from "@legbook/domain";
import { noteCodec } from "../../testing/event-fixtures.ts";
import type { Acknowledgement } from "./appending.child.ts";
import { openSqliteEventStore, verifySqliteLog } from "./index.ts";
import { openLogFile } from "./log-file.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const CHILD = new URL("appending.child.ts", import.meta.url).pathname;
const KILLS = 6;

describe("a log whose process is killed with kill -9", () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it("opens with everything that was acknowledged, in one piece, however often that happens", async () => {
    const path = folder.path("log.db");
    const acknowledged: (Acknowledgement & { series: number })[] = [];
    for (let series = 1; series <= KILLS; series += 1) {
      const lines = await appendUntilKilled(path, series, 30 + Math.floor(Math.random() * 2500));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) acknowledged.push({ ...line, series });

      const events = await readAll(path);
      const byPosition = new Map(events.map((event) => [event.position as string, event]));
      for (const { stream, revision, position, number, series } of acknowledged) {
        expect(byPosition.get(position)).toMatchObject({
          stream,
          revision,
          event: { data: { number, text: `note ${number} of ${series}` } },
        });
      }
      const acknowledgedHead = acknowledged
        .map(({ position }) => position)
        .toSorted()
        .at(-1);
      expect(acknowledgedHead !== undefined && acknowledgedHead <= (events.at(-1)?.position ?? "")).toBe(
        true,
      );
      expectWholeAppends(events, series);
      expect(verifySqliteLog(path).events).toBe(events.length);
    }
  }, 60_000);
});

describe("a log's connection", () => {
  it("syncs the disk at every commit, which no kill of a process can show", () => {
    const folder = temporaryFolder();
    const db = openLogFile(folder.path("log.db"), {});
    const settings = ["journal_mode", "synchronous", "fullfsync", "checkpoint_fullfsync"].map(
      (name) => db.prepare(`PRAGMA ${name}`).get()?.[name],
    );
    expect(settings).toEqual(["wal", 2, 1, 1]);
    db.close();
    folder.remove();
  });
});

/** Kills the child after its `acknowledgements`-th line, in the middle of whatever it is writing then. */
async function appendUntilKilled(
  path: string,
  series: number,
  acknowledgements: number,
): Promise<Acknowledgement[]> {
  const child = spawn(process.execPath, [CHILD, path, String(series), "1000000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  let lines = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    lines += text.split("\n").length - 1;
    if (lines >= acknowledgements) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Acknowledgement);
}

/** An append is all there or not at all: the `n`-th of a child's appends has 1 + n % 7 notes. */
function expectWholeAppends(events: readonly RecordedEvent[], series: number): void {
  const numbers = events
    .map(({ event }) => event.data as { text: string; number: number })
    .filter(({ text }) => text.endsWith(` of ${series}`))
    .map(({ number }) => number);
  let first = 0;
  let append = 0;
  while (first < numbers.length) {
    append += 1;
    first += 1 + (append % 7);
  }
  expect(first).toBe(numbers.length);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(numbers.map((_, index) => index));
}

async function readAll(path: string): Promise<readonly RecordedEvent[]> {
  const store = openSqliteEventStore({ path, codec: noteCodec() });
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll({ direction: "forwards" })) events.push(...page);
  await store.close();
  return events;
}
