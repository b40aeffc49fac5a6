/** A value that is not the same in both. `undefined` stands for a field that one does not have. */
export interface FieldDifference {
  /** `verdicts[3].verdict`; empty for the whole. */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Where two event payloads differ, leaf by leaf, `countMax` at most. A missing field and `undefined` are the same. */
export function fieldDifferences(
  recorded: unknown,
  replayed: unknown,
  countMax = 20,
): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  compare("", recorded, replayed);
  return found;

  function compare(path: string, a: unknown, b: unknown): void {
    if (found.length >= countMax || a === b) return;
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let index = 0; index < Math.max(a.length, b.length); index += 1)
        compare(`${path}[${index}]`, a[index], b[index]);
    } else if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        compare(path === "" ? key : `${path}.${key}`, a[key], b[key]);
    } else {
      found.push({ path, recorded: a, replayed: b });
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
