import { useState, type ReactNode } from "react";
import type { ScanField, ScanPreset } from "../../market/scan-fields.ts";
import { usePastObstacle } from "../../past/past-store.ts";
import { anyVertical, filtersOf, filtersStore, type Filters } from "./filters.ts";
import { SavePreset } from "./save-preset.tsx";

interface ChipProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly chosen: boolean;
  readonly first?: boolean;
  readonly onChoose: () => void;
}

function Chip({ title, hint, chosen, first = false, onChoose }: ChipProps): ReactNode {
  return (
    <button
      type="button"
      className="chip"
      title={hint}
      aria-pressed={chosen}
      data-focus={first ? "filters" : undefined}
      onClick={onChoose}
    >
      {title}
    </button>
  );
}

/** Starting points of a scan: the widest, those that ship, the user's own; and how to keep what is set now. */
export function Presets({
  filters,
  presets,
  fields,
  sound,
}: {
  readonly filters: Filters;
  readonly presets: readonly ScanPreset[];
  readonly fields: readonly ScanField[];
  /** Whether what is set now can be kept. */
  readonly sound: boolean;
}): ReactNode {
  const [saving, setSaving] = useState(false);
  const obstacle = usePastObstacle();
  const chosen = presets.find(({ name }) => name === filters.preset) ?? null;
  return (
    <>
      <div className="presets" role="group" aria-label="Presets">
        <Chip
          title="Any vertical"
          hint="Every vertical up to 60 days out, by expected return"
          first
          chosen={filters.preset === anyVertical.preset}
          onChoose={() => filtersStore.set(anyVertical)}
        />
        {presets.map((preset) => (
          <Chip
            key={preset.name}
            title={preset.title}
            hint={preset.doc ?? "Saved by you"}
            chosen={preset.name === filters.preset}
            onChoose={() => filtersStore.set(filtersOf(preset, fields))}
          />
        ))}
        <button
          type="button"
          className="chip add"
          disabled={!sound || obstacle !== null}
          title={obstacle === null ? undefined : `Nothing can be saved: ${obstacle}.`}
          aria-expanded={saving}
          onClick={() => setSaving(!saving)}
        >
          Save…
        </button>
      </div>
      {saving ? (
        <SavePreset filters={filters} fields={fields} chosen={chosen} onDone={() => setSaving(false)} />
      ) : null}
    </>
  );
}
