import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StreamName } from "@legbook/domain";
import { openSqliteEventStore, openSqliteLogReader } from "../event-store/sqlite/index.ts";
import { chainHash, GENESIS_HASH } from "../event-store/hash-chain.ts";
import { type TemporaryFolder, temporaryFolder } from "../event-store/sqlite/temporary-folder.ts";
import type { StoredRecord } from "../ports/event-store.ts";
import { fixtureId, fixtureMetadata, fixtureStream, note, noteCodec } from "../testing/event-fixtures.ts";
import { type Anchor, auditSqliteLog, type ChainAudit, dayAnchors } from "./index.ts";

const codec = noteCodec();
const EVENTS = 60;
const STREAMS = 4;

let folder: TemporaryFolder;
let whole: string;
let path: string;
let anchors: readonly Anchor[];

beforeAll(async () => {
  folder = temporaryFolder();
  whole = folder.path("whole.db");
  path = folder.path("log.db");
  const store = openSqliteEventStore({ path: whole, codec });
  for (let number = 0; number < EVENTS; number += 1) {
    const metadata = fixtureMetadata(fixtureId(number), {
      correlationId: fixtureId(number - (number % 3)),
      causationId: number % 3 === 0 ? null : fixtureId(number - 1),
      actor: number % 2 === 0 ? "engine" : "gateway",
    });
    const event = { ...note(number), metadata };
    await store.append({
      stream: fixtureStream(`s${number % STREAMS}`),
      events: [event],
      expectedRevision: "any",
    });
  }
  anchors = await dayAnchors({ log: store });
  await store.close();
});
afterAll(() => folder.remove());

/** The audit of the log after `tamper` had it in hand. */
async function audited(
  tamper: (db: DatabaseSync) => void,
  against: readonly Anchor[] = [],
): Promise<ChainAudit> {
  copyFileSync(whole, path);
  const db = new DatabaseSync(path);
  try {
    tamper(db);
  } finally {
    db.close();
  }
  return auditSqliteLog({ path, codec, anchors: against });
}

const findingsOf = async (
  ...options: Parameters<typeof audited>
): Promise<readonly (readonly [string, string])[]> =>
  (await audited(...options)).findings.map(({ kind, position, text }) => [
    `${kind} ${Number(position)}`,
    text,
  ]);

async function records(): Promise<StoredRecord[]> {
  const log = openSqliteLogReader({ path: whole, codec });
  const read: StoredRecord[] = [];
  for await (const page of log.readStored({ direction: "forwards" })) read.push(...page);
  await log.close();
  return read;
}

describe("an untouched log", () => {
  it("passes the audit, with and without anchors", async () => {
    const audit = await audited(() => {}, anchors);
    expect(audit).toMatchObject({ events: EVENTS, findings: [] });
    expect(audit.head?.hash).toEqual((await records()).at(-1)?.hash);
  });
});

describe("one changed value", () => {
  const CHANGES: readonly (readonly [column: string, value: string])[] = [
    ["stream_id", "50"],
    ["revision", "revision + 1000"],
    ["event_id", "zeroblob(16)"],
    ["type_id", "actor_id"],
    ["schema_version", "schema_version + 1"],
    ["payload", "CAST(replace(CAST(payload AS TEXT), 'note', 'nota') AS BLOB)"],
    ["correlation_id", "event_id"],
    ["correlation_id", "zeroblob(16)"],
    ["causation_id", "NULL"],
    ["causation_id", "zeroblob(16)"],
    ["actor_id", "type_id"],
    ["session_id", "type_id"],
    ["occurred_at", "occurred_at + 1"],
    ["recorded_at", "-recorded_at"],
  ];
  for (const [column, value] of CHANGES) {
    for (const position of [2, 30, EVENTS]) {
      it(`of ${column} (${value}) is found at event ${position}`, async () => {
        const change = `UPDATE events SET ${column} = ${value} WHERE position = ${position}`;
        const [first] = await findingsOf((db) => {
          db.exec("INSERT INTO streams VALUES (50, 'note-elsewhere')");
          db.exec(change);
        });
        expect(["contents", "removed"]).toContain(first?.[0].split(" ")[0]);
        expect(first?.[0]).toMatch(new RegExp(` ${position}$`));
      });
    }
  }

  it("of a hash is told from one of the contents, where an event follows", async () => {
    const change = "UPDATE events SET hash = zeroblob(32) WHERE position =";
    expect(await findingsOf((db) => db.exec(`${change} 30`))).toEqual([
      ["hash 30", expect.stringContaining("its hash was changed")],
    ]);
    expect((await findingsOf((db) => db.exec(`${change} ${EVENTS}`)))[0]?.[0]).toBe(`contents ${EVENTS}`);
  });

  it("of an id, or of bytes cut off, is named with its event", async () => {
    const column = async (assignment: string): Promise<string | undefined> =>
      (await findingsOf((db) => db.exec(`UPDATE events SET ${assignment} WHERE position = 30`)))[0]?.[1];
    expect(await column("event_id = zeroblob(15)")).toContain("event 30: its id has not the 16 bytes");
    expect(await column("hash = zeroblob(31)")).toContain("event 30: its hash has not 32 bytes");
    expect(await column("type_id = 99")).toContain("event 30: its type, number 99, has no name");
    expect(await column("stream_id = 99")).toContain("event 30: its stream, number 99, has no name");
    expect(await column("occurred_at = 9223372036854775807")).toContain(
      "the event after 0000000000000029 cannot",
    );
  });
});

describe("one changed name", () => {
  for (const table of ["streams", "names"]) {
    it(`in ${table} is found at the first event that has it`, async () => {
      const db = new DatabaseSync(whole, { readOnly: true });
      const ids = db.prepare(`SELECT id FROM ${table} ORDER BY id`).all() as { id: number }[];
      const users = table === "streams" ? "stream_id = ?" : "? IN (type_id, actor_id, session_id)";
      const firstUser = db.prepare(`SELECT min(position) first FROM events WHERE ${users}`);
      for (const { id } of ids) {
        const first = firstUser.get(id)?.["first"];
        const changed = await findingsOf((log) =>
          log.exec(`UPDATE ${table} SET name = name || 'x' WHERE id = ${id}`),
        );
        expect(changed[0]?.[0]).toBe(`contents ${String(first)}`);
        const renumbered = await findingsOf((log) =>
          log.exec(`UPDATE ${table} SET id = 77 WHERE id = ${id}`),
        );
        expect(renumbered[0]?.[1]).toContain(`event ${String(first)}: its `);
      }
      db.close();
    });

    it(`that nobody has is found in ${table}`, async () => {
      const found = await findingsOf((db) => db.exec(`INSERT INTO ${table} (name) VALUES ('note-x')`));
      expect(found.map(([, text]) => text)).toEqual([expect.stringMatching(/no event.* were removed/)]);
    });
  }
});

describe("events in other places", () => {
  const move = (db: DatabaseSync, moves: readonly (readonly [from: number, to: number])[]): void => {
    for (const [from, to] of moves)
      db.exec(`UPDATE events SET position = ${to + 1000} WHERE position = ${from}`);
    db.exec("UPDATE events SET position = position - 1000 WHERE position > 1000");
  };
  const closeGap = (db: DatabaseSync, position: number): void =>
    move(
      db,
      Array.from(
        { length: EVENTS - position },
        (_, offset) => [position + 1 + offset, position + offset] as const,
      ),
    );

  it("are found when two changed places, and nothing else is", async () => {
    const found = await findingsOf((db) =>
      move(db, [
        [30, 31],
        [31, 30],
      ]),
    );
    expect(found[0]).toEqual(["order 30", expect.stringContaining("their order was changed")]);
    expect(found.filter(([place]) => !place.startsWith("file"))).toHaveLength(1);
  });

  it("are found when one was removed, with and without the gap", async () => {
    const gap = await findingsOf((db) => db.exec("DELETE FROM events WHERE position = 30"));
    expect(gap[0]?.[1]).toContain("the log lacks event 30");
    const closed = await findingsOf((db) => {
      db.exec("DELETE FROM events WHERE position = 30");
      closeGap(db, 30);
    });
    expect(closed[0]?.[0]).toBe("contents 30");
    expect(closed[1]).toEqual([
      "removed 33",
      expect.stringMatching(/revision 8 of note-s1 comes after revision 6/),
    ]);
  });

  it("are found when one was inserted, with a hash of its own or with none that fits", async () => {
    const [before, template] = (await records()).slice(28, 30);
    if (before === undefined || template === undefined) throw new Error("the log is too short");
    const forged = {
      ...template,
      stream: "note-s0" as StreamName,
      revision: 15,
      metadata: fixtureMetadata(fixtureId(999)),
    };
    for (const hash of [chainHash(before.hash, forged), new Uint8Array(32)]) {
      const found = await findingsOf((db) => {
        move(
          db,
          Array.from({ length: EVENTS - 29 }, (_, offset) => [EVENTS - offset, EVENTS - offset + 1] as const),
        );
        const names = "(SELECT id FROM names WHERE name = ?)";
        const id = fixtureId(999).replaceAll("-", "");
        db.prepare(
          `INSERT INTO events VALUES (30, (SELECT id FROM streams WHERE name = 'note-s0'), 15, ?, ${names}, 1, ?, NULL, NULL,
            ${names}, ${names}, ?, ?, ?)`,
        ).run(
          Buffer.from(id, "hex"),
          "NoteTaken",
          forged.stored.payload,
          "engine",
          "fixture-session",
          forged.metadata.occurredAt,
          forged.metadata.recordedAt,
          hash,
        );
      });
      expect(found.find(([place]) => place.startsWith("inserted"))).toBeDefined();
      expect(["removed 30", "inserted 30"]).toContain(found[0]?.[0]);
    }
  });

  it("are found by an anchor when the tail was cut, and by the names that nothing has", async () => {
    const cut = (db: DatabaseSync): void => db.exec(`DELETE FROM events WHERE position > ${EVENTS - 10}`);
    expect((await audited(cut)).findings).toEqual([]);
    expect((await findingsOf(cut, anchors)).map(([, text]) => text)).toEqual([
      `the log ends after 50 events, the anchor of 2015-12-24 was made of ${EVENTS}: its tail was cut`,
    ]);
    const bare = await findingsOf((db) => db.exec("DELETE FROM events WHERE position > 3"));
    expect(bare[0]?.[1]).toContain("a stream has no events: they were removed");
  });

  it("are found by an anchor when everything after a change was made anew", async () => {
    const all = await records();
    const [record] = all.splice(29, 1);
    if (record === undefined) throw new Error("the log is too short");
    const forged = all.toSpliced(29, 0, { ...record, metadata: { ...record.metadata, session: "engine" } });
    const rewrite = (db: DatabaseSync): void => {
      db.exec(
        `UPDATE events SET session_id = (SELECT id FROM names WHERE name = 'engine') WHERE position = 30`,
      );
      let hash = GENESIS_HASH;
      for (const record of forged) {
        hash = chainHash(hash, record);
        db.prepare("UPDATE events SET hash = ? WHERE position = ?").run(hash, Number(record.position));
      }
    };
    expect((await audited(rewrite)).findings).toEqual([]);
    expect((await findingsOf(rewrite, anchors)).map(([place]) => place)).toEqual([
      `anchor ${EVENTS}`,
      `anchor ${EVENTS}`,
    ]);
  });
});

describe("one wrong byte of the file", () => {
  it("is found wherever it changes what the log says", async () => {
    const bytes = readFileSync(whole);
    const original = JSON.stringify(await records());
    let found = 0;
    for (let at = 100; at < bytes.length; at += 101) {
      const garbled = Buffer.from(bytes);
      garbled[at] = (garbled[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, garbled);
      const { findings } = await auditSqliteLog({ path, codec, anchors: [] });
      if (findings.length > 0) {
        found += 1;
        continue;
      }
      const log = openSqliteLogReader({ path, codec });
      const read: StoredRecord[] = [];
      for await (const page of log.readStored({ direction: "forwards" })) read.push(...page);
      await log.close();
      expect(JSON.stringify(read) === original, `byte ${at}`).toBe(true);
    }
    expect(found).toBeGreaterThan(50);
  });
});
