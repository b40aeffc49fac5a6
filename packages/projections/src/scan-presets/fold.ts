import type { EpochMs, Position, ScanPresetsEvent } from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

export interface SavedPresetState {
  readonly name: string;
  /** JSON, as the scanner checked it when it was saved. */
  readonly criteria: string;
  readonly savedBy: string;
  readonly savedAt: EpochMs;
  readonly position: Position;
}

/** Scan criteria that people keep, by name. */
export interface ScanPresetsState extends ViewState {
  readonly presets: Map<string, SavedPresetState>;
}

export const scanPresets = projection<ScanPresetsState, ScanPresetsEvent>({
  name: "scanPresets",
  version: 1,
  init: () => ({ position: null, presets: new Map() }),
  on: {
    ScanPresetSaved(state, { name, criteria, actor }, { position, metadata }) {
      const savedAt = metadata.occurredAt;
      state.presets.set(name, { name, criteria, savedBy: actor, savedAt, position });
      return true;
    },
    ScanPresetRemoved: (state, { name }) => state.presets.delete(name),
  },
});
