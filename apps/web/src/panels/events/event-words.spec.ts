import { expect, it } from "vitest";
import { eventWords } from "./event-words.ts";

it("tells a combo's fill by credit or debit, and a leg's as it was", () => {
  const type = "ExecutionReported";
  expect(eventWords({ type, summary: "web-1 bought 1 LBX combo at -0.49." })).toBe(
    "web-1 filled 1 LBX combo at 0.49 credit.",
  );
  expect(eventWords({ type, summary: "web-1 bought 1 LBX contract 756733 at 1.1." })).toBe(
    "web-1 bought 1 LBX contract 756733 at 1.1.",
  );
});
