import { expect, it } from "vitest";
import { share, shareList } from "./share.ts";

it("keeps every equal part of the older value, so that identity tells what changed", () => {
  const before = {
    orders: [
      { ref: "a", legs: ["x"] },
      { ref: "b", legs: ["y"] },
    ],
    total: 2,
  };
  const after = share(before, {
    orders: [
      { ref: "a", legs: ["x"] },
      { ref: "b", legs: ["z"] },
    ],
    total: 2,
  });
  expect(after).not.toBe(before);
  expect(after.orders[0]).toBe(before.orders[0]);
  expect(after.orders[1]).not.toBe(before.orders[1]);
  expect(share(before, structuredClone(before))).toBe(before);
});

it("does not take a value for another one of another kind", () => {
  expect(share({ a: null }, { a: {} })).toEqual({ a: {} });
  expect(share([1], { 0: 1 })).toEqual({ 0: 1 });
  expect(share({ a: 1, b: undefined }, { a: 1 })).toEqual({ a: 1 });
});

it("keeps a list of ids that says the same, and takes one that differs anywhere", () => {
  const ids = ["a", "b", "c"];
  expect(shareList(ids, ["a", "b", "c"])).toBe(ids);
  for (const other of [
    ["a", "b"],
    ["a", "b", "d"],
    ["c", "b", "a"],
    ["a", "b", "c", "d"],
  ]) {
    expect(shareList(ids, other)).toBe(other);
  }
});
