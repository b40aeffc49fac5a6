import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogUnusable } from "../../ports/event-store.ts";
import { fixtureStream, note, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { openSqliteEventStore, verifySqliteLog } from "./index.ts";
import type { SqliteEventStoreOptions } from "./sqlite-event-store.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const A = fixtureStream("a");
const PAGE_BYTES = 4096;

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.path("log.db");
});
afterEach(() => folder.remove());

function open(options: Partial<SqliteEventStoreOptions> = {}) {
  return openSqliteEventStore({ path, codec: noteCodec(), ...options });
}

async function writeLog(events: number): Promise<void> {
  const store = open();
  for (let first = 0; first < events; first += 1000) {
    await store.append({
      stream: A,
      events: notes(first, Math.min(1000, events - first)),
      expectedRevision: "any",
    });
  }
  await store.close();
}

/** The refusal, after checking that it left what is stored in the folder as it was. */
function refusal(attempt: () => unknown = open): LogUnusable {
  const before = contents();
  let error: unknown = null;
  try {
    attempt();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(LogUnusable);
  expect((error as LogUnusable).remedy).toMatch(/^[A-Z].*\.$/);
  expect(contents()).toEqual(before);
  return error as LogUnusable;
}

/** Digests by name. SQLite's readers keep `-shm` for their locks and may make an empty `-wal`: both hold no data. */
function contents(): readonly string[] {
  return readdirSync(folder.path(""), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
    .map(({ name }) => ({ name, bytes: readFileSync(folder.path(name)) }))
    .filter(({ name, bytes }) => !name.endsWith("-wal") || bytes.length > 0)
    .map(({ name, bytes }) => `${name} ${createHash("sha256").update(bytes).digest("hex")}`)
    .toSorted();
}

describe("a damaged log", () => {
  for (const keep of [0, 50, 100, 1000, PAGE_BYTES, 0.5, -PAGE_BYTES, -1]) {
    it(`is refused when its file was cut (${keep})`, async () => {
      await writeLog(3000);
      const size = readFileSync(path).length;
      truncateSync(path, keep < 0 ? size + keep : keep < 1 ? Math.floor(size * keep) : keep);
      expect(["corrupt", "not-a-log"]).toContain(refusal().reason);
      refusal(() => verifySqliteLog(path));
    });
  }

  it("is refused wherever a page was overwritten", async () => {
    await writeLog(3000);
    const whole = readFileSync(path);
    for (let page = 0; page < whole.length / PAGE_BYTES; page += 1) {
      const garbled = Buffer.from(whole);
      for (let byte = 0; byte < PAGE_BYTES; byte += 1)
        garbled[page * PAGE_BYTES + byte] = (byte * 131 + page) & 0xff;
      writeFileSync(path, garbled);
      expect(["corrupt", "not-a-log"]).toContain(refusal().reason);
    }
    writeFileSync(path, whole);
    await open().close();
  });

  it("is refused without a look at every page when its end is damaged", async () => {
    await writeLog(3000);
    const db = new DatabaseSync(path);
    db.exec("DELETE FROM events WHERE position = 2990");
    db.close();
    expect(refusal(() => open({ wholeCheckBytesMax: 0 })).reason).toBe("corrupt");
  });

  it("fails at the reading of what is damaged when opening did not look there", async () => {
    await writeLog(3000);
    const db = new DatabaseSync(path);
    db.exec("DELETE FROM events WHERE position = 1500");
    db.close();
    const store = open({ wholeCheckBytesMax: 0 });
    const read = async (): Promise<void> => {
      for await (const page of store.readAll({ direction: "forwards" }))
        expect(page.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toMatchObject({ name: "LogUnusable", reason: "corrupt" });
    await store.close();
    expect(refusal(() => verifySqliteLog(path)).message).toContain("gap");
  });

  it("keeps what its write-ahead log holds, too, when it is refused", async () => {
    await writeLog(3000);
    const store = open();
    await store.append({ stream: A, events: notes(3000, 5), expectedRevision: 2999 });
    const crashed = folder.path("crashed.db");
    copyFileSync(path, crashed);
    copyFileSync(`${path}-wal`, `${crashed}-wal`);
    await store.close();
    const whole = readFileSync(crashed);
    for (const [from, to] of [
      [20, whole.length],
      [0, 16],
      [PAGE_BYTES * 20, PAGE_BYTES * 21],
    ] as const) {
      writeFileSync(crashed, Buffer.from(whole).fill(0x5a, from, to));
      expect(["corrupt", "not-a-log"]).toContain(refusal(() => open({ path: crashed })).reason);
      refusal(() => verifySqliteLog(crashed));
    }
    writeFileSync(crashed, whole);
    const recovered = open({ path: crashed });
    expect(await recovered.streamRevision(A)).toBe(3004);
    await recovered.close();
  });

  it("is refused when only its write-ahead log is left", async () => {
    writeFileSync(`${path}-wal`, Buffer.alloc(5000, 7));
    const { reason, message } = refusal();
    expect(reason).toBe("corrupt");
    expect(message).toContain("missing");
  });
});

describe("a file that is no log of this version", () => {
  it("is refused when it has a newer schema", async () => {
    await writeLog(10);
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 3");
    db.close();
    expect(refusal().reason).toBe("newer-schema");
    expect(refusal(() => verifySqliteLog(path)).reason).toBe("newer-schema");
  });

  it("is refused when it is another application's SQLite file, in either journal mode", () => {
    for (const mode of ["DELETE", "WAL"]) {
      const foreign = folder.path(`${mode}.db`);
      const db = new DatabaseSync(foreign);
      db.exec(
        `PRAGMA journal_mode = ${mode}; CREATE TABLE accounts (id INTEGER); INSERT INTO accounts VALUES (1)`,
      );
      db.close();
      expect(refusal(() => open({ path: foreign })).reason).toBe("not-a-log");
    }
  });

  it("is refused when its tables are not a log's", async () => {
    await writeLog(10);
    const db = new DatabaseSync(path);
    db.exec("DROP INDEX events_by_id");
    db.close();
    expect(refusal().reason).toBe("corrupt");
  });

  it("is refused when it is text, a folder, or in a folder that does not exist", () => {
    writeFileSync(path, "date,open,high,low,close\n".repeat(100));
    expect(refusal().reason).toBe("not-a-log");
    mkdirSync(folder.path("sub"));
    expect(refusal(() => open({ path: folder.path("sub") })).reason).toBe("not-a-log");
    expect(refusal(() => open({ path: folder.path("none/log.db") })).reason).toBe("not-a-log");
  });
});

describe("a log that cannot be written", () => {
  const NOBODY = 65_534;

  /** As a user whom permissions bind, which they do not for root. */
  function openAsUser(): string {
    const child = new URL("opening.child.ts", import.meta.url).pathname;
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    return execFileSync(process.execPath, [child, path], { encoding: "utf8", ...user });
  }

  it("is refused while its file or its folder is read-only", async () => {
    await writeLog(10);
    chmodSync(folder.path(""), 0o777);
    chmodSync(path, 0o666);
    expect(openAsUser()).toBe("ok");
    chmodSync(path, 0o444);
    expect(openAsUser()).toBe("read-only");
    chmodSync(path, 0o666);
    chmodSync(folder.path(""), 0o555);
    expect(openAsUser()).toBe("read-only");
    path = folder.path("new.db");
    expect(openAsUser()).toBe("read-only");
    chmodSync(folder.path(""), 0o777);
  });

  it("is refused while another process holds it, and an append waits its turn and no longer", async () => {
    const store = open({ busyWaitMs: 20 });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    expect(refusal(() => open({ busyWaitMs: 20 })).reason).toBe("locked");
    const append = { stream: A, events: [note(0)], expectedRevision: "no-stream" } as const;
    await expect(store.append(append)).rejects.toMatchObject({ name: "LogUnusable", reason: "locked" });
    other.exec("ROLLBACK");
    other.close();
    expect((await store.append(append)).revision).toBe(0);
    await store.close();
  });

  it("refuses every append after one that found no room, and keeps what it acknowledged", async () => {
    const store = open({ logBytesMax: 40 * PAGE_BYTES });
    let acknowledged = 0;
    const fill = async (): Promise<never> => {
      for (;;) {
        await store.append({ stream: A, events: notes(acknowledged, 10), expectedRevision: "any" });
        acknowledged += 10;
      }
    };
    const failure: unknown = await fill().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "LogUnusable", reason: "disk-full" });
    const late = store.append({ stream: fixtureStream("b"), events: [note(1, 1)], expectedRevision: "any" });
    await expect(late).rejects.toBe(failure);
    expect(await store.streamRevision(A)).toBe(acknowledged - 1);
    await store.close();
    expect(verifySqliteLog(path)).toEqual({ events: acknowledged, streams: 1 });
    const again = open();
    await again.append({ stream: A, events: notes(acknowledged, 10), expectedRevision: acknowledged - 1 });
    await again.close();
  });
});
