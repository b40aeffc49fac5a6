import { describe, expect, it } from "vitest";
import { KeyedStore } from "../market/keyed-store.ts";
import { keepOrder, sortIds } from "./sorting.ts";

interface Row {
  readonly id: string;
  readonly value: number | null;
}

function storeOf(...rows: readonly Row[]): KeyedStore<Row> {
  globalThis.requestAnimationFrame ??= () => 0;
  const store = new KeyedStore<Row>((row) => row.id);
  store.replace(rows);
  return store;
}

describe("the order of a table", () => {
  const store = storeOf(
    { id: "a", value: 2 },
    { id: "b", value: null },
    { id: "c", value: -1 },
    { id: "d", value: 2 },
  );

  it("puts rows without a value last in either direction, and ties as they came", () => {
    const by = (row: Row) => row.value;
    expect(sortIds(store, store.ids(), by, false)).toEqual(["c", "a", "d", "b"]);
    expect(sortIds(store, store.ids(), by, true)).toEqual(["a", "d", "c", "b"]);
  });

  it("held, drops the rows that went and puts new ones at the end", () => {
    expect(keepOrder(["c", "a", "d"], ["a", "c", "e"])).toEqual(["c", "a", "e"]);
  });

  it("held, stays the same list while no row comes or goes", () => {
    const order = ["c", "a"];
    expect(keepOrder(order, ["a", "c"])).toBe(order);
  });
});
