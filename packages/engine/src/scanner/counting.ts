import type { Link } from "./templates.ts";

/** Running sums: `sums[i]` is the total of the first `i`. */
function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index += 1)
    sums[index + 1] = (sums[index] as number) + (values[index] as number);
  return sums;
}

/** For each of `levels` (rising), how many of `strikes` (rising) lie below `level + shift`, or at it too when `orAt`. */
function places(strikes: Float64Array, levels: Float64Array, shift: number, orAt: boolean): Int32Array {
  const found = new Int32Array(levels.length);
  let place = 0;
  for (let index = 0; index < levels.length; index += 1) {
    const level = (levels[index] as number) + shift;
    while (
      place < strikes.length &&
      (orAt ? (strikes[place] as number) <= level : (strikes[place] as number) < level)
    )
      place += 1;
    found[index] = place;
  }
  return found;
}

/** Ways to go on from each strike of `here` to one of `next`, each of which can be gone on from in `ways` ways. */
function waysBefore(
  here: Float64Array,
  next: Float64Array,
  ways: Float64Array,
  link: Link,
  wingMax: number,
): Float64Array {
  const sums = runningSums(ways);
  const upTo = places(next, here, 0, true);
  const below = link === "same" || link === "apart" ? places(next, here, 0, false) : upTo;
  const ends = link === "wing" || link === "apart" ? places(next, here, wingMax, true) : upTo;
  const begins = link === "apart" ? places(next, here, -wingMax, false) : below;
  const all = sums[next.length] as number;
  const result = new Float64Array(here.length);
  for (let index = 0; index < here.length; index += 1) {
    const at = (counts: Int32Array): number => sums[counts[index] as number] as number;
    if (link === "above") result[index] = all - at(upTo);
    else if (link === "wing") result[index] = at(ends) - at(upTo);
    else if (link === "same") result[index] = at(upTo) - at(below);
    else result[index] = at(ends) - at(begins) - (at(upTo) - at(below));
  }
  return result;
}

/**
 * How many choices of one strike a slot keep to the links, wings being at most `wingMax` wide: by dynamic programming from
 * the last slot to the first, linear in the strikes. `slots` are rising strikes, one list a leg.
 */
export function countChains(slots: readonly Float64Array[], links: readonly Link[], wingMax: number): number {
  let ways: Float64Array = new Float64Array(slots.at(-1)?.length ?? 0).fill(1);
  for (let slot = slots.length - 2; slot >= 0; slot -= 1) {
    const [here, next, link] = [slots[slot], slots[slot + 1], links[slot]];
    if (here === undefined || next === undefined || link === undefined)
      throw new Error("a slot without a link");
    ways = waysBefore(here, next, ways, link, wingMax);
  }
  let total = 0;
  for (const count of ways) total += count;
  return total;
}

/** Choices of three rising strikes with the middle half way between, at most `wingMax` from either. */
export function countEqualWings(
  low: Float64Array,
  body: Float64Array,
  high: Float64Array,
  wingMax: number,
): number {
  let total = 0;
  for (const middle of body) {
    let below = low.length - 1;
    let above = 0;
    while (below >= 0 && (low[below] as number) >= middle) below -= 1;
    while (above < high.length && (high[above] as number) <= middle) above += 1;
    while (below >= 0 && above < high.length) {
      const down = middle - (low[below] as number);
      const up = (high[above] as number) - middle;
      if (Math.min(down, up) > wingMax) break;
      if (down === up) {
        total += 1;
        below -= 1;
        above += 1;
      } else if (down < up) below -= 1;
      else above += 1;
    }
  }
  return total;
}
