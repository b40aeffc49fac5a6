import { ValueStore } from "../market/value-store.ts";

const prefix = "legbook.";

/** Reads what this browser kept; `parse` answers null for a text of an older form, which is then forgotten. */
function readPreference<T>(name: string, parse: (value: unknown) => T | null, initial: T): T {
  const text = localStorage.getItem(prefix + name);
  if (text === null) return initial;
  try {
    return parse(JSON.parse(text)) ?? initial;
  } catch (error) {
    if (error instanceof SyntaxError) return initial;
    throw error;
  }
}

/** A value that this browser keeps: layout, theme, columns, presets. Never anything about money. */
export function preference<T>(name: string, parse: (value: unknown) => T | null, initial: T): ValueStore<T> {
  const store = new ValueStore(readPreference(name, parse, initial));
  store.subscribe(() => localStorage.setItem(prefix + name, JSON.stringify(store.get())));
  return store;
}

/** Accepts a text that is one of those named. */
export function oneOf<const T extends string>(...names: readonly T[]): (value: unknown) => T | null {
  return (value) => names.find((name) => name === value) ?? null;
}

/** Accepts a list of texts. */
export function textList(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
}

/** Accepts a number of pixels within bounds. */
export function pixels(min: number, max: number): (value: unknown) => number | null {
  return (value) => (typeof value === "number" && value >= min && value <= max ? value : null);
}
