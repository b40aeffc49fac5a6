import type { Position } from "@legbook/domain";
import type { ReadAllOptions } from "../ports/event-store.ts";
import type { FilteredQuery } from "./page-query.ts";
import { parsePosition } from "./position.ts";

/** Positions that one query looks through at most, in pages: where few events match, it still ends soon. */
const WINDOW_PAGES = 16;

export interface FilteredRange {
  readonly direction: ReadAllOptions["direction"];
  readonly types: readonly string[];
  /** Both included. */
  readonly lowest: number;
  readonly highest: number;
  readonly wanted: number;
  readonly pageEventsMax: number;
}

/** Pages of the events of some types; none of them is empty. */
export async function* filteredPages<Item extends { readonly position: Position }>(
  range: FilteredRange,
  readPage: (query: FilteredQuery) => readonly Item[],
): AsyncGenerator<readonly Item[]> {
  const { direction, types, pageEventsMax } = range;
  const forwards = direction === "forwards";
  let { lowest, highest, wanted } = range;
  while (wanted > 0 && lowest <= highest) {
    const positions = WINDOW_PAGES * pageEventsMax;
    const window = forwards
      ? { lowest, highest: Math.min(highest, lowest + positions - 1) }
      : { lowest: Math.max(lowest, highest - positions + 1), highest };
    const count = Math.min(wanted, pageEventsMax);
    const page = readPage({ direction, types, count, ...window });
    const end = page.at(-1);
    // A full page may have ended before its window did.
    const reached = end !== undefined && page.length === count ? parsePosition(end.position) : null;
    if (forwards) lowest = (reached ?? window.highest) + 1;
    else highest = (reached ?? window.lowest) - 1;
    wanted -= page.length;
    if (page.length > 0) yield page;
  }
}
