import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { EpochMs, EventId, NewEvent, StreamName } from "@legbook/domain";
import { domainEventCodec, openSqliteEventStore } from "@legbook/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anchor } from "./anchor.ts";
import { check, prove } from "./proof.ts";
import { root } from "./root.ts";
import { verify } from "./verify.ts";

const NOON = Date.UTC(2015, 11, 24, 17) as EpochMs;
const EVENTS = 40;

let folder: string;
let log: string;
let printed: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "legbook-audit-"));
  log = join(folder, "log.db");
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  await append(0, EVENTS, NOON);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function ended(number: number, occurredAt: EpochMs): NewEvent {
  const id = `0151d47e-4a00-7000-8000-${number.toString(16).padStart(12, "0")}` as EventId;
  const metadata = { id, correlationId: id, causationId: null, actor: "engine", session: "s" };
  return {
    event: { type: "SessionEnded", data: { sessionId: "s", reason: `reason ${number}` } },
    metadata: { ...metadata, occurredAt, recordedAt: occurredAt },
  };
}

async function append(first: number, count: number, at: EpochMs): Promise<void> {
  const store = openSqliteEventStore({ path: log, codec: domainEventCodec() });
  const events = Array.from({ length: count }, (_, offset) => ended(first + offset, at));
  await store.append({ stream: "session-s" as StreamName, events, expectedRevision: "any" });
  await store.close();
}

function tamper(statement: string): void {
  const db = new DatabaseSync(log);
  db.exec(statement);
  db.close();
}

describe("audit verify", () => {
  it("ends with 0 for a sound log, and says what it cannot know without anchors", async () => {
    expect(await verify(log, {})).toBe(0);
    expect(printed[0]).toContain("Sound: every link of 40 events holds.");
    expect(printed.at(-1)).toContain("No anchors");
  });

  it("ends with 1 and names the event that was changed", async () => {
    tamper("UPDATE events SET recorded_at = 7 WHERE position = 3");
    expect(await verify(log, { json: true })).toBe(1);
    expect(JSON.parse(printed[0] ?? "")).toMatchObject({
      sound: false,
      events: EVENTS,
      findings: [{ kind: "contents", position: "0000000000000003" }],
    });
  });

  it("finds a cut tail by anchors", async () => {
    const anchors = join(folder, "anchors");
    await anchor(log, { to: anchors });
    tamper("DELETE FROM events WHERE position > 20");
    expect(await verify(log, {})).toBe(0);
    expect(await verify(log, { anchors })).toBe(1);
    expect(printed.find((line) => line.includes("its tail was cut"))).toBeDefined();
  });

  it("cannot be run on what is no log, or against what are no anchors", async () => {
    await expect(verify(join(folder, "none.db"), {})).rejects.toThrow("does not exist");
    await expect(verify(log, { anchors: join(folder, "none") })).rejects.toThrow("does not exist");
    await expect(verify(log, { anchors: log })).rejects.toThrow("line 1 is no anchor");
  });
});

describe("audit anchor", () => {
  it("notes each day that is over once, in a file and through a command", async () => {
    const [to, out] = [join(folder, "anchors"), join(folder, "out")];
    writeFileSync(to, "");
    const command = `cat >> '${out}'`;
    await anchor(log, { to, command });
    await append(EVENTS, 5, (NOON + 86_400_000) as EpochMs);
    await append(EVENTS + 5, 5, Date.now() as EpochMs);
    await anchor(log, { to, command });
    await anchor(log, { to, command });
    const lines = readFileSync(to, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { day: string }).day)).toEqual([
      "2015-12-24",
      "2015-12-25",
    ]);
    expect(readFileSync(out, "utf8")).toBe(readFileSync(to, "utf8"));
    expect(printed.at(-1)).toBe("Every day that is over was noted already.");
  });

  it("notes nothing in the file that its command refused, nor of a log that is not sound", async () => {
    const to = join(folder, "anchors");
    await expect(anchor(log, { to, command: "exit 3" })).rejects.toThrow("2015-12-24 was not handed out");
    tamper("UPDATE events SET recorded_at = 7 WHERE position = 3");
    await expect(anchor(log, { to })).rejects.toThrow();
    expect(() => readFileSync(to)).toThrow("ENOENT");
    await expect(anchor(log, {})).rejects.toThrow("Say where anchors go");
  });
});

describe("audit prove and audit check", () => {
  const proofOf = async (event: string, anchors?: string): Promise<string> => {
    const out = join(folder, "proof.json");
    await prove(event, { log, out, ...(anchors === undefined ? {} : { anchors }) });
    return out;
  };

  it("prove one event with the root alone, by its position or its id", async () => {
    await root(log, { date: "2015-12-24" });
    const hex = printed[0]?.split("root ")[1] ?? "";
    for (const event of ["17", ended(16, NOON).metadata.id]) {
      const proof = await proofOf(event);
      expect(check(proof, { root: hex })).toBe(0);
      expect(printed.at(-1)).toContain("reason 16");
    }
  });

  it("prove it against an anchor, after more events of that day", async () => {
    const anchors = join(folder, "anchors");
    await anchor(log, { to: anchors });
    await append(EVENTS, 9, NOON);
    expect(check(await proofOf("40", anchors), { anchors })).toBe(0);
    const later = await proofOf("41", anchors);
    expect(() => check(later, { anchors })).toThrow("none is of the first 49 events");
  });

  it("end with 1 when a part of the proof was changed, and say what is missing", async () => {
    await root(log, {});
    const hex = printed[0]?.split("root ")[1] ?? "";
    const proof = await proofOf("17");
    writeFileSync(proof, readFileSync(proof, "utf8").replace('"revision": 16', '"revision": 15'));
    expect(check(proof, { root: hex })).toBe(1);
    expect(printed.at(-1)).toContain("NOT PROVEN");
    expect(() => check(proof, {})).toThrow("Say which root you trust");
    expect(() => check(proof, { root: "abc" })).toThrow("64 hexadecimal digits");
    await expect(prove("999", { log })).rejects.toThrow("neither a position nor an id");
    await expect(root(log, { date: "2015-12-23" })).rejects.toThrow("it has some of 2015-12-24");
  });
});
