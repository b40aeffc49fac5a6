import type { FieldElement, FieldKind, Layout, UntypedValue, UntypedValues } from "../wire/layout.ts";
import { isCarried } from "../wire/layout.ts";
import { blankField } from "../wire/field-text.ts";
import { between, uniform } from "../venue/random.ts";

const TEXTS = ["", "SMART", "a b", "GOOG  151224C00750000", "ü", "IBKRATS", "1.5"] as const;

/** Fields that decide whether others are there, by kind and name, with what decides. */
const DECIDING: Readonly<Record<string, readonly UntypedValue[]>> = {
  "text secType": ["BAG", "OPT", "FUND"],
  "text orderType": ["LMT", "PEG BENCH", "PEG BEST", "PEG MID"],
  "text exchange": ["SMART", "IBKRATS"],
  "integer type": [1, 3, 4, 5, 6, 7],
  "integer tickType": [0, 1, 2, 3, 4],
};

function fieldValue(kind: FieldKind, ...keys: readonly number[]): UntypedValue {
  const chance = uniform(...keys, 1);
  switch (kind) {
    case "text":
    case "message":
      return TEXTS[between(0, TEXTS.length - 1, ...keys, 2)] as string;
    case "flag":
      return chance < 0.5;
    case "integer":
      return between(-5, 2_000_000_000, ...keys, 3);
    case "long":
      return between(-5, 9_000_000_000_000, ...keys, 3);
    case "numberOrInfinity":
      if (chance < 0.3) return null;
      return chance < 0.6 ? Infinity : between(0, 1000, ...keys, 7) / 100;
    case "number":
      return between(-1_000_000, 1_000_000, ...keys, 4) / 10_000;
    case "integerOrUnset":
      return chance < 0.3 ? null : between(0, 1000, ...keys, 5);
    case "numberOrUnset":
      return chance < 0.3 ? null : between(-1_000_000, 1_000_000, ...keys, 6) / 10_000;
  }
}

function sampleField(
  { name, kind }: FieldElement<string, FieldKind>,
  seed: number,
  index: number,
): UntypedValue {
  const choices = DECIDING[`${kind} ${name}`];
  if (choices === undefined) return fieldValue(kind, seed, index);
  return choices[between(0, choices.length - 1, seed, index, 8)] ?? null;
}

/** A layout's values with nothing said. */
export function blankValues(layout: Layout): UntypedValues {
  const values: Record<string, UntypedValue> = {};
  for (const element of layout) {
    if (element.element === "field") values[element.name] = blankField(element.kind);
    else if (element.element === "list") values[element.name] = [];
    else if (element.element === "group") values[element.name] = null;
  }
  return values;
}

/** Some values for a layout by a seed, as they would come back: what the version does not carry is blank. */
export function sampleValues(layout: Layout, serverVersion: number, seed: number): UntypedValues {
  const values: Record<string, UntypedValue> = {};
  for (const [index, element] of layout.entries()) {
    if (element.element === "version") continue;
    const there = isCarried(element, serverVersion);
    if (element.element === "field") {
      values[element.name] = there ? sampleField(element, seed, index) : blankField(element.kind);
    } else if (!there || element.when?.(values) === false) {
      values[element.name] = element.element === "list" ? [] : null;
    } else if (element.element === "group") {
      values[element.name] = sampleValues(element.fields, serverVersion, seed + 1000 * index);
    } else {
      values[element.name] = Array.from({ length: between(0, 3, seed, index, 9) }, (_, item) =>
        sampleValues(element.items, serverVersion, seed + 1000 * index + item),
      );
    }
  }
  return values;
}
