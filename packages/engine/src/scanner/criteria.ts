import type { Refusal, Right, SpreadSide } from "@legbook/domain";
import { z } from "zod";
import { SCAN_FIELD_NAMES, SCAN_FIELDS, type ScanField } from "./fields.ts";
import { SCAN_STRATEGIES, type ScanStrategy } from "./strategies.ts";

export const SCAN_ROWS_MAX = 10_000;
export const SCAN_RANK_FIELDS_MAX = 8;

/** Bounds are included, in the field's own unit; null is no bound. */
export interface ScanFilterBound {
  readonly field: ScanField;
  readonly min: number | null;
  readonly max: number | null;
}

/** A negative weight prefers the worse end. */
export interface ScanRankTerm {
  readonly field: ScanField;
  readonly weight: number;
}

/** What a scan looks for. */
export interface ScanCriteria {
  readonly symbol: string;
  readonly strategies: readonly ScanStrategy[];
  /** Whether opening it costs or brings in money. */
  readonly sides: readonly SpreadSide[];
  /** Of strategies of one right (verticals, butterflies, calendars, ratios); others have both or their own. */
  readonly rights: readonly Right[];
  /** At most one a field. */
  readonly filters: readonly ScanFilterBound[];
  /** Leaves out spreads that are open over a known date of earnings. */
  readonly excludeEarnings: boolean;
  /** Leaves out spreads with a sold call that is open over a known ex-dividend date. */
  readonly excludeExDividend: boolean;
  /** A quote whose older side is older than this is stale and never used. */
  readonly quoteAgeMaxMs: number;
  /** Uses absurdly wide quotes too, which are left out otherwise. */
  readonly includeWide: boolean;
  /** Best first by the sum of weight times value on the field's scale. */
  readonly rank: readonly ScanRankTerm[];
  /** Rows of the result. */
  readonly limit: number;
}

const field = z.enum(SCAN_FIELD_NAMES as readonly [ScanField, ...ScanField[]]);
const bound = z.number().min(-1e15).max(1e15).nullable().default(null);

function repeated(fields: readonly string[]): string | null {
  return fields.find((one, index) => fields.indexOf(one) !== index) ?? null;
}

/** Prices are integers of millionths. What is left out takes the default shown here. */
export const scanCriteriaSchema = z.strictObject({
  symbol: z.string().regex(/^[A-Z][A-Z0-9. ]{0,15}$/, "a symbol has 1 to 16 capital letters, digits or dots"),
  strategies: z
    .array(z.enum(SCAN_STRATEGIES))
    .min(1)
    .max(SCAN_STRATEGIES.length)
    .refine((names) => repeated(names) === null, "a strategy is named twice")
    .default(["vertical"]),
  sides: z
    .array(z.enum(["debit", "credit"]))
    .min(1)
    .max(2)
    .default(["debit", "credit"]),
  rights: z
    .array(z.enum(["call", "put"]))
    .min(1)
    .max(2)
    .default(["call", "put"]),
  filters: z
    .array(
      z
        .strictObject({ field, min: bound, max: bound })
        .refine(({ min, max }) => min === null || max === null || min <= max, "min must not exceed max")
        .refine(
          ({ field: name, min, max }) => !wholeOnly(name) || [min, max].every(isWholeOrNull),
          "prices, days and counts are whole numbers of the field's unit",
        ),
    )
    .max(SCAN_FIELD_NAMES.length)
    .refine(
      (filters) => repeated(filters.map((one) => one.field)) === null,
      "a field is bounded twice: give both bounds in one filter",
    )
    .default([{ field: "daysToExpiry", min: 1, max: 60 }]),
  excludeEarnings: z.boolean().default(false),
  excludeExDividend: z.boolean().default(false),
  quoteAgeMaxMs: z.int().min(1).max(86_400_000).default(120_000),
  includeWide: z.boolean().default(false),
  rank: z
    .array(
      z.strictObject({
        field,
        weight: z
          .number()
          .min(-100)
          .max(100)
          .refine((weight) => weight !== 0, "a weight of 0 ranks nothing")
          .default(1),
      }),
    )
    .min(1)
    .max(SCAN_RANK_FIELDS_MAX)
    .refine((terms) => repeated(terms.map((one) => one.field)) === null, "a field is ranked by twice")
    .default([{ field: "rewardToRisk", weight: 1 }]),
  limit: z.int().min(1).max(SCAN_ROWS_MAX).default(50),
});

function wholeOnly(name: ScanField): boolean {
  const { kind } = SCAN_FIELDS[name];
  return (
    kind === "price" || kind === "money" || kind === "days" || kind === "count" || kind === "milliseconds"
  );
}

function isWholeOrNull(value: number | null): boolean {
  return value === null || Number.isSafeInteger(value);
}

export type ScanCriteriaResult =
  | { readonly kind: "criteria"; readonly criteria: ScanCriteria }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Criteria from outside, every fault named in one refusal (`scan.criteria-invalid`; `field` is the first fault's). */
export function parseScanCriteria(input: unknown): ScanCriteriaResult {
  const parsed = scanCriteriaSchema.safeParse(input);
  if (!parsed.success) return { kind: "refused", refusal: criteriaRefusal(parsed.error) };
  return { kind: "criteria", criteria: Object.freeze(parsed.data) };
}

/** What a preset keeps of criteria: everything but the underlying. */
export type PresetCriteria = Omit<ScanCriteria, "symbol">;

const presetCriteriaSchema = scanCriteriaSchema.omit({ symbol: true });

/** As `parseScanCriteria`, of criteria without a symbol. */
export function parsePresetCriteria(
  input: unknown,
):
  | { readonly kind: "criteria"; readonly criteria: PresetCriteria }
  | { readonly kind: "refused"; readonly refusal: Refusal } {
  const parsed = presetCriteriaSchema.safeParse(input);
  if (!parsed.success) return { kind: "refused", refusal: criteriaRefusal(parsed.error) };
  return { kind: "criteria", criteria: Object.freeze(parsed.data) };
}

function criteriaRefusal(error: z.ZodError): Refusal {
  const faults = error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
  return {
    code: "scan.criteria-invalid",
    message: `The scan's criteria cannot be used: ${faults.map((fault) => (fault.field === "" ? fault.message : `${fault.field}: ${fault.message}`)).join("; ")}.`,
    field: faults[0]?.field || null,
    inputs: Object.fromEntries(faults.map((fault) => [fault.field || "criteria", fault.message])),
    limit: null,
    remedy: "Correct the named fields; those left out take their defaults.",
  };
}
