import { useState, type FormEvent, type ReactNode } from "react";
import { Field } from "../../controls/field.tsx";
import { RefusalNote } from "../../controls/states.tsx";
import { client } from "../../graphql/client.ts";
import { failureOf } from "../../graphql/failure.ts";
import {
  RemoveScanPresetDocument,
  SaveScanPresetDocument,
  type RefusalFieldsFragment,
  type SaveScanPresetMutation,
} from "../../gql/graphql.ts";
import { scanPresets, type ScanField, type ScanPreset } from "../../market/scan-fields.ts";
import { filtersStore, presetCriteria, type Filters } from "./filters.ts";

type Answer = SaveScanPresetMutation["saveScanPreset"];

/** Why a preset was not kept or removed: the engine's refusal, or that it did not answer. */
type Fault = RefusalFieldsFragment | string;

async function keep(name: string, filters: Filters, fields: readonly ScanField[]): Promise<Fault | null> {
  const input = { name, criteria: presetCriteria(filters, fields) };
  const result = await client.mutation(SaveScanPresetDocument, { input }).toPromise();
  if (result.error) return failureOf(result.error).message;
  return result.data ? taken(result.data.saveScanPreset) : "The engine did not answer.";
}

async function drop(name: string): Promise<Fault | null> {
  const result = await client.mutation(RemoveScanPresetDocument, { input: { name } }).toPromise();
  if (result.error) return failureOf(result.error).message;
  return result.data ? taken(result.data.removeScanPreset) : "The engine did not answer.";
}

function taken(answer: Answer): Fault | null {
  if (answer.__typename === "CommandRefused") return answer;
  scanPresets.set(answer.presets);
  return null;
}

/** Keeps what is set now under a name; a saved preset that is chosen can be renamed or removed too. */
export function SavePreset({
  filters,
  fields,
  chosen,
  onDone,
}: {
  readonly filters: Filters;
  readonly fields: readonly ScanField[];
  readonly chosen: ScanPreset | null;
  readonly onDone: () => void;
}): ReactNode {
  const own = chosen !== null && !chosen.builtIn ? chosen : null;
  const [name, setName] = useState(own?.title ?? "");
  const [fault, setFault] = useState<Fault | null>(null);
  const typed = name.trim();
  const finish = (outcome: Fault | null, preset: string | null): void => {
    setFault(outcome);
    if (outcome !== null) return;
    filtersStore.set({ ...filters, preset });
    onDone();
  };
  const save = async (): Promise<void> => finish(await keep(typed, filters, fields), typed);
  const rename = async (from: string): Promise<void> => {
    const kept = await keep(typed, filters, fields);
    finish(kept ?? (await drop(from)), typed);
  };
  const remove = async (which: string): Promise<void> => finish(await drop(which), null);
  return (
    <form
      className="save-preset"
      aria-label="Save the filters"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label="Name of the preset"
        value={name}
        onChange={setName}
        error={
          typeof fault === "object" && fault !== null ? <RefusalNote refusal={fault} /> : (fault ?? undefined)
        }
      />
      <div className="save-preset-buttons">
        <button type="submit" className="small primary" disabled={typed === ""}>
          Save
        </button>
        {own === null ? null : (
          <>
            <button
              type="button"
              className="small"
              disabled={typed === "" || typed === own.name}
              onClick={() => void rename(own.name)}
            >
              Rename
            </button>
            <button type="button" className="small" onClick={() => void remove(own.name)}>
              Remove “{own.title}”
            </button>
          </>
        )}
        <button type="button" className="small quiet" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
