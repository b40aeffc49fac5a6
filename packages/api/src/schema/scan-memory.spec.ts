import "../testing/one-graphql.ts";
import { type DomainEvent, isoDate } from "@legbook/domain";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { SCAN_PRESETS } from "@legbook/engine/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

const SET = `mutation Set($input: CorporateDatesInput!) {
  setCorporateDates(input: $input) {
    __typename
    ... on CorporateDatesSet { dates { symbol earnings exDividends { date amount } setBy } }
    ... on CommandRefused { code field }
  }
}`;
const DATES = {
  symbol: "GOOG",
  earnings: ["2016-02-01"],
  exDividends: [{ date: "2016-03-04", amount: "0.25" }, { date: "2016-06-03" }],
};

describe("corporate dates", () => {
  it("are in the answer as the views show them, and in the query afterwards", async () => {
    const expected = {
      symbol: "GOOG",
      earnings: ["2016-02-01"],
      exDividends: [
        { date: "2016-03-04", amount: "0.25" },
        { date: "2016-06-03", amount: null },
      ],
      setBy: "user:trader",
    };
    const { data, errors } = await harness.graphql(SET, { input: DATES });
    expect(errors).toEqual([]);
    expect(data).toEqual({ setCorporateDates: { __typename: "CorporateDatesSet", dates: expected } });
    const query = `{ corporateDates(symbol: "GOOG") { symbol earnings exDividends { date amount } setBy } }`;
    expect((await harness.graphql(query)).data).toEqual({ corporateDates: expected });
  });

  it("that are refused are an answer that names the field", async () => {
    harness.engine.refusal = {
      code: "dates.past",
      message: "2015-01-02 has passed.",
      field: "earnings[0]",
      inputs: {},
      limit: null,
      remedy: "Leave it out.",
    };
    const { data } = await harness.graphql(SET, { input: DATES });
    expect(data).toEqual({
      setCorporateDates: { __typename: "CommandRefused", code: "dates.past", field: "earnings[0]" },
    });
  });

  it("that nobody gave are none", async () => {
    const query = `{ corporateDates(symbol: "IBM") { position earnings setBy setAt } }`;
    expect((await harness.graphql(query)).data).toEqual({
      corporateDates: { position: null, earnings: [], setBy: null, setAt: null },
    });
  });
});

describe("the volatility's rank", () => {
  const RANK = `{ volatilityRank(symbol: "GOOG") { current rank percentile dates since unknownBecause } }`;
  const recorded = (day: number, volatility: number): DomainEvent => ({
    type: "UnderlyingVolatilityRecorded",
    data: {
      symbol: "GOOG",
      date: isoDate(`2015-12-${String(day).padStart(2, "0")}`),
      volatility,
      maturityDays: 30,
      at: harness.engine.gatewayTime,
    },
  });

  it("says why it is not known", async () => {
    await harness.append(recorded(24, 0.25));
    expect((await harness.graphql(RANK)).data).toEqual({
      volatilityRank: {
        current: null,
        rank: null,
        percentile: null,
        dates: 0,
        since: null,
        unknownBecause: "The log holds 0 earlier trading dates; 20 are needed.",
      },
    });
  });

  it("says on how many dates it rests", async () => {
    const earlier = Array.from({ length: 20 }, (_, index) => recorded(index + 1, 0.2 + index / 100));
    await harness.append(...earlier, recorded(24, 0.4));
    expect((await harness.graphql(RANK)).data).toEqual({
      volatilityRank: {
        current: 0.4,
        rank: 1,
        percentile: 1,
        dates: 20,
        since: "2015-12-01",
        unknownBecause: null,
      },
    });
  });
});

const SAVE = `mutation Save($input: SaveScanPresetInput!) {
  saveScanPreset(input: $input) {
    __typename
    ... on ScanPresetsChanged { presets { name builtIn criteria { limit filters { field max } } savedBy } }
    ... on CommandRefused { code field }
  }
}`;

describe("presets", () => {
  const BUILT_IN = SCAN_PRESETS.map(({ name }) => name);

  it("that are saved come after those that ship with the scanner, until they are removed", async () => {
    const criteria = { limit: 5, filters: [{ field: "width", max: 5 }] };
    const { data, errors } = await harness.graphql(SAVE, { input: { name: "mine", criteria } });
    expect(errors).toEqual([]);
    const { presets } = (data as { saveScanPreset: { presets: { name: string }[] } }).saveScanPreset;
    expect(presets.map(({ name }) => name)).toEqual([...BUILT_IN, "mine"]);
    expect(presets.at(-1)).toEqual({
      name: "mine",
      builtIn: false,
      criteria,
      savedBy: "user:trader",
    });
    const inTheEnginesUnits = { limit: 5, filters: [{ field: "width", min: null, max: 5_000_000 }] };
    expect(harness.engine.calls.at(-1)?.args).toEqual(["mine", inTheEnginesUnits, "trader"]);
    const removed = await harness.graphql(
      `mutation { removeScanPreset(input: { name: "mine" }) { ... on ScanPresetsChanged { presets { name } } } }`,
    );
    expect(removed.data).toEqual({
      removeScanPreset: { presets: BUILT_IN.map((name) => ({ name })) },
    });
    expect((await harness.graphql("{ scanPresets { name } }")).data).toEqual({
      scanPresets: BUILT_IN.map((name) => ({ name })),
    });
  });

  it("whose criteria cannot be used are refused by the input's own field", async () => {
    const refusal = { message: "", inputs: {}, limit: null, remedy: "" };
    harness.engine.refusal = { ...refusal, code: "scan.criteria-invalid", field: "filters.0.min" };
    const { data } = await harness.graphql(SAVE, { input: { name: "mine", criteria: {} } });
    expect(data).toMatchObject({ saveScanPreset: { field: "criteria.filters.0.min" } });
    harness.engine.refusal = { ...refusal, code: "presets.name-built-in", field: "name" };
    expect((await harness.graphql(SAVE, { input: { name: BUILT_IN[0], criteria: {} } })).data).toMatchObject({
      saveScanPreset: { field: "name" },
    });
  });
});
