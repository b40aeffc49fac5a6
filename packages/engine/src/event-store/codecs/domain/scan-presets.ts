import { z } from "zod";
import { json } from "./kernel.ts";

const name = z.string();
const actor = z.string();

export const SCAN_PRESETS_FORMATS = {
  ScanPresetSaved: json(z.strictObject({ name, criteria: z.string(), actor })),
  ScanPresetRemoved: json(z.strictObject({ name, actor })),
};
