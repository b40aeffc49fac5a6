import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type {
  DomainEventType,
  EpochMs,
  EventId,
  InputsTaken,
  OrderRef,
  StreamName,
  TickKind,
  TicksRecorded,
} from "@legbook/domain";
import type { StoredEvent } from "../../ports/event-store.ts";
import { schemaExamples } from "../../testing/schema-examples.ts";
import { DOMAIN_FORMATS, domainEventCodec } from "./domain-registry.ts";
import { EventCodecError, type EventFormat } from "./event-codec.ts";

/**
 * What logs hold: one file a type and schema version, each with payloads as they were stored and the data that they
 * mean today. A file is never changed, for there are logs with such events. A type whose form changes gets the next
 * version, an upcast, and a file beside the old one, whose `data` then says what the upcast makes of it.
 */
interface Golden {
  readonly type: string;
  readonly schemaVersion: number;
  readonly encoding: "utf8" | "hex";
  readonly examples: readonly { readonly payload: string; readonly data: unknown }[];
}

const FOLDER = new URL("golden/", import.meta.url);
const TYPES = Object.keys(DOMAIN_FORMATS) as DomainEventType[];
/** Writes the files that are missing, of current versions only. */
const WRITE_MISSING = process.env["LEGBOOK_GOLDEN"] === "write";

const EVENT_ID = "0197f3a0-0000-7000-8000-000000000001" as EventId;

/** Types whose schema does not say all of what they hold. */
const WRITTEN_BY_HAND: Partial<Record<DomainEventType, readonly unknown[]>> = {
  TicksRecorded: [
    {
      baseTime: 1_450_969_200_123 as EpochMs,
      conIds: [208_813_720, 208_813_721, 208_813_720, 7],
      kinds: [1, 2, 10, 7] as TickKind[],
      values: [1_350_000, 1_360_001, 0.2125, 12],
      offsetsMs: [0, 3, 3, 49],
    },
    {
      baseTime: -1 as EpochMs,
      conIds: [1, 1, 1],
      kinds: [1, 2, 11] as TickKind[],
      values: [-1, 0, -0.5],
      offsetsMs: [-2, 0, 5_000_000_000],
    },
  ] satisfies TicksRecorded[],
  InputsTaken: [
    {
      attempt: 1,
      overtaken: [],
      inputs: [
        {
          task: { to: "gateway", command: { type: "ReportNextOrderId", data: { orderId: 7 } } },
          cause: { actor: "gateway", correlationId: null, causationId: null },
          requestIdNext: 1_000,
        },
        {
          task: { to: "log", stream: "account-DU1" as StreamName, eventId: EVENT_ID },
          cause: { actor: "gateway", correlationId: null, causationId: null },
          requestIdNext: 1_000,
        },
        {
          task: {
            to: "order",
            orderRef: "lb-5f2a7c" as OrderRef,
            command: { type: "CancelOrder", data: { reason: "a reason" } },
          },
          cause: { actor: "user:ada", correlationId: EVENT_ID, causationId: null },
          requestIdNext: 1_002,
        },
      ],
    },
    {
      attempt: 2,
      overtaken: ["risk-DU1" as StreamName],
      inputs: [
        {
          task: {
            to: "risk",
            account: "DU1",
            command: {
              type: "TripBreaker",
              data: { account: "DU1", underlying: "GOOG", volatility: 1.5, limit: 1 },
            },
          },
          cause: { actor: "engine", correlationId: EVENT_ID, causationId: EVENT_ID },
          requestIdNext: 1_002,
        },
      ],
    },
  ] satisfies InputsTaken[],
};

const codec = domainEventCodec();

function fileOf(type: string, schemaVersion: number): URL {
  return new URL(`${type}.v${schemaVersion}.json`, FOLDER);
}

function read(type: string, schemaVersion: number): Golden {
  return JSON.parse(readFileSync(fileOf(type, schemaVersion), "utf8")) as Golden;
}

function storedOf({ type, schemaVersion, encoding }: Golden, payload: string): StoredEvent {
  return { type, schemaVersion, payload: new Uint8Array(Buffer.from(payload, encoding)) };
}

function writeMissing(type: DomainEventType): void {
  const { schemaVersion, schema, binary }: EventFormat = DOMAIN_FORMATS[type] as EventFormat;
  if (existsSync(fileOf(type, schemaVersion))) return;
  const encoding = binary === undefined ? "utf8" : "hex";
  const examples = (WRITTEN_BY_HAND[type] ?? schemaExamples(schema)).map((data) => ({
    payload: Buffer.from(codec.encode({ type, data }).payload).toString(encoding),
    data,
  }));
  const golden: Golden = { type, schemaVersion, encoding, examples };
  writeFileSync(fileOf(type, schemaVersion), `${JSON.stringify(golden, null, 2)}\n`);
}

if (WRITE_MISSING) TYPES.forEach(writeMissing);

const VERSIONS = TYPES.flatMap((type) =>
  Array.from({ length: DOMAIN_FORMATS[type].schemaVersion }, (_, index) => [type, index + 1] as const),
);

describe("the stored form of every event type, in every version that a log may hold", () => {
  it("has a file for each, and none for what there is not", () => {
    const files = readdirSync(FOLDER).toSorted();
    const expected = VERSIONS.map(([type, version]) => `${type}.v${version}.json`).toSorted();
    expect(files, "LEGBOOK_GOLDEN=write with this spec writes the missing ones").toEqual(expected);
  });

  it.each(VERSIONS)("of %s version %i means the same as ever", (type, schemaVersion) => {
    const golden = read(type, schemaVersion);
    expect(golden).toMatchObject({ type, schemaVersion });
    expect(golden.examples.length).toBeGreaterThan(0);
    for (const { payload, data } of golden.examples) {
      expect(codec.decode(storedOf(golden, payload))).toEqual({ type, data });
    }
  });

  it.each(TYPES)("of %s is written as it was, byte for byte", (type) => {
    const golden = read(type, DOMAIN_FORMATS[type].schemaVersion);
    for (const { payload, data } of golden.examples) {
      expect(Buffer.from(codec.encode({ type, data }).payload).toString(golden.encoding)).toBe(payload);
    }
  });

  it.each(TYPES)("of %s in a version that this program does not know is refused, with what to do", (type) => {
    const newest = DOMAIN_FORMATS[type].schemaVersion;
    const golden = read(type, newest);
    const newer = { ...storedOf(golden, golden.examples[0]?.payload ?? ""), schemaVersion: newest + 1 };
    expect(() => codec.decode(newer)).toThrow(EventCodecError);
    expect(() => codec.decode(newer)).toThrow(
      `${type} version ${newest + 1}: a newer Legbook wrote this event; this one knows versions up to ${newest}`,
    );
  });

  it("is read or refused by the codec's own error, whatever bit is flipped and wherever it is cut", () => {
    let refused = 0;
    const attempt = (stored: StoredEvent): void => {
      try {
        codec.decode(stored);
      } catch (error) {
        expect(error).toBeInstanceOf(EventCodecError);
        refused += 1;
      }
    };
    for (const type of TYPES) {
      const golden = read(type, DOMAIN_FORMATS[type].schemaVersion);
      const stored = storedOf(golden, golden.examples[0]?.payload ?? "");
      for (let byte = 0; byte < stored.payload.length; byte += 1) {
        const flipped = stored.payload.slice();
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
        attempt({ ...stored, payload: flipped });
        if (byte % 7 === 0) attempt({ ...stored, payload: stored.payload.subarray(0, byte) });
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
