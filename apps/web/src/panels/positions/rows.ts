import type { PositionGroup, PositionLeg } from "../../graphql/feeds.ts";

/** A line of the positions table: a strategy, or one of its legs. */
export type PositionRow =
  | { readonly kind: "group"; readonly id: string; readonly group: PositionGroup; readonly open: boolean }
  | { readonly kind: "leg"; readonly id: string; readonly leg: PositionLeg };

/** Whether a strategy has legs worth folding: one lone contract is its own leg. */
export function hasLegs(group: PositionGroup): boolean {
  return group.legs.length > 1;
}

/** Strategies in order, the legs of unfolded ones under them. */
export function positionRows(
  groups: readonly PositionGroup[],
  unfolded: ReadonlySet<string>,
): readonly PositionRow[] {
  return groups.flatMap((group): readonly PositionRow[] => {
    const open = unfolded.has(group.id) && hasLegs(group);
    const head: PositionRow = { kind: "group", id: group.id, group, open };
    if (!open) return [head];
    const legs = group.legs.map((leg): PositionRow => ({ kind: "leg", id: `${group.id}/${leg.conId}`, leg }));
    return [head, ...legs];
  });
}
