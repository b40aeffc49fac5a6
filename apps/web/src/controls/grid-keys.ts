/**
 * Where a key moves the chosen row of a table; null for a key that does not move it.
 * `at` is −1 when no row is chosen.
 */
export function gridStep(key: string, at: number, count: number, page: number): number | null {
  const target = targetOf(key, at, Math.max(1, page), count);
  if (target === null || count === 0) return null;
  return Math.min(count - 1, Math.max(0, target));
}

function targetOf(key: string, at: number, page: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at < 0 ? 0 : at - 1;
    case "PageDown":
      return at + page;
    case "PageUp":
      return at - page;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
