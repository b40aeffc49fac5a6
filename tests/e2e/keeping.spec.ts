import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signInProgram } from "../support/api.ts";
import { legbookStart, runLegbook, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";

const STOP_DEADLINE_MS = 20_000;
const folder = temporaryFolder();
const path = (name: string): string => join(folder.path, name);
const log = path("traded.db");

interface Doctor {
  readonly sound: boolean;
  readonly events: number;
  readonly hash: string;
  readonly segments: { readonly count: number };
  readonly findings: readonly { readonly kind: string; readonly what: string }[];
}

async function doctor(file: string): Promise<Doctor> {
  const { stdout, stderr } = await runLegbook("doctor", file, "--json");
  expect(stderr).toContain("Examining");
  return JSON.parse(stdout) as Doctor;
}

/** Starts on a log, gives what its API says of the orders, and stops. */
async function orders(file: string): Promise<unknown> {
  const { child, signInUrl } = await legbookStart("--log", file);
  try {
    const api = await signInProgram(signInUrl);
    const { orders } = await api.query<{ readonly orders: { readonly nodes: readonly unknown[] } }>(
      "{ orders(first: 50) { nodes { orderRef phase filled } } }",
    );
    child.signal("SIGINT");
    expect(await child.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
    return orders.nodes;
  } finally {
    await child.end();
  }
}

function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

let traded: unknown;

beforeAll(async () => {
  const { code, stderr } = await runLegbook("demo", "--log", log);
  expect(code, stderr).toBe(0);
  traded = await orders(log);
  expect(traded).toHaveLength(2);
}, 120_000);

afterAll(() => folder.remove());

describe("legbook doctor", () => {
  it("says that a log is sound and what is in it, exit code 0, not a byte changed", async () => {
    const before = readdirSync(folder.path).map((name) => `${name} ${digestOf(path(name))}`);
    const { code, stdout } = await runLegbook("doctor", log);
    expect(stdout).toMatch(/^Sound: every page, link, hash and payload was looked at\.$/m);
    expect(stdout).toMatch(/^\d+ events in \d+ streams/m);
    expect(stdout).toMatch(/^ {2}TicksRecorded v1 /m);
    expect(code).toBe(0);
    expect(readdirSync(folder.path).map((name) => `${name} ${digestOf(path(name))}`)).toEqual(before);
  });

  it("names the event that was tampered with, exit code 1", async () => {
    const copy = path("tampered.db");
    copyFileSync(log, copy);
    const bytes = readFileSync(copy);
    const at = bytes.indexOf('"reason":"');
    expect(at).toBeGreaterThan(0);
    bytes[at + 12] = (bytes[at + 12] ?? 0) ^ 1;
    writeFileSync(copy, bytes);
    const { code, stdout } = await runLegbook("doctor", copy);
    expect(stdout).toMatch(/^NOT SOUND$/m);
    expect(stdout).toMatch(/^Damage: event \d{16}: what it holds was changed.*\n {2}Keep this log/m);
    expect(code).toBe(1);
  });

  it("cannot be run on what is not there, exit code 2", async () => {
    const { code, stderr } = await runLegbook("doctor", path("nothing.db"));
    expect(stderr).toMatch(/nothing\.db does not exist/);
    expect(code).toBe(2);
  });
});

describe("legbook backup and restore", () => {
  let running: RunningLegbook | null = null;
  afterAll(() => running?.child.end());

  it("copies a log while it is in use; restored elsewhere, it is gone on with", async () => {
    running = await legbookStart("--log", log);
    const backup = path("backup.db");
    const made = await runLegbook("backup", log, "--to", backup);
    expect(made.stdout).toMatch(/^Backed up: .*backup\.db\n\d+ events in \d+ streams/);
    expect(made.code).toBe(0);
    const held = await runLegbook("retain", log, "--ticks-older-than-days", "0");
    expect(held.stderr).toMatch(new RegExp(`\\(locked\\): process ${running.child.pid}, started`));
    expect(held.code).toBe(2);
    expect((await doctor(log)).sound).toBe(true);
    running.child.signal("SIGINT");
    expect((await running.child.ends(STOP_DEADLINE_MS)).code).toBe(0);

    const restored = path("restored.db");
    expect((await runLegbook("restore", backup, "--to", restored)).code).toBe(0);
    expect(existsSync(path("restored.simulator.jsonl"))).toBe(true);
    expect(await orders(restored)).toEqual(traded);
    expect((await doctor(restored)).sound).toBe(true);
  }, 120_000);

  it("goes nowhere where something is, exit code 2", async () => {
    const before = digestOf(log);
    const { code, stderr } = await runLegbook("restore", path("backup.db"), "--to", log);
    expect(stderr).toMatch(/traded\.db exists already\nChoose a place where nothing is yet/);
    expect(code).toBe(2);
    expect(digestOf(log)).toBe(before);
    const views = await runLegbook("restore", path("backup.db"), "--to", path("new.db"));
    expect(views.code).toBe(0);
    writeFileSync(path("other.views.db"), "the views of another log");
    const mixed = await runLegbook("restore", path("backup.db"), "--to", path("other.db"));
    expect(mixed.stderr).toMatch(/other\.views\.db exists already/);
    expect(mixed.code).toBe(2);
  });
});

describe("legbook copy", () => {
  it("copies a log event by event, and goes on with it; another log is refused", async () => {
    const target = path("copied.db");
    const first = await runLegbook("copy", "--from", log, "--to", target);
    expect(first.stdout).toMatch(
      /^Copied \d+ events; 0 were there already\. The copy is verified\.\nLast hash/,
    );
    expect((await doctor(target)).hash).toBe((await doctor(log)).hash);
    const again = await runLegbook("copy", "--from", log, "--to", target);
    expect(again.stdout).toMatch(/^Copied 0 events; \d+ were there already\./);
    const other = await runLegbook("copy", "--from", path("restored.db"), "--to", target);
    expect(other.stderr).toMatch(/the target's event at .* is not the source's|that the source lacks/);
    expect(other.code).toBe(2);
  });
});

describe("legbook retain", () => {
  it("moves old ticks away; the log reads, verifies, backs up and trades as before", async () => {
    const before = await doctor(log);
    const moved = await runLegbook("retain", log, "--ticks-older-than-days", "0");
    expect(moved.stdout).toMatch(/^Moved [1-9]\d* batches of ticks from before .* into 1 segments\./);
    expect(moved.code).toBe(0);
    const after = await doctor(log);
    expect(after).toMatchObject({
      sound: true,
      events: before.events,
      hash: before.hash,
      segments: { count: 1 },
    });
    const folderOfSegments = `${log}.segments`;
    expect(readdirSync(folderOfSegments)).toHaveLength(1);
    expect(statSync(folderOfSegments).isDirectory()).toBe(true);
    const backup = path("moved.db");
    expect((await runLegbook("backup", log, "--to", backup)).stdout).toMatch(/1 segments of old ticks/);
    expect(await doctor(backup)).toMatchObject({ sound: true, hash: before.hash });
    expect(await orders(log)).toEqual(traded);
    const wrong = await runLegbook("retain", log, "--ticks-older-than-days", "many");
    expect(wrong.stderr).toMatch(/ticks-older-than-days.*a number from 0 on/s);
  }, 120_000);
});
