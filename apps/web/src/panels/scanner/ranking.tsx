import type { ReactNode } from "react";
import { Field } from "../../controls/field.tsx";
import type { ScanField } from "../../market/scan-fields.ts";
import { changeFilters, type Faults, type Filters } from "./filters.ts";
import { FieldPicker } from "./range-list.tsx";

const rankedMax = 8;

/** What results are ranked by: one field, or several with their weights. */
export function Ranking({
  filters,
  fields,
  faults,
}: {
  readonly filters: Filters;
  readonly fields: readonly ScanField[];
  readonly faults: Faults;
}): ReactNode {
  const { rank } = filters;
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const unused = fields.filter(({ name }) => rank.every(({ field }) => field !== name));
  return (
    <section className="ranking" aria-label="Rank by">
      <h3 className="filter-title">
        Rank by <span className="unit">field × weight</span>
      </h3>
      {rank.map(({ field, weight }, index) => (
        <div key={field} className="rank-line" role="group" aria-label={`Rank by ${labelOf(field)}`}>
          <span className="range-label">{labelOf(field)}</span>
          <Field
            label={`Weight of ${labelOf(field)}`}
            hideLabel
            inputMode="decimal"
            value={weight}
            error={faults[`${field}.weight`]}
            onChange={(text) => changeFilters({ rank: rank.with(index, { field, weight: text }) })}
          />
          <button
            type="button"
            className="quiet remove"
            aria-label={`Do not rank by ${labelOf(field)}`}
            onClick={() => changeFilters({ rank: rank.toSpliced(index, 1) })}
          >
            ✕
          </button>
        </div>
      ))}
      {faults["rank"] === undefined ? null : (
        <p role="alert" className="field-error">
          {faults["rank"]}
        </p>
      )}
      {rank.length >= rankedMax ? null : (
        <FieldPicker
          label={rank.length === 0 ? "Choose a field" : "Add a field"}
          fields={unused}
          onPick={(field) => changeFilters({ rank: [...rank, { field, weight: "1" }] })}
        />
      )}
    </section>
  );
}
