import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Field } from "../../controls/field.tsx";
import type { ScanField } from "../../market/scan-fields.ts";
import { typedUnit } from "./field-format.ts";
import { changeFilters, type Faults, type Filters, type TypedFilter } from "./filters.ts";

interface RangeProps {
  readonly filter: TypedFilter;
  readonly field: ScanField | undefined;
  readonly faults: Faults;
  /** It was just added by hand, which goes on in it. */
  readonly added: boolean;
  readonly onChange: (filter: TypedFilter) => void;
  readonly onRemove: () => void;
}

/** One range as it is typed, with its field's unit. */
export function Range({ filter, field, faults, added, onChange, onRemove }: RangeProps): ReactNode {
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (added) first.current?.focus();
  }, [added]);
  const label = field?.label ?? filter.field;
  const unit = field === undefined ? "" : typedUnit(field);
  const box = (side: "min" | "max", word: string) => (
    <Field
      {...(side === "min" ? { ref: first } : {})}
      label={`${label}, ${word}`}
      hideLabel
      inputMode="decimal"
      placeholder={side}
      value={filter[side]}
      onChange={(text) => onChange({ ...filter, [side]: text })}
      error={faults[`${filter.field}.${side}`]}
    />
  );
  return (
    <div
      className="range"
      role="group"
      aria-label={unit === "" ? label : `${label}, ${unit}`}
      title={field?.doc}
    >
      <span className="range-label" aria-hidden="true">
        {label} <span className="unit">{unit}</span>
      </span>
      {box("min", "at least")}
      {box("max", "at most")}
      <button
        type="button"
        className="quiet remove"
        aria-label={`Remove the filter ${label}`}
        onClick={onRemove}
      >
        ✕
      </button>
    </div>
  );
}

/**
 * A list of fields to choose one from, which it then forgets. A pointer's choice is taken at once; keys go through many
 * on the way to one, which Enter or leaving the list takes.
 */
export function FieldPicker({
  label,
  fields,
  onPick,
}: {
  readonly label: string;
  readonly fields: readonly ScanField[];
  readonly onPick: (field: string) => void;
}): ReactNode {
  const id = useId();
  const byKeys = useRef(false);
  const [marked, setMarked] = useState("");
  const take = (field: string): void => {
    byKeys.current = false;
    setMarked("");
    if (field !== "") onPick(field);
  };
  return (
    <div className="field-picker">
      <label htmlFor={id} className="hidden">
        {label}
      </label>
      <select
        id={id}
        value={marked}
        disabled={fields.length === 0}
        onPointerDown={() => (byKeys.current = false)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setMarked("");
          byKeys.current = true;
          if (event.key !== "Enter" || marked === "") return;
          event.preventDefault();
          take(marked);
        }}
        onChange={({ target }) => (byKeys.current ? setMarked(target.value) : take(target.value))}
        onBlur={() => take(marked)}
      >
        <option value="">{label}…</option>
        {fields.map(({ name, label: fieldLabel, doc }) => (
          <option key={name} value={name} title={doc}>
            {fieldLabel}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Every range of the scan with its unit, and a list to add one of any other field. */
export function RangeList({
  filters,
  fields,
  faults,
}: {
  readonly filters: Filters;
  readonly fields: readonly ScanField[];
  readonly faults: Faults;
}): ReactNode {
  const { filters: ranges } = filters;
  const [added, setAdded] = useState<string | null>(null);
  const unused = fields.filter(({ name }) => ranges.every(({ field }) => field !== name));
  return (
    <div className="ranges" role="group" aria-label="Ranges">
      {ranges.map((range, index) => (
        <Range
          key={range.field}
          filter={range}
          field={fields.find(({ name }) => name === range.field)}
          faults={faults}
          added={range.field === added}
          onChange={(next) => changeFilters({ filters: ranges.with(index, next) })}
          onRemove={() => changeFilters({ filters: ranges.toSpliced(index, 1) })}
        />
      ))}
      <FieldPicker
        label="Add a filter"
        fields={unused}
        onPick={(field) => {
          setAdded(field);
          changeFilters({ filters: [...ranges, { field, min: "", max: "" }] });
        }}
      />
    </div>
  );
}
