import type { Message } from "../kernel/decider.ts";

export type ScanPresetsCommand =
  /** `criteria` is the scanner's own JSON of criteria that it takes: two that mean the same are the same text. */
  | Message<"SavePreset", { name: string; criteria: string; actor: string }>
  | Message<"RemovePreset", { name: string; actor: string }>;

export interface ScanPresetsContext {
  /** Names that are not to be had: those of the presets that ship with the scanner. */
  readonly builtIn: readonly string[];
}
