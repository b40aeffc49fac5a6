import type { ScanField } from "../../market/scan-fields.ts";
import { inWords } from "../../format/words.ts";

/** Filters that are no fields, and quotes that cannot be used; fields have their own labels. */
const words: Readonly<Record<string, string>> = {
  right: "Puts or calls",
  side: "Credit or debit",
  earnings: "Open over earnings",
  exDividend: "Short calls over ex-dividend",
  naturalPrice: "No gain at the natural price",
  expired: "Expired",
  halted: "Trading halted",
  none: "No quote",
  oneSided: "One-sided quote",
  zero: "Quoted at zero",
  crossed: "Crossed quote",
  locked: "Locked quote",
  wide: "Absurdly wide quote",
  stale: "Quote too old",
};

/** A reason of the scan's counts by the label of its filter; any other by its own name. */
export function reasonWords(reason: string, fields: readonly Pick<ScanField, "name" | "label">[]): string {
  return words[reason] ?? fields.find(({ name }) => name === reason)?.label ?? inWords(reason);
}
