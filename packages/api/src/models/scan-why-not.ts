import { formatMicros } from "@legbook/domain";
import { SCAN_FIELDS, type ScanFilter, type ScanWhyNot } from "@legbook/engine/ports";
import { isScanField, shownValue } from "./scan-units.ts";

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
    nearestChange: remedy,
    message: typeof value === "string" ? `“${label}” excludes it: ${value}.` : `“${label}” excludes it.`,
  };
}
