import { memo, useEffect } from "react";
import { Field } from "../../controls/field.tsx";
import { loadScanFields, scanFields, scanPresets } from "../../market/scan-fields.ts";
import { useValue } from "../../market/value-store.ts";
import { Exclusions } from "./exclusions.tsx";
import { changeFilters, faultsOf, filtersStore } from "./filters.ts";
import { Kinds } from "./kinds.tsx";
import { MatchCount } from "./match-count.tsx";
import { Presets } from "./presets.tsx";
import { RangeList } from "./range-list.tsx";
import { Ranking } from "./ranking.tsx";

/**
 * Filters of the scan: presets first, then strategies, ranges of any field with their units, what is left out, what is
 * ranked by, and what all that leaves.
 */
export const FilterPanel = memo(function FilterPanel() {
  const filters = useValue(filtersStore);
  const fields = useValue(scanFields);
  const presets = useValue(scanPresets);
  const faults = fields.length === 0 ? {} : faultsOf(filters, fields);
  useEffect(loadScanFields, []);
  return (
    <section className="filters" aria-label="Scanner filters">
      <h2 className="panel-title">
        Scanner <span className="muted">{filters.preset === null ? "Custom" : ""}</span>
      </h2>
      <Presets
        filters={filters}
        presets={presets}
        fields={fields}
        sound={fields.length > 0 && Object.keys(faults).length === 0}
      />
      <MatchCount />
      <Kinds filters={filters} faults={faults} />
      <RangeList filters={filters} fields={fields} faults={faults} />
      <Exclusions filters={filters} />
      <Field
        className="age-limit"
        label="Use quotes at most this old"
        inputMode="decimal"
        unit="s"
        value={filters.quoteAgeMaxS}
        error={faults["quoteAge"]}
        onChange={(quoteAgeMaxS) => changeFilters({ quoteAgeMaxS })}
      />
      <Ranking filters={filters} fields={fields} faults={faults} />
    </section>
  );
});
