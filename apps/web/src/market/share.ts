function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let same = previous.length === next.length;
  const shared = next.map((value, index) => {
    const kept = share(previous[index], value);
    if (kept !== previous[index]) same = false;
    return kept;
  });
  return same ? previous : shared;
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>) {
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  const shared: Record<string, unknown> = {};
  for (const key of keys) {
    shared[key] = share(previous[key], next[key]);
    if (shared[key] !== previous[key]) same = false;
  }
  return same ? previous : shared;
}

/**
 * The newer value with every part that is equal to the older one replaced by the older object, so that
 * identity tells what changed and an unchanged row is not painted again.
 */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) return shareArray(previous, next) as T;
  if (isRecord(previous) && isRecord(next)) return shareRecord(previous, next) as T;
  return next;
}

/** The older list when the newer says the same; told at the first difference, which is what thousands of ids need. */
export function shareList(previous: readonly string[], next: readonly string[]): readonly string[] {
  if (previous.length !== next.length) return next;
  for (let index = 0; index < next.length; index += 1) if (previous[index] !== next[index]) return next;
  return previous;
}
