import { formatMicros, micros } from "@legbook/domain";
import { SCAN_FIELDS, type ScanCriteria, type ScanField, type ScanFilterBound } from "../scanner/index.ts";
import type { CriteriaChange } from "./scan-counterfactual-report.ts";

const CHOICES = [
  "strategies",
  "sides",
  "rights",
  "excludeEarnings",
  "excludeExDividend",
  "quoteAgeMaxMs",
  "includeWide",
  "rank",
  "limit",
] as const satisfies readonly (keyof ScanCriteria)[];

/** What differs between two sets of criteria, in words. */
export function criteriaChanges(recorded: ScanCriteria, changed: ScanCriteria): readonly CriteriaChange[] {
  const fields = new Set([...recorded.filters, ...changed.filters].map(({ field }) => field));
  const bounds = [...fields].map((field) => ({
    name: field as string,
    recorded: boundsWords(field, boundOf(recorded, field)),
    changed: boundsWords(field, boundOf(changed, field)),
  }));
  const choices = CHOICES.map((name) => ({
    name: name as string,
    recorded: choiceWords(recorded[name]),
    changed: choiceWords(changed[name]),
  }));
  return [...bounds, ...choices].filter((one) => one.recorded !== one.changed);
}

function boundOf({ filters }: ScanCriteria, field: ScanField): ScanFilterBound | null {
  return filters.find((one) => one.field === field) ?? null;
}

/** `5.00 to 10.00`, `at most 10.00`, `any`. */
export function boundsWords(
  field: string,
  bound: { readonly min: number | null; readonly max: number | null } | null,
): string {
  const { min = null, max = null } = bound ?? {};
  if (min === null && max === null) return "any";
  if (min === null) return `at most ${valueWords(field, max)}`;
  if (max === null) return `at least ${valueWords(field, min)}`;
  return `${valueWords(field, min)} to ${valueWords(field, max)}`;
}

/** A filter's value in its field's unit, prices and amounts in the currency's; null is "not known". */
export function valueWords(field: string, value: number | string | null): string {
  if (value === null) return "not known";
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "unlimited";
  const kind = field in SCAN_FIELDS ? SCAN_FIELDS[field as ScanField].kind : "price";
  if (kind === "price" || kind === "money") return formatMicros(micros(Math.round(value)));
  if (kind === "milliseconds") return `${(value / 1_000).toLocaleString("en-US")} s`;
  if (kind === "probability") return `${(100 * value).toFixed(1)} %`;
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

function choiceWords(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((one: unknown) =>
      typeof one === "object" && one !== null ? Object.values(one).join(" times ") : String(one),
    )
    .join(", ");
}
