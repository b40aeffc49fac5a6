import { describe, expect, it } from "vitest";
import { isAccountAllowed } from "./accounts-allowed.ts";
import { assertLimits, ENGINE_LIMITS } from "./limits.ts";

describe("limits", () => {
  it("that ship do not contradict each other", () => {
    expect(assertLimits(ENGINE_LIMITS)).toBe(ENGINE_LIMITS);
  });

  it.each([
    ["inboxCommandsMax must be below inboxMax", { inboxCommandsMax: ENGINE_LIMITS.inboxMax }],
    ["marketLinesReserved must be below marketLinesMax", { marketLinesReserved: 90 }],
    ["heartbeatIntervalMs must be below heartbeatDeadlineMs", { heartbeatIntervalMs: 6_000 }],
    ["messagesPerSecondMax must not exceed the gateway's 50", { messagesPerSecondMax: 51 }],
    ["tickBatchMax must not exceed 256", { tickBatchMax: 257 }],
    ["sweepPacePercent must leave a fifth", { sweepPacePercent: 81 }],
    ["sweepStepMs must not exceed a second", { sweepStepMs: 1_001 }],
    ["tableAnchorMinMs must not exceed tableAnchorMs", { tableAnchorMinMs: 5_001 }],
    ["inboxMax must be a positive whole number", { inboxMax: Number.NaN }],
    ["scansMax must be a positive whole number", { scansMax: 0 }],
    ["turnInputsMax must be a positive whole number", { turnInputsMax: 0.5 }],
  ])("that cannot hold are refused: %s", (message, changes) => {
    expect(() => assertLimits({ ...ENGINE_LIMITS, ...changes })).toThrow(message);
  });
});

describe("accounts that may be traded", () => {
  it.each([
    [null, "U1", true],
    [[], "U1", false],
    [["U1"], "U1", true],
    [["U1"], "U12", false],
    [["D*"], "DU1", true],
    [["D*"], "U1", false],
    [["*"], "U1", true],
  ] as const)("of %j: %s is %s", (allowed, account, expected) => {
    expect(isAccountAllowed(allowed, account)).toBe(expected);
  });
});
