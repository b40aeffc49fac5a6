import { formatMicros } from "@legbook/domain";
import { SCAN_FIELDS, type ScanField, type ScanFilter, type ScanWhyNot } from "@legbook/engine/ports";
import { isScanField, SCAN_FIELD_MODELS, shownValue } from "./scan-units.ts";

export interface WhyNotModel {
  readonly kind: ScanWhyNot["kind"];
  readonly message: string;
  readonly filter: string | null;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly nearestChange: string | null;
}

/** Filters that are no fields, as sentences say them. */
const OTHER_FILTERS: Readonly<Record<Exclude<ScanFilter, keyof typeof SCAN_FIELDS>, string>> = {
  right: "Puts or calls",
  side: "Credit or debit",
  earnings: "Earnings date",
  exDividend: "Ex-dividend date",
  naturalPrice: "Gain at the natural price",
};

/** The name of a filter for people. */
export function filterLabel(filter: ScanFilter): string {
  return isScanField(filter) ? SCAN_FIELDS[filter].label : OTHER_FILTERS[filter];
}

/** A scan's word on one spread, in a sentence and in the units of the API. */
export function whyNotModel(whyNot: ScanWhyNot): WhyNotModel {
  const nothing = { filter: null, value: null, min: null, max: null, nearestChange: null };
  const { kind } = whyNot;
  switch (kind) {
    case "matches":
      return { ...nothing, kind, message: "It passes every filter." };
    case "excluded":
      return { ...nothing, ...excluded(whyNot) };
    case "unusable":
      return {
        ...nothing,
        kind,
        message: `The quote of contract ${whyNot.conId} cannot be used: ${whyNot.reason}.`,
      };
    case "arbitrage": {
      const { ask, gainAtLeast } = whyNot.sighting;
      return {
        ...nothing,
        kind,
        message: `At ${formatMicros(ask)} it would gain at least ${formatMicros(gainAtLeast)} a share whatever happens: a sign of wrong quotes.`,
      };
    }
    case "not-a-candidate":
      return { ...nothing, kind, message: whyNot.message };
    case "not-in-chain":
      return { ...nothing, kind, message: `The chain has no contract ${whyNot.conIds.join(", ")}.` };
  }
}

const NEAREST_DIGITS = 4;

/** The value in the API's unit to four digits, rounded to the side on which a bound at it lets the value pass. */
function passing(shown: number, isMinimum: boolean): number {
  if (shown === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(shown))) + 1 - NEAREST_DIGITS);
  const steps = Number((shown / step).toPrecision(12));
  return Number(((isMinimum ? Math.floor(steps) : Math.ceil(steps)) * step).toPrecision(NEAREST_DIGITS));
}

/** The bound that would let a value pass, as a person types it. */
function nearestBound(field: ScanField, value: number, isMinimum: boolean): string {
  const model = SCAN_FIELD_MODELS.find(({ name }) => name === field);
  if (model === undefined) throw new Error(`no field ${field}`);
  const shown = shownValue(field, value) ?? value;
  const isShare = model.kind === "share" || model.kind === "probability";
  const bound = passing(isShare ? 100 * shown : shown, isMinimum);
  const unit = isShare ? "%" : model.unit;
  return `${isMinimum ? "Lower the minimum" : "Raise the maximum"} of “${model.label}” to ${bound}${unit === "" ? "" : ` ${unit}`}.`;
}

function excluded({
  kind,
  filter,
  value,
  min,
  max,
  remedy,
}: Extract<ScanWhyNot, { readonly kind: "excluded" }>): WhyNotModel {
  const shown = (number: number | null): number | null =>
    isScanField(filter) ? shownValue(filter, number) : number;
  const label = filterLabel(filter);
  return {
    kind,
    filter,
    value: typeof value === "string" ? null : shown(value),
    min: shown(min),
    max: shown(max),
    nearestChange:
      isScanField(filter) && typeof value === "number" && Number.isFinite(value)
        ? nearestBound(filter, value, min !== null && value < min)
        : remedy,
    message: typeof value === "string" ? `“${label}” excludes it: ${value}.` : `“${label}” excludes it.`,
  };
}
