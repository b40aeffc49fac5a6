import type { ScanLegs } from "./legs.ts";
import type { ScanUnit } from "./unit.ts";

/** A leg that is asked about: `ratio` contracts (or shares), negative when sold. */
export interface AskedLeg {
  readonly conId: number;
  readonly ratio: number;
}

/** Options of a spread as rows and weights, in the order of a unit's slots. */
export interface AskedOption {
  readonly row: number;
  readonly weight: number;
}

function isOrdered(unit: ScanUnit, legs: ScanLegs, rows: readonly number[]): boolean {
  const { links, wings } = unit.template;
  const strikes = rows.map((row) => legs.strike[row] as number);
  const kept = links.every((link, slot) => {
    const [here, next] = [strikes[slot] as number, strikes[slot + 1] as number];
    return link === "same" ? next === here : link === "apart" ? next !== here : next > here;
  });
  if (!kept || wings === "any") return kept;
  const [low, body, high] = strikes as [number, number, number];
  return (body - low === high - body) === (wings === "equal");
}

/** The rows in a unit's order of slots, null when the options are no candidate of it. */
export function rowsIn(
  unit: ScanUnit,
  legs: ScanLegs,
  options: readonly AskedOption[],
  withShares: boolean,
): readonly number[] | null {
  const { slots, withShares: wantsShares } = unit.template;
  if (slots.length !== options.length || withShares !== wantsShares) return null;
  const left = [...options].toSorted(
    (a, b) => (legs.strike[a.row] as number) - (legs.strike[b.row] as number),
  );
  const rows: number[] = [];
  for (const [slot, { weight }] of slots.entries()) {
    const place = left.findIndex(
      (option) =>
        option.weight === weight &&
        option.row >= (unit.from[slot] as number) &&
        option.row < (unit.to[slot] as number),
    );
    const [found] = place < 0 ? [] : left.splice(place, 1);
    if (found === undefined) return null;
    rows.push(found.row);
  }
  return isOrdered(unit, legs, rows) ? rows : null;
}
