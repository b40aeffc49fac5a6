import { type Decider, unreachable } from "../kernel/decider.ts";
import { emit, nothing, type Outcome, type Refusal, refuse } from "../kernel/outcome.ts";
import type { ScanPresetsCommand, ScanPresetsContext } from "./commands.ts";
import type { ScanPresetsEvent } from "./events.ts";
import { INITIAL_SCAN_PRESETS, type ScanPresetsState } from "./state.ts";

export const SCAN_PRESETS_SAVED_MAX = 100;
export const SCAN_PRESET_NAME_CHARACTERS_MAX = 60;
/** Of the criteria's JSON. */
export const SCAN_PRESET_CHARACTERS_MAX = 20_000;

/** Scan criteria under names of a person's own. Whether criteria mean anything is the scanner's to say. */
export const scanPresets: Decider<
  ScanPresetsState,
  ScanPresetsCommand,
  ScanPresetsEvent,
  ScanPresetsContext
> = {
  category: "scan",
  initial: INITIAL_SCAN_PRESETS,
  decide,
  evolve,
};

function decide(
  { presets }: ScanPresetsState,
  command: ScanPresetsCommand,
  { builtIn }: ScanPresetsContext,
): Outcome<ScanPresetsEvent> {
  switch (command.type) {
    case "SavePreset": {
      const { name, criteria } = command.data;
      const fault = nameFault(name, builtIn) ?? sizeFault(criteria);
      if (fault !== null) return refuse(fault);
      if (presets.get(name) === criteria) return nothing();
      if (!presets.has(name) && presets.size >= SCAN_PRESETS_SAVED_MAX) return refuse(tooMany(presets.size));
      return emit({ type: "ScanPresetSaved", data: command.data });
    }
    case "RemovePreset":
      return presets.has(command.data.name)
        ? emit({ type: "ScanPresetRemoved", data: command.data })
        : nothing();
    default:
      return unreachable(command);
  }
}

function nameFault(name: string, builtIn: readonly string[]): Refusal | null {
  const printable = /^\P{C}+$/u.test(name) && name.trim() === name;
  if (!printable || name.length > SCAN_PRESET_NAME_CHARACTERS_MAX) {
    return {
      code: "presets.name-malformed",
      message: "A preset needs a name that can be shown.",
      field: "name",
      inputs: { name: name.slice(0, SCAN_PRESET_NAME_CHARACTERS_MAX), characters: name.length },
      limit: `1 to ${SCAN_PRESET_NAME_CHARACTERS_MAX} printable characters, no blank at either end`,
      remedy: "Give it a short name.",
    };
  }
  if (!builtIn.includes(name)) return null;
  return {
    code: "presets.name-built-in",
    message: `${name} is a preset that ships with the scanner.`,
    field: "name",
    inputs: { name },
    limit: `none of ${builtIn.join(", ")}`,
    remedy: "Save it under another name.",
  };
}

function sizeFault(criteria: string): Refusal | null {
  if (criteria.length <= SCAN_PRESET_CHARACTERS_MAX) return null;
  return {
    code: "presets.criteria-too-long",
    message: "The criteria are longer than a preset may be.",
    field: "criteria",
    inputs: { characters: criteria.length },
    limit: `${SCAN_PRESET_CHARACTERS_MAX} characters`,
    remedy: "Leave out filters that bound nothing.",
  };
}

function tooMany(saved: number): Refusal {
  return {
    code: "presets.too-many",
    message: `${saved} presets are saved already.`,
    field: "name",
    inputs: { saved },
    limit: `${SCAN_PRESETS_SAVED_MAX} presets`,
    remedy: "Remove one that is not used.",
  };
}

function evolve({ presets }: ScanPresetsState, event: ScanPresetsEvent): ScanPresetsState {
  const changed = new Map(presets);
  switch (event.type) {
    case "ScanPresetSaved":
      changed.set(event.data.name, event.data.criteria);
      return { presets: changed };
    case "ScanPresetRemoved":
      if (!changed.delete(event.data.name)) throw new Error(`no preset ${event.data.name} to remove`);
      return { presets: changed };
    default:
      return unreachable(event);
  }
}
