import { beforeAll, describe, expect, it } from "vitest";
import type { EpochMs } from "@legbook/domain";
import { createMemoryEventStore } from "../event-store/index.ts";
import type { EventStore } from "../ports/event-store.ts";
import {
  FIXTURE_TIME,
  fixtureId,
  fixtureMetadata,
  fixtureStream,
  note,
  noteCodec,
} from "../testing/event-fixtures.ts";
import {
  type Anchor,
  auditLog,
  checkProof,
  dayAnchors,
  type EventProof,
  formatAnchor,
  formatProof,
  parseAnchors,
  parseProof,
  proveEvent,
} from "./index.ts";

const HOUR_MS = 3_600_000;
const STREAM = fixtureStream("a");

/** A note at so many hours after 15:00 UTC on 2015-12-24, 10:00 in New York. */
function noteAt(number: number, hours: number) {
  const occurredAt = (FIXTURE_TIME + hours * HOUR_MS) as EpochMs;
  return { ...note(number), metadata: fixtureMetadata(fixtureId(number), { occurredAt }) };
}

let store: EventStore;
let anchors: readonly Anchor[];
/** Of the first day, when it had 30 events. */
let early: Anchor;

beforeAll(async () => {
  store = createMemoryEventStore({ codec: noteCodec() });
  const append = (events: readonly ReturnType<typeof noteAt>[]) =>
    store.append({ stream: STREAM, events, expectedRevision: "any" });
  for (let number = 0; number < 30; number += 1) await append([noteAt(number, 0)]);
  const [anchor] = await dayAnchors({ log: store });
  if (anchor === undefined) throw new Error("there is no anchor");
  early = anchor;
  // 13 hours on it is 23:00 in New York, the same day; 14 hours on the next begins, though it did in London long ago.
  for (let number = 30; number < 40; number += 1) await append([noteAt(number, 13)]);
  for (let number = 40; number < 47; number += 1) await append([noteAt(number, 14)]);
  await append([noteAt(47, 1)]);
  anchors = await dayAnchors({ log: store });
});

async function proofOf(number: number, against: readonly Anchor[] = []) {
  const isWanted = ({ metadata }: { metadata: { id: string } }): boolean => metadata.id === fixtureId(number);
  const proven = await proveEvent({ log: store, isWanted, anchors: against });
  if (proven === null) throw new Error("there is no proof");
  return proven;
}

describe("the roots of a log's days", () => {
  it("are of the days of New York, by the gateway's time", () => {
    expect(anchors.map(({ day, dayEvents, logEvents }) => ({ day, dayEvents, logEvents }))).toEqual([
      { day: "2015-12-24", dayEvents: 41, logEvents: 48 },
      { day: "2015-12-25", dayEvents: 7, logEvents: 48 },
    ]);
  });

  it("stay true of the events that they were made of, whatever came to the day later", async () => {
    expect((await auditLog({ log: store, anchors: [early, ...anchors] })).findings).toEqual([]);
    const forged = { ...early, root: anchors[0]?.root ?? early.root };
    const { findings } = await auditLog({ log: store, anchors: [forged] });
    expect(findings).toEqual([
      {
        kind: "anchor",
        position: "0000000000000030",
        text: "the first 30 events of 2015-12-24, of which this is the last, do not have the anchored root",
      },
    ]);
  });

  it("are written a line each, and read back", () => {
    const text = [early, ...anchors].map(formatAnchor).join("\n");
    expect(parseAnchors(`\n${text}\n`).map(formatAnchor)).toEqual([early, ...anchors].map(formatAnchor));
    expect(() => parseAnchors(`${text}\n{}`)).toThrow("line 4 is no anchor");
    expect(() => parseAnchors("nonsense")).toThrow("line 1 is no anchor");
    expect(() => parseAnchors(formatAnchor(early).replace(/"root":"../, '"root":"'))).toThrow(
      "root a hash is 64",
    );
  });
});

describe("the proof of an event", () => {
  it("holds for every event of the log, with the root of its day alone", async () => {
    for (let number = 0; number < 48; number += 1) {
      const { proof, root } = await proofOf(number);
      expect(checkProof(parseProof(formatProof(proof)), root)).toMatchObject({ proven: true });
      expect(
        Buffer.from(root).equals(anchors[proof.day === "2015-12-24" ? 0 : 1]?.root ?? new Uint8Array()),
      ).toBe(true);
    }
  });

  it("is made for the first anchor that covers the event", async () => {
    const all = [...anchors, early];
    const covered = await proofOf(7, all);
    expect(covered.proof).toMatchObject({ leafIndex: 7, treeSize: 30 });
    expect(checkProof(covered.proof, early.root)).toMatchObject({ proven: true });
    const late = await proofOf(35, all);
    expect(late.proof).toMatchObject({ leafIndex: 35, treeSize: 41 });
  });

  it("fails with any part of it changed, and with another root", async () => {
    const { proof, root } = await proofOf(35);
    const { event } = proof;
    const withEvent = (changes: Partial<EventProof["event"]>): EventProof => ({
      ...proof,
      event: { ...event, ...changes },
    });
    const withMetadata = (changes: Partial<typeof event.metadata>): EventProof =>
      withEvent({ metadata: { ...event.metadata, ...changes } });
    const withStored = (changes: Partial<typeof event.stored>): EventProof =>
      withEvent({ stored: { ...event.stored, ...changes } });
    const changed: readonly EventProof[] = [
      withEvent({ stream: fixtureStream("b") }),
      withEvent({ revision: 36 }),
      withMetadata({ id: fixtureId(99) }),
      withMetadata({ correlationId: fixtureId(99) }),
      withMetadata({ causationId: fixtureId(99) }),
      withMetadata({ actor: "user:eve" }),
      withMetadata({ session: "another" }),
      withMetadata({ occurredAt: (event.metadata.occurredAt + 1) as EpochMs }),
      withMetadata({ occurredAt: (event.metadata.occurredAt + 24 * HOUR_MS) as EpochMs }),
      withMetadata({ recordedAt: (event.metadata.recordedAt + 1) as EpochMs }),
      withStored({ type: "NoteDropped" }),
      withStored({ schemaVersion: 2 }),
      withStored({ payload: event.stored.payload.with(3, 7) }),
      { ...proof, previousHash: proof.previousHash.with(0, (proof.previousHash[0] ?? 0) ^ 1) },
      { ...proof, leafIndex: 34 },
      { ...proof, treeSize: 36 },
      { ...proof, path: proof.path.slice(1) },
    ];
    for (const other of changed) expect(checkProof(other, root)).toMatchObject({ proven: false });
    expect(checkProof(proof, early.root)).toMatchObject({ proven: false });
    // Where an event stands does not matter to it: a copy of the log proves the same.
    const copied = withEvent({ position: "another log's" as EventProof["event"]["position"] });
    expect(checkProof(copied, root)).toMatchObject({ proven: true });
  });

  it("is refused as a file when it is not one, with what is wrong", async () => {
    const { proof } = await proofOf(3);
    const text = formatProof(proof);
    expect(() => parseProof("{")).toThrow("not a proof");
    expect(() => parseProof("{}")).toThrow(/format: .*; event: /);
    expect(() => parseProof(text.replace(/"revision": 3/, '"revision": -3'))).toThrow("event.revision");
    expect(() => parseProof(text.replace(/"payload": "/, '"payload": "*'))).toThrow("event.payload");
  });
});
