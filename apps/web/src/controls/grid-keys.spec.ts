import { expect, it } from "vitest";
import { gridStep } from "./grid-keys.ts";

it("moves the chosen row within the table and never out of it", () => {
  expect(gridStep("ArrowDown", -1, 3, 10)).toBe(0);
  expect(gridStep("ArrowDown", 2, 3, 10)).toBe(2);
  expect(gridStep("ArrowUp", 0, 3, 10)).toBe(0);
  expect(gridStep("PageDown", 5, 100, 10)).toBe(15);
  expect(gridStep("End", 0, 100, 10)).toBe(99);
  expect(gridStep("Home", 50, 100, 10)).toBe(0);
});

it("leaves other keys, and a table without rows, alone", () => {
  expect(gridStep("a", 0, 3, 10)).toBeNull();
  expect(gridStep("ArrowDown", -1, 0, 10)).toBeNull();
});
