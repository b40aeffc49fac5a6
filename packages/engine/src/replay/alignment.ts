/** Neighbours in two lists: the same place, or a place that only one has. */
export interface AlignedPair<Item> {
  readonly recorded: Item | null;
  readonly replayed: Item | null;
}

/** Beyond this many places of both lists they are compared place by place. */
const TABLE_PLACES_MAX = 1_000_000;

/**
 * Two lists side by side, so that as many neighbours as possible have the same key (the longest common subsequence):
 * one event more or fewer is told as such, and not as a difference of all that follow.
 */
export function align<Item>(
  recorded: readonly Item[],
  replayed: readonly Item[],
  keyOf: (item: Item) => string,
): readonly AlignedPair<Item>[] {
  const a = recorded.map(keyOf);
  const b = replayed.map(keyOf);
  if (a.length * b.length > TABLE_PLACES_MAX) return placeByPlace(recorded, replayed);
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const pairs: AlignedPair<Item>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const one = recorded[i] ?? null;
    const other = replayed[j] ?? null;
    const skipRecorded = lengths[(i + 1) * width + j] ?? -1;
    const skipReplayed = lengths[i * width + j + 1] ?? -1;
    if (one !== null && other !== null && a[i] === b[j]) {
      pairs.push({ recorded: one, replayed: other });
      i += 1;
      j += 1;
    } else if (other === null || (one !== null && skipRecorded >= skipReplayed)) {
      pairs.push({ recorded: one, replayed: null });
      i += 1;
    } else {
      pairs.push({ recorded: null, replayed: other });
      j += 1;
    }
  }
  return pairs;
}

/** Length of the longest common subsequence of what follows place i of `a` and place j of `b`, in rows of `b`. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

function placeByPlace<Item>(
  recorded: readonly Item[],
  replayed: readonly Item[],
): readonly AlignedPair<Item>[] {
  return Array.from({ length: Math.max(recorded.length, replayed.length) }, (_, index) => ({
    recorded: recorded[index] ?? null,
    replayed: replayed[index] ?? null,
  }));
}
