import { parseMicros, type Refusal } from "@legbook/domain";
import {
  parseScanCriteria,
  SCAN_FIELD_NAMES,
  SCAN_FIELDS,
  SCAN_PRESETS,
  SCAN_STRATEGIES,
  type ScanCriteria,
  type ScanField,
  type ScanFilterBound,
} from "../scanner/index.ts";
import { nearestName } from "./nearest-name.ts";

/** What settings change of every scan's criteria. */
export interface ScanChange {
  /** In the place of the recorded criteria, before everything else. */
  readonly preset: string | null;
  /** A bound that is left out stays as it was; null takes it away. */
  readonly bounds: ReadonlyMap<ScanField, { readonly min?: number | null; readonly max?: number | null }>;
  readonly choices: Partial<Pick<ScanCriteria, Choice>>;
}

const CHOICES = [
  "strategies",
  "sides",
  "rights",
  "excludeEarnings",
  "excludeExDividend",
  "includeWide",
  "quoteAgeMaxMs",
  "limit",
] as const satisfies readonly (keyof ScanCriteria)[];
type Choice = (typeof CHOICES)[number];

/** Names as they are written: a bound is `widthMax` or `widthMin`, both are `width`. */
export const SCAN_SETTING_NAMES: readonly string[] = [
  "preset",
  ...CHOICES,
  ...SCAN_FIELD_NAMES.flatMap((field) => [field, `${field}Min`, `${field}Max`]),
];

/**
 * Scan settings as `name=value` without their `scan.`, each name once. Throws `RangeError` for a name or value that is
 * none, and for bounds that contradict each other.
 */
export function parseScanSettings(settings: ReadonlyMap<string, string>): ScanChange {
  const bounds = new Map<ScanField, { min?: number | null; max?: number | null }>();
  const choices: Record<string, unknown> = {};
  let preset: string | null = null;
  for (const [name, text] of settings) {
    if (name === "preset") preset = presetOf(text);
    else if (isChoice(name)) choices[name] = choiceOf(name, text);
    else
      for (const [field, bound] of boundsOf(name, text))
        bounds.set(field, { ...bounds.get(field), ...bound });
  }
  for (const [field, { min, max }] of bounds)
    if (typeof min === "number" && typeof max === "number" && min > max)
      throw new RangeError(`scan.${field}Min is above scan.${field}Max: nothing lies between`);
  return { preset, bounds, choices };
}

/** Recorded criteria with the change laid over them; a refusal where the two contradict each other. */
export function changedCriteria(
  recorded: ScanCriteria,
  { preset, bounds, choices }: ScanChange,
):
  | { readonly kind: "criteria"; readonly criteria: ScanCriteria }
  | { readonly kind: "refused"; readonly refusal: Refusal } {
  const chosen = SCAN_PRESETS.find(({ name }) => name === preset)?.criteria;
  const base = { ...recorded, ...chosen };
  const kept = base.filters.filter(({ field }) => !bounds.has(field));
  const laid = [...bounds].map(([field, { min, max }]): ScanFilterBound => {
    const before = base.filters.find((one) => one.field === field);
    return {
      field,
      min: min === undefined ? (before?.min ?? null) : min,
      max: max === undefined ? (before?.max ?? null) : max,
    };
  });
  const filters = [...kept, ...laid].filter(({ min, max }) => min !== null || max !== null);
  return parseScanCriteria({ ...base, ...choices, filters });
}

function isChoice(name: string): name is Choice {
  return (CHOICES as readonly string[]).includes(name);
}

function presetOf(text: string): string {
  const names = SCAN_PRESETS.map(({ name }) => name);
  if (!names.includes(text)) throw new RangeError(`scan.preset: ${noSuch(text, names)}`);
  return text;
}

function choiceOf(name: Choice, text: string): unknown {
  switch (name) {
    case "excludeEarnings":
    case "excludeExDividend":
    case "includeWide":
      if (text !== "true" && text !== "false")
        throw new RangeError(`scan.${name}: ${text} is neither true nor false`);
      return text === "true";
    case "quoteAgeMaxMs":
    case "limit": {
      const value = Number(text);
      if (!Number.isSafeInteger(value) || value < 1)
        throw new RangeError(`scan.${name}: ${text} is no whole number above 0`);
      return value;
    }
    case "strategies":
      return namesOf(name, text, SCAN_STRATEGIES);
    case "sides":
      return namesOf(name, text, ["debit", "credit"]);
    case "rights":
      return namesOf(name, text, ["call", "put"]);
    default:
      return name satisfies never;
  }
}

function namesOf(name: string, text: string, known: readonly string[]): readonly string[] {
  const names = text.split(",").map((part) => part.trim());
  const unknown = names.find((one) => !known.includes(one));
  if (unknown !== undefined) throw new RangeError(`scan.${name}: ${noSuch(unknown, known)}`);
  return names;
}

/** `width=5..10` sets both bounds, `widthMax=10` one, and `none` takes it away. */
function boundsOf(
  name: string,
  text: string,
): readonly (readonly [ScanField, { readonly min?: number | null; readonly max?: number | null }])[] {
  const field = SCAN_FIELD_NAMES.find((one) => name === one || name === `${one}Min` || name === `${one}Max`);
  if (field === undefined) throw new RangeError(`scan.${name}: ${noSuch(name, SCAN_SETTING_NAMES)}`);
  if (name !== field) {
    const bound = name.endsWith("Min") ? "min" : "max";
    return [[field, { [bound]: boundOf(name, field, text) }]];
  }
  if (text === "none") return [[field, { min: null, max: null }]];
  const range = /^(.*?)\.\.(.*)$/.exec(text);
  if (range === null)
    throw new RangeError(
      `scan.${field}=${text} does not say which bound: scan.${field}Min=${text}, scan.${field}Max=${text}, or a range such as scan.${field}=1..${text}`,
    );
  const [, from = "", to = ""] = range;
  return [
    [
      field,
      {
        min: from === "" ? null : boundOf(name, field, from),
        max: to === "" ? null : boundOf(name, field, to),
      },
    ],
  ];
}

/** In the field's own unit, prices and amounts in the currency's; a share of one may be written in percent. */
function boundOf(name: string, field: ScanField, text: string): number | null {
  if (text === "none") return null;
  const { kind } = SCAN_FIELDS[field];
  if (kind === "price" || kind === "money") {
    const amount = parseMicros(text);
    if (amount === null) throw new RangeError(`scan.${name}: ${text} is no amount`);
    return amount;
  }
  const percent = (kind === "ratio" || kind === "probability") && text.endsWith("%");
  const digits = percent ? text.slice(0, -1) : text;
  const value = digits.trim() === "" ? Number.NaN : Number(digits) / (percent ? 100 : 1);
  const isWhole = kind === "days" || kind === "count" || kind === "milliseconds";
  if (!Number.isFinite(value)) throw new RangeError(`scan.${name}: ${text} is no number`);
  if (isWhole && !Number.isSafeInteger(value))
    throw new RangeError(`scan.${name}: ${text} is no whole number`);
  return value;
}

function noSuch(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const meant = nearest === null ? "" : ` (did you mean ${nearest}?)`;
  return `there is no ${JSON.stringify(name)}${meant}; there are ${known.join(", ")}`;
}
