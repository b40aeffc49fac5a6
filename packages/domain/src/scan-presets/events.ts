import type { Message } from "../kernel/decider.ts";

/** Stream `scan-presets`: criteria that a person keeps under a name. */
export type ScanPresetsEvent =
  /** In the place of an earlier one of that name. `criteria` is JSON that the scanner has checked, without the symbol. */
  | Message<"ScanPresetSaved", { name: string; criteria: string; actor: string }>
  | Message<"ScanPresetRemoved", { name: string; actor: string }>;
