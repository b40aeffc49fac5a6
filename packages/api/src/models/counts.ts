export interface CountModel {
  readonly reason: string;
  readonly count: number;
}

/** A table of counts as a list, largest first; equal ones by name. */
export function countModels(counts: Readonly<Record<string, number>>): readonly CountModel[] {
  return Object.entries(counts)
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
