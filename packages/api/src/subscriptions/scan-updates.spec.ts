import "../testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import type { ScanUpdate } from "@legbook/engine/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../testing/harness.ts";
import { sampleRow, sampleUpdate } from "../testing/sample-scan.ts";
import { type Data, subscribeTo } from "../testing/subscribing.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

interface Frame {
  readonly whole: boolean;
  readonly more: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly place: number;
    readonly values: readonly number[];
  }[];
  readonly removed: readonly string[];
  readonly summary: { readonly matched: number } | null;
}

const FRAMES = `subscription ($columns: [String!]) {
  scan(criteria: { symbol: "GOOG" }, columns: $columns) {
    ... on ScanFrame { whole more columns removed rows { id place values } summary { matched } }
  }
}`;

const frameOf = ({ data }: { readonly data?: Data | null | undefined }): Frame =>
  (data as { readonly scan: Frame }).scan;

/** A scan that is given its next result when the reader asks for it, and tells how often it was asked. */
function scanOf(results: readonly (() => ScanUpdate)[]): { readonly asked: () => number } {
  let asked = 0;
  harness.engine.scanUpdates = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const make = results[asked];
        asked += 1;
        return make === undefined
          ? new Promise<IteratorResult<ScanUpdate>>(() => undefined)
          : Promise.resolve({ done: false, value: make() });
      },
    }),
  };
  return { asked: () => asked };
}

describe("the rows of a scan", () => {
  it("come whole at first, then those that are new or changed alone, each with its place", async () => {
    const rows = Array.from({ length: 8 }, (_, index) => sampleRow(index));
    const risen = { ...sampleRow(7, 70), score: 20_000 };
    scanOf([() => sampleUpdate(rows), () => sampleUpdate([risen, ...rows.slice(0, 6)], 100)]);
    const scan = await subscribeTo(harness, FRAMES, { columns: ["rewardToRisk"] });
    const first = frameOf(await scan.next());
    expect(first).toMatchObject({ whole: true, more: false, columns: ["rewardToRisk"] });
    expect(first.rows.map(({ id, place }) => `${place} ${id}`)).toEqual(
      rows.map(({ id }, index) => `${index} ${id}`),
    );
    const second = frameOf(await scan.next());
    expect(second).toMatchObject({ whole: false, removed: ["vertical:+6-7"] });
    expect(second.rows.map(({ id, place }) => `${place} ${id}`)).toEqual(["0 vertical:+7-8"]);
  });

  it("come in frames of at most 400, the counts with the last", async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => sampleRow(index));
    scanOf([() => sampleUpdate(rows)]);
    const scan = await subscribeTo(harness, FRAMES, { columns: [] });
    const frames = [await scan.next(), await scan.next(), await scan.next()].map(frameOf);
    expect(frames.map((frame) => [frame.rows.length, frame.whole, frame.more, frame.summary])).toEqual([
      [400, true, true, null],
      [400, false, true, null],
      [200, false, false, { matched: 1_000 }],
    ]);
  });

  it("hold still while nothing moved but ages, and tell a quote's new time once it is seconds away", async () => {
    const row = sampleRow(1);
    const aged = (ageMs: number) => ({ ...row, provenance: { ...row.provenance, quoteAgeMs: ageMs } });
    const others = [sampleRow(2), sampleRow(3)];
    scanOf([
      () => sampleUpdate([row, ...others]),
      () => sampleUpdate([aged(1_400), ...others.map((each) => ({ ...each }))], 1_000),
      () => sampleUpdate([aged(0), ...others], 9_000),
    ]);
    const scan = await subscribeTo(harness, FRAMES, { columns: [] });
    await scan.next();
    expect(frameOf(await scan.next())).toMatchObject({ rows: [], removed: [], summary: { matched: 3 } });
    expect(frameOf(await scan.next()).rows.map(({ id }) => id)).toContain("vertical:+1-2");
  });

  it("have values in people's units, in the order of the columns, null for what is not known", async () => {
    const row = sampleRow(1);
    const values = { ...row.values, width: 5_000_000, quoteAge: 1_500, theta: 36.5, ivRank: null };
    scanOf([() => sampleUpdate([{ ...row, values }])]);
    const scan = await subscribeTo(harness, FRAMES, {
      columns: ["ivRank", "theta", "width", "quoteAge", "no"],
    });
    const { columns, rows } = frameOf(await scan.next());
    const told = Object.fromEntries(columns.map((name, index) => [name, rows[0]?.values[index]]));
    expect(told).toEqual({ quoteAge: 1.5, width: 5, theta: 0.1, ivRank: null });
  });

  it("skip what a slow reader missed: the engine is asked for no result before the last was sent", async () => {
    const scan = scanOf(
      Array.from({ length: 50 }, (_, step) => () => sampleUpdate([sampleRow(0, step), sampleRow(1)], step)),
    );
    const reader = await subscribeTo(harness, FRAMES, { columns: [] });
    await reader.next();
    await reader.stop();
    const asked = scan.asked();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scan.asked()).toBe(asked);
  });
});

describe("a scan", () => {
  it("tells what it excluded, what it saw and how young that is", async () => {
    scanOf([() => sampleUpdate([])]);
    const scan = await subscribeTo(
      harness,
      `subscription { scan(criteria: {
         symbol: "GOOG", strategies: [VERTICAL, IRON_CONDOR], rank: [{ field: "expectedReturn", weight: 2 }],
         filters: [{ field: "width", max: 5.07 }, { field: "quoteAge", max: 1.5 }, { field: "shortDelta", min: 0.2 }]
       }) { ... on ScanFrame { scanId summary {
         evaluated excluded { reason count } unusable { reason count } missing { message }
         freshness { relevant { contracts within5s } }
       } } } }`,
    );
    expect((await scan.next()).data).toEqual({
      scan: {
        scanId: "scan-1",
        summary: {
          evaluated: 20_000,
          excluded: [
            { reason: "netPrice", count: 10_000 },
            { reason: "width", count: 2_000 },
          ],
          unusable: [{ reason: "stale", count: 8_000 }],
          missing: null,
          freshness: { relevant: { contracts: 40, within5s: 0.9 } },
        },
      },
    });
    expect(harness.engine.calls.at(-1)?.args[0]).toMatchObject({
      symbol: "GOOG",
      strategies: ["vertical", "ironCondor"],
      filters: [
        { field: "width", min: null, max: 5_070_000 },
        { field: "quoteAge", min: null, max: 1_500 },
        { field: "shortDelta", min: 0.2, max: null },
      ],
      rank: [{ field: "expectedReturn", weight: 2 }],
      sides: ["debit", "credit"],
    });
  });

  it("for impossible criteria is refused once, every fault named, and ends", async () => {
    const scan = await subscribeTo(
      harness,
      `subscription { scan(criteria: { symbol: "goog", filters: [{ field: "width", min: 2, max: 1 }, { field: "beauty" }] }) {
         ... on CommandRefused { code field message }
       } }`,
    );
    const { data } = await scan.next();
    expect(data).toMatchObject({ scan: { code: "scan.criteria-invalid", field: "symbol" } });
    const { message } = (data as { scan: { message: string } }).scan;
    expect(message).toContain("filters.0");
    expect(message).toContain("filters.1.field");
    expect(await scan.ended()).toBe(true);
    expect(harness.engine.calls).toEqual([]);
  });

  it("is stopped in the engine as soon as its reader leaves", async () => {
    scanOf([]);
    const scan = await subscribeTo(
      harness,
      'subscription { scan(criteria: { symbol: "GOOG" }) { __typename } }',
    );
    const waiting = scan.next();
    const signalOf = () =>
      harness.engine.calls.find(({ method }) => method === "scan")?.args[2] as AbortSignal | undefined;
    await expect.poll(signalOf).toBeDefined();
    const aborted = new Promise((resolve) =>
      signalOf()?.addEventListener("abort", () => resolve(true), { once: true }),
    );
    await scan.stop();
    expect(await aborted).toBe(true);
    await waiting;
  });
});

describe("what a scan can be asked about", () => {
  it("has its fields told, each with label, unit and kind", async () => {
    const { data } = await harness.graphql("{ scanFields { name label unit kind better doc } }");
    const fields = data?.["scanFields"] as readonly { readonly name: string }[];
    expect(fields.find(({ name }) => name === "quoteAge")).toMatchObject({ unit: "s", kind: "SECONDS" });
    expect(fields.find(({ name }) => name === "maxGain")).toMatchObject({ kind: "MONEY", better: "HIGHER" });
  });

  it("says why a spread is not among the results, in the units of the filters", async () => {
    const whyNot = {
      value: 5_000_000,
      min: null,
      max: 2_500_000,
      remedy: "Raise the maximum of “Width” to 5000000.",
    };
    harness.engine.whyNotNow = { kind: "excluded", filter: "width", ...whyNot };
    const { data } = await harness.graphql(`{ scanWhyNot(
      criteria: { symbol: "GOOG", filters: [{ field: "width", max: 2.5 }] },
      legs: [{ expiry: "2016-01-15", right: PUT, strike: "740", ratio: 1 }, { expiry: "2016-01-15", right: PUT, strike: "745", ratio: -1 }]
    ) { ... on ScanWhyNot { kind filter value max nearestChange message } } }`);
    expect(data).toEqual({
      scanWhyNot: {
        kind: "EXCLUDED",
        filter: "width",
        value: 5,
        max: 2.5,
        nearestChange: "Raise the maximum of “Width” to 5 pts.",
        message: "“Width” excludes it.",
      },
    });
    expect(harness.engine.calls.at(-1)?.args[1]).toEqual([
      { expiry: "2016-01-15", right: "put", strike: "740.00", ratio: 1 },
      { expiry: "2016-01-15", right: "put", strike: "745.00", ratio: -1 },
    ]);
  });
});
