import type { ReactNode } from "react";
import type { ScanField } from "../../market/scan-fields.ts";
import { boundFault, typedUnit, typedValue } from "../scanner/field-format.ts";
import type { Faults, TypedFilter } from "../scanner/filters.ts";
import { FieldPicker, Range } from "../scanner/range-list.tsx";

/** Fields whose bounds are asked for in the units that the scanner shows. */
function canAsk({ kind }: ScanField): boolean {
  return kind !== "GREEK" && kind !== "SECONDS";
}

/** What is wrong with what was typed, by `FIELD.min` and `FIELD.max`. */
export function filterFaults(ranges: readonly TypedFilter[], fields: readonly ScanField[]): Faults {
  const faults: Record<string, string> = {};
  for (const { field: name, min, max } of ranges) {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) continue;
    const [low, high] = [boundFault(field, min), boundFault(field, max)];
    const [from, to] = [typedValue(field, min), typedValue(field, max)];
    if (low !== null) faults[`${name}.min`] = low;
    if (high !== null) faults[`${name}.max`] = high;
    else if (typeof from === "number" && typeof to === "number" && from > to)
      faults[`${name}.max`] = `Is below the least, ${min.trim()}.`;
  }
  return faults;
}

/** One bound of a recorded scan's filter, as the server takes it and in words. */
export interface FilterSetting {
  readonly setting: string;
  readonly words: string;
}

/** A bound that is left empty stays as the scan had it. */
export function filterSettings(
  ranges: readonly TypedFilter[],
  fields: readonly ScanField[],
): readonly FilterSetting[] {
  return ranges.flatMap((range) => {
    const field = fields.find((one) => one.name === range.field);
    if (field === undefined) return [];
    const unit = typedUnit(field);
    return (["min", "max"] as const).flatMap((side) => {
      const value = typedValue(field, range[side]);
      if (typeof value !== "number") return [];
      const words = `${field.label} ${side === "min" ? "at least" : "at most"} ${range[side].trim()} ${unit}`;
      return [
        { setting: `scan.${field.name}${side === "min" ? "Min" : "Max"}=${value}`, words: words.trim() },
      ];
    });
  });
}

/** Bounds to lay over the filters of every recorded scan. */
export function WhatIfFilters({
  ranges,
  fields,
  onChange,
}: {
  readonly ranges: readonly TypedFilter[];
  readonly fields: readonly ScanField[];
  readonly onChange: (ranges: readonly TypedFilter[]) => void;
}): ReactNode {
  const unused = fields.filter((field) => canAsk(field) && ranges.every((one) => one.field !== field.name));
  const faults = filterFaults(ranges, fields);
  return (
    <div className="ranges" role="group" aria-label="Filters of scans">
      {ranges.map((range, index) => (
        <Range
          key={range.field}
          filter={range}
          field={fields.find(({ name }) => name === range.field)}
          faults={faults}
          added={index === ranges.length - 1}
          onChange={(next) => onChange(ranges.with(index, next))}
          onRemove={() => onChange(ranges.toSpliced(index, 1))}
        />
      ))}
      <FieldPicker
        label="Add a filter of the recorded scans"
        fields={unused}
        onPick={(field) => onChange([...ranges, { field, min: "", max: "" }])}
      />
    </div>
  );
}
