import { SCAN_FIELDS, type ScanField, type ScanFieldDescription } from "@legbook/engine/ports";

/** `share`: a ratio that people read as a percentage. */
export type ScanFieldShownKind = ScanFieldDescription["kind"] | "share";

/** A field of the scanner as the API tells it: in units that people read, and filter by. */
export interface ScanFieldModel extends Pick<ScanFieldDescription, "label" | "better" | "doc"> {
  readonly name: ScanField;
  readonly kind: ScanFieldShownKind;
  readonly unit: string;
}

const SHARES: ReadonlySet<ScanField> = new Set([
  "bidAskWidthRelative",
  "returnOnMargin",
  "annualisedReturnOnMargin",
  "breakevenDistance",
  "expectedReturn",
]);

interface ApiUnit {
  /** The API's value is the engine's times this. */
  readonly factor: number;
  readonly unit: string;
  readonly doc: string;
}

/** Greeks as traders quote them, which are not the units that the formulas have. */
const TRADERS_UNITS: Partial<Record<ScanField, ApiUnit>> = {
  vega: { factor: 0.01, unit: "a vol point", doc: "Net of all legs, a share, for one point of volatility." },
  theta: { factor: 1 / 365, unit: "a day", doc: "Net of all legs, a share, for one calendar day." },
};

function unitOf(field: ScanField): ApiUnit {
  const { kind, unit, doc } = SCAN_FIELDS[field];
  const own = TRADERS_UNITS[field];
  if (own !== undefined) return own;
  switch (kind) {
    case "price":
      return { factor: 1e-6, unit: "pts", doc };
    case "money":
      return { factor: 1e-6, unit, doc };
    case "milliseconds":
      return { factor: 1e-3, unit: "s", doc };
    case "ratio":
    case "probability":
    case "days":
    case "count":
    case "greek":
      return { factor: 1, unit, doc };
  }
}

const SIGNIFICANT_DIGITS = 9;
const UNITS = Object.fromEntries(
  (Object.keys(SCAN_FIELDS) as ScanField[]).map((field) => [field, unitOf(field)]),
) as Readonly<Record<ScanField, ApiUnit>>;

/** Every field of the scanner, in the order in which a scan asks them. */
export const SCAN_FIELD_MODELS: readonly ScanFieldModel[] = (Object.keys(SCAN_FIELDS) as ScanField[]).map(
  (name) => {
    const { label, kind, better } = SCAN_FIELDS[name];
    const { unit, doc } = UNITS[name];
    return { name, label, kind: SHARES.has(name) ? "share" : kind, better, unit, doc };
  },
);

export function isScanField(name: string): name is ScanField {
  return Object.hasOwn(SCAN_FIELDS, name);
}

/** An engine's value in the API's unit, to nine significant digits; null stays null. */
export function shownValue(field: ScanField, value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Number((value * UNITS[field].factor).toPrecision(SIGNIFICANT_DIGITS));
}

/**
 * A bound as the API takes it in the engine's unit. What binary floats make of a decimal (0.07 / 1e-6 is not 70000) is
 * put right; a value between two of the engine's whole units stays between them, for the engine to refuse.
 */
export function engineValue(field: ScanField, value: number): number {
  const exact = value / UNITS[field].factor;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) <= Math.abs(whole) * 1e-12 ? whole : exact;
}
