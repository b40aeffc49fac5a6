import { formatDecimal, formatNumber, formatPercent, unknownFigure } from "../../format/numbers.ts";
import { formatAge } from "../../format/times.ts";
import type { ScanField } from "../../market/scan-fields.ts";

function isPercent({ kind }: Pick<ScanField, "kind">): boolean {
  return kind === "PROBABILITY" || kind === "SHARE";
}

/** What a field is counted in where it is typed: percentages are typed as such. */
export function typedUnit(field: ScanField): string {
  if (isPercent(field)) return field.unit === "" ? "%" : `% ${field.unit}`;
  // Their labels say what they count.
  return field.kind === "DAYS" || field.kind === "COUNT" ? "" : field.unit;
}

const decimal = /^[+-]?\d{0,9}(\.\d{0,8})?$/;

/** A typed bound in the field's unit; null for an empty one, undefined for what is no number. */
export function typedValue(field: ScanField, text: string): number | null | undefined {
  const plain = text.trim().replace("−", "-").replaceAll(",", "");
  if (plain === "") return null;
  if (!decimal.test(plain) || !/\d/.test(plain)) return undefined;
  const value = Number(plain);
  // Divided, not multiplied by 0.01: 35 is 0.35 and not 0.35000000000000003.
  return isPercent(field) ? value / 100 : value;
}

/** A value of the field as it would be typed. */
export function typedText(field: ScanField, value: number | null): string {
  if (value === null) return "";
  return String(Number((isPercent(field) ? value * 100 : value).toPrecision(9)));
}

/** What is wrong with a typed bound; null when nothing is. */
export function boundFault(field: ScanField, text: string): string | null {
  const value = typedValue(field, text);
  if (value === undefined) return "Give a number.";
  if (value === null) return null;
  const whole = field.kind === "DAYS" || field.kind === "COUNT";
  if (whole && (!Number.isInteger(value) || value < 0)) return "Give a whole number, 0 or more.";
  if (field.kind === "PROBABILITY" && (value < 0 || value > 1)) return "Give 0 to 100 %.";
  return null;
}

/** Places after the point of a greek, which is small when it is of one share. */
const greekPlaces = 4;

/** A value of a row in its field's places; signs on what can be gained or lost. */
export function fieldText(field: ScanField, value: number | null): string {
  if (value === null) return unknownFigure;
  switch (field.kind) {
    case "PRICE":
      return formatDecimal(String(value), 2);
    case "MONEY":
      return formatNumber(value, 2);
    case "PROBABILITY":
      return formatPercent(value, 0);
    case "SHARE":
      return formatPercent(value, 1, "always");
    case "RATIO":
      return formatNumber(value, 2);
    case "DAYS":
    case "COUNT":
      return formatNumber(value, 0);
    case "SECONDS":
      return formatAge(value * 1000);
    case "GREEK":
      return formatNumber(value, greekPlaces, "always");
  }
}
