import { client } from "../graphql/client.ts";
import {
  ScanFieldsDocument,
  ScanPresetsDocument,
  type ScanFieldsQuery,
  type ScanPresetFieldsFragment,
} from "../gql/graphql.ts";
import { ValueStore } from "./value-store.ts";

export type ScanField = ScanFieldsQuery["scanFields"][number];
export type ScanPreset = ScanPresetFieldsFragment;

/** What scans filter and rank by; empty until the server told it. */
export const scanFields = new ValueStore<readonly ScanField[]>([]);
export const scanPresets = new ValueStore<readonly ScanPreset[]>([]);

const retryMs = 2000;

export async function readPresets(): Promise<void> {
  const presets = await client.query(ScanPresetsDocument, {}).toPromise();
  if (presets.data) scanPresets.set(presets.data.scanPresets);
}

/** Asks for fields and presets until the server answers; both stay as they are while the page is open. */
export function loadScanFields(): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const fields = await client.query(ScanFieldsDocument, {}).toPromise();
    if (fields.data) {
      scanFields.set(fields.data.scanFields);
      await readPresets();
    } else again = setTimeout(() => void ask(), retryMs);
  };
  void ask();
  return () => clearTimeout(again);
}
