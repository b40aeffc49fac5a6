import { useEffect, useMemo, useRef, useState } from "react";
import { useIds, type KeyedStore } from "../market/keyed-store.ts";
import { shareList } from "../market/share.ts";
import type { Column, Sort } from "./grid-parts.tsx";

const reorderEveryMs = 2000;

function compare(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
}

/** Rows by a column; those without a value last in either direction, ties as they came. */
export function sortIds<Row>(
  store: KeyedStore<Row>,
  ids: readonly string[],
  by: (row: Row) => number | string | null,
  descending: boolean,
): readonly string[] {
  const keyed = ids.map((id) => {
    const row = store.get(id);
    return { id, key: row === undefined ? null : by(row) };
  });
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return compare(a.key, b.key);
    return descending ? compare(b.key, a.key) : compare(a.key, b.key);
  });
  return keyed.map(({ id }) => id);
}

/** An order kept as it was, without the rows that went and with new ones at its end. */
export function keepOrder(order: readonly string[], ids: readonly string[]): readonly string[] {
  const present = new Set(ids);
  const known = new Set(order);
  const kept = order.filter((id) => present.has(id));
  const added = ids.filter((id) => !known.has(id));
  return added.length === 0 && kept.length === order.length ? order : [...kept, ...added];
}

/**
 * The order to show. Live values move rows at most every two seconds, and not at all while `held`: a row
 * must not slip away under a pointer or a cursor.
 */
export function useOrder<Row>(
  store: KeyedStore<Row>,
  columns: readonly Column<Row>[],
  sort: Sort | null,
  held: boolean,
): readonly string[] {
  const ids = useIds(store);
  const by = columns.find((column) => column.id === sort?.column)?.sortBy;
  const [beat, setBeat] = useState(0);
  const live = by !== undefined && !held;
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setBeat((value) => value + 1), reorderEveryMs);
    return () => clearInterval(timer);
  }, [live]);
  const last = useRef<{ sort: Sort | null; order: readonly string[] }>({ sort: null, order: [] });
  const order = useMemo(() => {
    const sameSort =
      last.current.sort?.column === sort?.column && last.current.sort?.descending === sort?.descending;
    if (held && sameSort && last.current.order.length > 0) return keepOrder(last.current.order, ids);
    const sorted = by === undefined ? ids : sortIds(store, ids, by, sort?.descending ?? false);
    return shareList(last.current.order, sorted);
    // A beat has no value of its own: it asks for the order anew.
  }, [store, ids, by, sort, held, beat]);
  useEffect(() => {
    last.current = { sort, order };
  }, [sort, order]);
  return order;
}
