import { deserialize, serialize } from "node:v8";
import type { ShelfValue } from "@legbook/domain";

/** What SQLite holds of a shelf's value: numbers and text as they are, everything else as bytes. */
export type StoredValue = string | number | Uint8Array;

export function storedValue(value: ShelfValue): StoredValue {
  return typeof value === "string" || typeof value === "number" ? value : serialize(value);
}

export function valueOf(stored: unknown): ShelfValue {
  if (typeof stored === "string" || typeof stored === "number") return stored;
  if (!(stored instanceof Uint8Array))
    throw new Error("a value on a shelf is neither text, number nor bytes");
  return deserialize(stored) as ShelfValue;
}
