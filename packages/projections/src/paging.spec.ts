import { describe, expect, it } from "vitest";
import { pageNewestFirst, PAGE_ROWS_MAX } from "./paging.ts";

const list = ["a", "b", "c", "d", "e"];
const pageOf = (
  first: number,
  after: string | null,
  items = list,
  include: ((item: string) => boolean) | null = null,
) =>
  pageNewestFirst(new Map(items.entries()), { first, after }, include, items.length, (item) =>
    item.toUpperCase(),
  );

describe("a page", () => {
  it("is newest first and says where to go on", () => {
    expect(pageOf(2, null)).toEqual({ nodes: ["E", "D"], endCursor: "3", hasNextPage: true, totalCount: 5 });
    expect(pageOf(2, "3")).toMatchObject({ nodes: ["C", "B"], hasNextPage: true });
    expect(pageOf(2, "1")).toMatchObject({ nodes: ["A"], hasNextPage: false });
  });

  it("goes on from the same place though the list has grown", () => {
    expect(pageOf(2, "3", [...list, "f", "g"])).toMatchObject({ nodes: ["C", "B"] });
  });

  it("has no next page when only items that are left out follow", () => {
    expect(pageOf(1, null, list, (item) => item === "e")).toMatchObject({ nodes: ["E"], hasNextPage: false });
  });

  it("of an empty list is empty", () => {
    expect(pageOf(2, null, [])).toEqual({ nodes: [], endCursor: null, hasNextPage: false, totalCount: 0 });
  });

  it.each([0, -1, 1.5, Number.NaN, PAGE_ROWS_MAX + 1])("refuses to have %d rows", (first) => {
    expect(() => pageOf(first, null)).toThrow(RangeError);
  });

  it.each(["", "-1", "x", "1e3", " 1"])("refuses %j for a cursor", (after) => {
    expect(() => pageOf(1, after)).toThrow(/not a cursor/);
  });
});
