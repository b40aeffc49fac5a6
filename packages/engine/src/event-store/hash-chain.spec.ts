import { createHash } from "node:crypto";
import type { EpochMs, EventId, StreamName } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureId, fixtureMetadata, fixtureStream } from "../testing/event-fixtures.ts";
import { type ChainedEvent, chainHash, GENESIS_HASH } from "./hash-chain.ts";

/** The canonical bytes, written down without a thought of speed. */
function naiveHash(previous: Uint8Array, event: ChainedEvent): string {
  const { stream, revision, metadata, stored } = event;
  const integer = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return bytes;
  };
  const length = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const withLength = (bytes: Uint8Array): Buffer => Buffer.concat([length(bytes.length), bytes]);
  const uuid = (id: EventId): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");
  const { causationId } = metadata;
  const bytes = Buffer.concat([
    previous,
    Buffer.from([1]),
    integer(revision),
    length(stored.schemaVersion),
    integer(metadata.occurredAt),
    integer(metadata.recordedAt),
    uuid(metadata.id),
    uuid(metadata.correlationId),
    causationId === null ? Buffer.alloc(17) : Buffer.concat([Buffer.from([1]), uuid(causationId)]),
    ...[stream, stored.type, metadata.actor, metadata.session].map((text) => withLength(Buffer.from(text))),
    withLength(stored.payload),
  ]);
  return createHash("sha256").update(bytes).digest("hex");
}

const id = fc.integer({ min: 0, max: 5 }).map((number) => fixtureId(number));
const text = fc.constantFrom("", "gateway", "user:zoë", "🟢", "a", "session-1");
const time = fc.maxSafeInteger().map((value) => value as EpochMs);
const event: fc.Arbitrary<ChainedEvent> = fc.record({
  stream: text.map((value) => value as StreamName),
  revision: fc.maxSafeNat(),
  metadata: fc.record({
    id,
    correlationId: id,
    causationId: fc.option(id),
    actor: text,
    session: text,
    occurredAt: time,
    recordedAt: time,
  }),
  stored: fc.record({
    type: text,
    schemaVersion: fc.nat({ max: 0xffff_ffff }),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 9_000, maxLength: 9_100 }),
    ),
  }),
});

const plain: ChainedEvent = {
  stream: fixtureStream("a"),
  revision: 3,
  metadata: fixtureMetadata(fixtureId(7), { causationId: fixtureId(6) }),
  stored: { type: "NoteTaken", schemaVersion: 1, payload: Buffer.from('{"text":"a"}') },
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("the hash of an event", () => {
  it("is SHA-256 of the hash before it and the canonical bytes, whatever events came before", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 8 }), (events) => {
        let before: Uint8Array = GENESIS_HASH;
        for (const each of events) {
          const hash = chainHash(before, each);
          expect(hex(hash)).toBe(naiveHash(before, each));
          before = hash;
        }
      }),
    );
  });

  it("is what it was when the first log with hashes was written", () => {
    expect(hex(chainHash(GENESIS_HASH, plain))).toBe(
      "0b43a4b387997101fd088ec635feef8fd918252d7566d179027114c050326b64",
    );
  });

  it("is the caller's: later events do not change it", () => {
    const first = chainHash(GENESIS_HASH, plain);
    const text = hex(first);
    for (let number = 0; number < 1_000; number += 1) chainHash(first, { ...plain, revision: number });
    expect(hex(first)).toBe(text);
  });

  it("goes on rightly after an event that has none", () => {
    const faulty: readonly ChainedEvent[] = [
      { ...plain, metadata: { ...plain.metadata, causationId: "nonsense" as EventId } },
      { ...plain, metadata: { ...plain.metadata, correlationId: "nonsense" as EventId } },
      { ...plain, metadata: { ...plain.metadata, occurredAt: 0.5 as EpochMs } },
      { ...plain, revision: 2 ** 53 },
      { ...plain, stored: { ...plain.stored, schemaVersion: -1 } },
    ];
    for (const each of faulty) {
      expect(() => chainHash(GENESIS_HASH, each)).toThrow(RangeError);
      expect(hex(chainHash(GENESIS_HASH, plain))).toBe(naiveHash(GENESIS_HASH, plain));
    }
    expect(() => chainHash(new Uint8Array(31), plain)).toThrow(RangeError);
  });
});
