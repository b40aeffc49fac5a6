export interface ScanPresetsState {
  /** Criteria as JSON, by name. */
  readonly presets: ReadonlyMap<string, string>;
}

export const INITIAL_SCAN_PRESETS: ScanPresetsState = { presets: new Map() };
