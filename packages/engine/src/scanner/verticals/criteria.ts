import { type Micros, micros, type Refusal, type Right, type SpreadSide } from "@legbook/domain";
import { z } from "zod";

export const SCAN_RANKINGS = ["rewardToRisk", "probabilityOfProfit", "netPrice", "expectedReturn"] as const;
/** What "best" means; more is better in each (`netPrice`: a larger credit or a smaller debit). */
export type ScanRanking = (typeof SCAN_RANKINGS)[number];

export const SCAN_ROWS_MAX = 500;

/** What a scan looks for. Bounds are included; null is no bound, and a value that is not known fails a bound. */
export interface ScanCriteria {
  readonly symbol: string;
  readonly sides: readonly SpreadSide[];
  readonly rights: readonly Right[];
  /** Calendar days in New York. */
  readonly daysToExpiryMin: number;
  readonly daysToExpiryMax: number;
  /** Size of the short leg's delta, 0 to 1. */
  readonly shortDeltaMin: number | null;
  readonly shortDeltaMax: number | null;
  /** Distance of the strikes. */
  readonly widthMin: Micros | null;
  readonly widthMax: Micros | null;
  /** Debit paid or credit received a share at the natural price, positive. */
  readonly netPriceMin: Micros | null;
  readonly netPriceMax: Micros | null;
  /** At the natural price. */
  readonly rewardToRiskMin: number | null;
  /** Ask minus bid of the combo. */
  readonly bidAskWidthMax: Micros | null;
  /** Of the leg with less of it. */
  readonly openInterestMin: number | null;
  /** Of the older quote. */
  readonly quoteAgeMaxMs: number;
  readonly rankBy: ScanRanking;
  /** Rows of the result. */
  readonly limit: number;
}

const price = z
  .int()
  .min(0)
  .max(1e15)
  .transform((count): Micros => micros(count))
  .nullable()
  .default(null);
const days = z.int().min(0).max(3_700);
const deltaSize = z.number().min(0).max(1).nullable().default(null);

/** Pairs of bounds of which the first may not exceed the second. */
const RANGES = [
  ["daysToExpiryMin", "daysToExpiryMax"],
  ["shortDeltaMin", "shortDeltaMax"],
  ["widthMin", "widthMax"],
  ["netPriceMin", "netPriceMax"],
] as const;

/** Prices are integers of millionths. What is left out takes the default shown here. */
export const scanCriteriaSchema = z
  .strictObject({
    symbol: z
      .string()
      .regex(/^[A-Z][A-Z0-9. ]{0,15}$/, "a symbol has 1 to 16 capital letters, digits or dots"),
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
    daysToExpiryMin: days.default(1),
    daysToExpiryMax: days.default(60),
    shortDeltaMin: deltaSize,
    shortDeltaMax: deltaSize,
    widthMin: price,
    widthMax: price,
    netPriceMin: price,
    netPriceMax: price,
    rewardToRiskMin: z.number().min(0).max(1e6).nullable().default(null),
    bidAskWidthMax: price,
    openInterestMin: z.int().min(0).max(1e9).nullable().default(null),
    quoteAgeMaxMs: z.int().min(1).max(86_400_000).default(120_000),
    rankBy: z.enum(SCAN_RANKINGS).default("rewardToRisk"),
    limit: z.int().min(1).max(SCAN_ROWS_MAX).default(50),
  })
  .superRefine((criteria, context) => {
    for (const [low, high] of RANGES) {
      const [min, max] = [criteria[low], criteria[high]];
      if (min === null || max === null || min <= max) continue;
      context.addIssue({ code: "custom", path: [low], message: `${low} must not exceed ${high}` });
    }
  });

export type ScanCriteriaResult =
  | { readonly kind: "criteria"; readonly criteria: ScanCriteria }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Criteria from outside, every fault named in one refusal (`scan.criteria-invalid`; `field` is the first fault's). */
export function parseScanCriteria(input: unknown): ScanCriteriaResult {
  const parsed = scanCriteriaSchema.safeParse(input);
  if (parsed.success) return { kind: "criteria", criteria: Object.freeze(parsed.data) };
  const faults = parsed.error.issues.map((issue) => ({
    field: issue.path.join("."),
    message: issue.message,
  }));
  return {
    kind: "refused",
    refusal: {
      code: "scan.criteria-invalid",
      message: `The scan's criteria cannot be used: ${faults.map(({ field, message }) => (field === "" ? message : `${field}: ${message}`)).join("; ")}.`,
      field: faults[0]?.field || null,
      inputs: Object.fromEntries(faults.map(({ field, message }) => [field || "criteria", message])),
      limit: null,
      remedy: "Correct the named fields; those left out take their defaults.",
    },
  };
}
