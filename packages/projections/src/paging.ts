/** Rows that one page may ask for. */
export const PAGE_ROWS_MAX = 500;

/** A part of a list, newest first. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  /** Cursor of the last node, for `after`; null for an empty page. */
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  /** Of the whole list. */
  readonly totalCount: number;
}

export interface PageRequest {
  /** 1 to `PAGE_ROWS_MAX`. */
  readonly first: number;
  /** `endCursor` of the page before, or null for the newest. */
  readonly after: string | null;
}

/** A list of items by their place, from 0. */
export interface Listed<Item> {
  readonly size: number;
  get(place: number): Item | undefined;
}

/** The place in a list that a cursor names, or null when the text is not a cursor. */
export function parseCursor(cursor: string): number | null {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : null;
}

/**
 * A page of a list that only grows at its end, newest first: cursors are places, so they stay good while it grows.
 * `list` is in order of arrival. Throws `RangeError` for a bad `first` and for a text that is not a cursor.
 */
export function pageNewestFirst<Item, Node>(
  list: Listed<Item>,
  { first, after }: PageRequest,
  include: ((item: Item) => boolean) | null,
  totalCount: number,
  view: (item: Item) => Node,
): Page<Node> {
  if (!Number.isInteger(first) || first < 1 || first > PAGE_ROWS_MAX) {
    throw new RangeError(`first must be 1 to ${PAGE_ROWS_MAX}: ${first}`);
  }
  const before = after === null ? list.size : parseCursor(after);
  if (before === null) throw new RangeError(`not a cursor of this list: ${after}`);
  const nodes: Node[] = [];
  let last: number | null = null;
  let hasNextPage = false;
  for (let place = Math.min(before, list.size) - 1; place >= 0; place -= 1) {
    const item = list.get(place);
    if (item === undefined) throw new Error(`a hole in a list at ${place}`);
    if (include !== null && !include(item)) continue;
    if (nodes.length === first) {
      hasNextPage = true;
      break;
    }
    nodes.push(view(item));
    last = place;
  }
  return { nodes, endCursor: last === null ? null : String(last), hasNextPage, totalCount };
}
