/** The known name that takes the fewest changed letters; null when none is near enough to have been meant. */
export function nearestName(asked: string, known: readonly string[]): string | null {
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of known) {
    const distance = editDistance(asked.toLowerCase(), name.toLowerCase());
    if (distance < (best?.distance ?? Math.max(2, asked.length / 2))) best = { name, distance };
  }
  return best?.name ?? null;
}

/** Letters to insert, take away or replace (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (before[j] as number) + (a[i] === b[j] ? 0 : 1);
      row.push(Math.min(replaced, (row[j] as number) + 1, (before[j + 1] as number) + 1));
    }
    before = row;
  }
  return before[b.length] as number;
}
