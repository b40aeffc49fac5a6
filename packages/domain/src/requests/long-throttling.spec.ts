import { expect, it } from "vitest";
import type { RequestPriority } from "./events.ts";
import { isLongThrottling } from "./long-throttling.ts";

const waited = (priority: RequestPriority, longestWaitMs: number) => ({ priority, count: 1, longestWaitMs });

it.each([
  ["an order that waited a second", [waited("order", 1_000)], 0, true],
  ["an order that waited less", [waited("order", 999)], 0, false],
  ["a cancel that waited a second", [waited("cancel", 1_000)], 0, true],
  ["a line that waited ten seconds", [waited("line", 10_000)], 0, true],
  ["others that waited less", [waited("line", 9_999), waited("chain", 9_999)], 0, false],
  ["a chain that waited long behind a young order", [waited("order", 5), waited("chain", 10_000)], 0, true],
  ["a request that was refused for a full queue", [], 1, true],
] as const)("%s is worth a look, or not", (_what, held, refused, long) =>
  expect(isLongThrottling({ held, refused })).toBe(long),
);
