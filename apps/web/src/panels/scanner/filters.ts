import { preference } from "../../app/preferences.ts";
import type { Right, ScanCriteriaInput, SpreadSide, StrategyKind } from "../../gql/graphql.ts";
import type { ScanField, ScanPreset } from "../../market/scan-fields.ts";
import { boundFault, typedText, typedValue } from "./field-format.ts";
import { scannedStrategies } from "./strategies.ts";

/** A range as typed; an empty text is no bound. */
export interface TypedFilter {
  readonly field: string;
  readonly min: string;
  readonly max: string;
}

/** A field that is ranked by, with its weight as typed. */
export interface TypedRank {
  readonly field: string;
  readonly weight: string;
}

/** What a scan looks for, as typed. */
export interface Filters {
  /** Name of the preset that it is, or null once it was changed. */
  readonly preset: string | null;
  readonly strategies: readonly StrategyKind[];
  readonly sides: readonly SpreadSide[];
  readonly rights: readonly Right[];
  readonly filters: readonly TypedFilter[];
  readonly excludeEarnings: boolean;
  readonly excludeExDividend: boolean;
  readonly quoteAgeMaxS: string;
  readonly rank: readonly TypedRank[];
}

/** The widest scan, which is where a new user begins. */
export const anyVertical: Filters = {
  preset: "any-vertical",
  strategies: ["VERTICAL"],
  sides: ["CREDIT", "DEBIT"],
  rights: ["CALL", "PUT"],
  filters: [{ field: "daysToExpiry", min: "1", max: "60" }],
  excludeEarnings: false,
  excludeExDividend: false,
  quoteAgeMaxS: "120",
  rank: [{ field: "expectedReturn", weight: "1" }],
};

function isTexts(value: unknown, keys: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every((each: Record<string, unknown>) => keys.every((key) => typeof each[key] === "string"))
  );
}

function isFilters(value: unknown): value is Filters {
  if (typeof value !== "object" || value === null) return false;
  const { strategies, sides, rights, filters, rank, quoteAgeMaxS } = value as Partial<Filters>;
  return (
    Array.isArray(strategies) &&
    strategies.every((each) => scannedStrategies.includes(each)) &&
    Array.isArray(sides) &&
    Array.isArray(rights) &&
    typeof quoteAgeMaxS === "string" &&
    isTexts(filters, ["field", "min", "max"]) &&
    isTexts(rank, ["field", "weight"])
  );
}

export const filtersStore = preference("scan", (value) => (isFilters(value) ? value : null), anyVertical);

/** A change by hand: it is no preset any more. */
export function changeFilters(part: Partial<Filters>): void {
  filtersStore.set({ ...filtersStore.get(), preset: null, ...part });
}

/** A preset as it would have been typed. Fields that the server does not have are left to it to refuse. */
export function filtersOf({ name, criteria }: ScanPreset, fields: readonly ScanField[]): Filters {
  const text = (fieldName: string, value: number | null): string => {
    const field = fields.find((each) => each.name === fieldName);
    return field === undefined ? String(value ?? "") : typedText(field, value);
  };
  return {
    preset: name,
    strategies: criteria.strategies,
    sides: criteria.sides,
    rights: criteria.rights,
    filters: criteria.filters.map(({ field, min, max }) => ({
      field,
      min: text(field, min),
      max: text(field, max),
    })),
    excludeEarnings: criteria.excludeEarnings,
    excludeExDividend: criteria.excludeExDividend,
    quoteAgeMaxS: String(criteria.quoteAgeMaxMs / 1000),
    rank: criteria.rank.map(({ field, weight }) => ({ field, weight: String(weight) })),
  };
}

/** What is wrong with what was typed, by the name of its box: `FIELD.min`, `FIELD.max`, `FIELD.weight`, `quoteAge`. */
export type Faults = Readonly<Record<string, string>>;

function rangeFaults({ field: name, min, max }: TypedFilter, field: ScanField | undefined): Faults {
  if (field === undefined) return { [`${name}.min`]: "This server knows no such field: remove it." };
  const faults: Record<string, string> = {};
  const low = boundFault(field, min);
  const high = boundFault(field, max);
  if (low !== null) faults[`${name}.min`] = low;
  if (high !== null) faults[`${name}.max`] = high;
  const [from, to] = [typedValue(field, min), typedValue(field, max)];
  if (low === null && high === null && typeof from === "number" && typeof to === "number" && from > to)
    faults[`${name}.max`] = `Is below the least, ${min.trim()}.`;
  return faults;
}

function weightFault(text: string): string | null {
  const weight = Number(text.trim().replace("−", "-"));
  if (text.trim() === "" || !Number.isFinite(weight)) return "Give a number, such as 1.";
  if (weight === 0) return "0 ranks nothing.";
  return Math.abs(weight) > 100 ? "Give −100 to 100." : null;
}

/** Everything that is wrong; empty when a scan can run. */
export function faultsOf(filters: Filters, fields: readonly ScanField[]): Faults {
  const faults: Record<string, string> = {};
  for (const filter of filters.filters) {
    const field = fields.find(({ name }) => name === filter.field);
    Object.assign(faults, rangeFaults(filter, field));
  }
  for (const { field, weight } of filters.rank) {
    const fault = weightFault(weight);
    if (fault !== null) faults[`${field}.weight`] = fault;
  }
  const seconds = Number(filters.quoteAgeMaxS.trim());
  if (!(seconds >= 0.001 && seconds <= 86_400)) faults["quoteAge"] = "Give seconds, up to 86,400.";
  if (filters.strategies.length === 0) faults["strategies"] = "Choose at least one strategy.";
  if (filters.sides.length === 0) faults["sides"] = "Choose credit, debit or both.";
  if (filters.rights.length === 0) faults["rights"] = "Choose puts, calls or both.";
  if (filters.rank.length === 0) faults["rank"] = "Choose at least one field to rank by.";
  return faults;
}

/** Rows asked for; the engine gives no more. */
export const scanRowsMax = 10_000;

/** Criteria without the underlying, as a preset keeps them; there must be no fault. */
export function presetCriteria(
  filters: Filters,
  fields: readonly ScanField[],
): Omit<ScanCriteriaInput, "symbol"> {
  const bound = (name: string, text: string): number | null => {
    const field = fields.find((each) => each.name === name);
    return field === undefined ? null : (typedValue(field, text) ?? null);
  };
  return {
    strategies: filters.strategies,
    sides: filters.sides,
    rights: filters.rights,
    filters: filters.filters
      .map(({ field, min, max }) => ({ field, min: bound(field, min), max: bound(field, max) }))
      .filter(({ min, max }) => min !== null || max !== null),
    excludeEarnings: filters.excludeEarnings,
    excludeExDividend: filters.excludeExDividend,
    quoteAgeMaxMs: Math.round(Number(filters.quoteAgeMaxS) * 1000),
    rank: filters.rank.map(({ field, weight }) => ({
      field,
      weight: Number(weight.trim().replace("−", "-")),
    })),
    limit: scanRowsMax,
  };
}
