import { type ScanCriteria, SCAN_STRATEGIES } from "@legbook/engine/ports";
import { engineValue, isScanField, shownValue } from "../models/scan-units.ts";
import { builder } from "./builder.ts";
import { rightEnum, spreadSideEnum, strategyKindEnum } from "./enums.ts";

export type PresetCriteria = Omit<ScanCriteria, "symbol">;

const scanFilterInput = builder.inputType("ScanFilterInput", {
  fields: (t) => ({
    field: t.string({ required: true, description: "A name of `scanFields`." }),
    min: t.float({ description: "In the field's unit, included; null is no bound." }),
    max: t.float(),
  }),
});

const scanRankInput = builder.inputType("ScanRankInput", {
  fields: (t) => ({
    field: t.string({ required: true }),
    weight: t.float({ description: "A negative weight prefers the worse end; 1 when absent." }),
  }),
});

/** What both kinds of input have: a scan's own and a preset's, which has no symbol. */
function presetFields(t: Parameters<NonNullable<Parameters<typeof builder.inputType>[1]["fields"]>>[0]) {
  return {
    strategies: t.field({ type: [strategyKindEnum] }),
    sides: t.field({ type: [spreadSideEnum] }),
    rights: t.field({ type: [rightEnum], description: "Of strategies of one right." }),
    filters: t.field({ type: [scanFilterInput], description: "At most one a field." }),
    excludeEarnings: t.boolean(),
    excludeExDividend: t.boolean(),
    quoteAgeMaxMs: t.int({ description: "Older quotes are never used." }),
    rank: t.field({ type: [scanRankInput], description: "Best first by the sum of weight times value." }),
    limit: t.int({ description: "Rows of the result, 10,000 at most." }),
  };
}

export const scanCriteriaInput = builder.inputType("ScanCriteriaInput", {
  description: "What is left out takes the scanner's default.",
  fields: (t) => ({ symbol: t.string({ required: true }), ...presetFields(t) }),
});

export const scanPresetCriteriaInput = builder.inputType("ScanPresetCriteriaInput", {
  description: "Criteria of a scan without the underlying.",
  fields: (t) => presetFields(t),
});

const scanFilterType = builder.objectRef<PresetCriteria["filters"][number]>("ScanFilter").implement({
  fields: (t) => ({
    field: t.exposeString("field"),
    min: t.float({ nullable: true, resolve: ({ field, min }) => shownValue(field, min) }),
    max: t.float({ nullable: true, resolve: ({ field, max }) => shownValue(field, max) }),
  }),
});

const scanRankType = builder.objectRef<PresetCriteria["rank"][number]>("ScanRank").implement({
  fields: (t) => ({ field: t.exposeString("field"), weight: t.exposeFloat("weight") }),
});

export const scanPresetCriteriaType = builder.objectRef<PresetCriteria>("ScanPresetCriteria").implement({
  fields: (t) => ({
    strategies: t.expose("strategies", { type: [strategyKindEnum] }),
    sides: t.expose("sides", { type: [spreadSideEnum] }),
    rights: t.expose("rights", { type: [rightEnum] }),
    filters: t.expose("filters", { type: [scanFilterType] }),
    excludeEarnings: t.exposeBoolean("excludeEarnings"),
    excludeExDividend: t.exposeBoolean("excludeExDividend"),
    quoteAgeMaxMs: t.exposeInt("quoteAgeMaxMs"),
    rank: t.expose("rank", { type: [scanRankType] }),
    limit: t.exposeInt("limit"),
  }),
});

/** Criteria as the engine parses them: null and absent are alike, and bounds are in its units. Faults are left to it. */
export function engineCriteria(input: object): Readonly<Record<string, unknown>> {
  const given = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => {
      if (key === "filters") return [key, (value as readonly GivenFilter[]).map(engineFilter)];
      if (key === "rank") return [key, (value as readonly object[]).map(withoutNulls)];
      return [key, value];
    }),
  );
}

interface GivenFilter {
  readonly field: string;
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
}

function engineFilter({ field, min, max }: GivenFilter): object {
  const bound = (value: number | null | undefined): number | null =>
    value === null || value === undefined || !isScanField(field)
      ? (value ?? null)
      : engineValue(field, value);
  return { field, min: bound(min), max: bound(max) };
}

function withoutNulls(input: object): object {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Strategies that a scan looks for; the others can be analysed only. */
export const scannedStrategies: ReadonlySet<string> = new Set(SCAN_STRATEGIES);
