import type { ViewStates } from "../runner/states.ts";
import type { SavedPresetState } from "./fold.ts";

export type SavedPresetView = SavedPresetState;

/** Saved presets by name, whoever saved them. */
export function savedPresets({ scanPresets }: ViewStates): readonly SavedPresetView[] {
  return [...scanPresets.presets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
