import {
  DEFAULT_RISK_LIMITS,
  RISK_RULES,
  riskControl,
  type DomainEvent,
  type StreamName,
} from "@legbook/domain";
import { describe, expect, it, vi } from "vitest";
import { fixtureId, fixtureMetadata } from "../testing/event-fixtures.ts";
import { createStore, startRun, type EngineRun } from "../testing/engine-run.ts";
import { openOrderOf } from "../testing/scripted-gateway.ts";
import { vertical } from "../testing/listed-options.ts";
import { isSame, replayLog } from "./index.ts";

/** A run with a working order, a refused one and one under changed limits, over a loss of the gateway and a restart. */
async function tradedRun(): Promise<EngineRun> {
  const first = await startRun();
  await first.place("abc-1");
  first.gateway.openOrders.push(openOrderOf(first.gateway.placed[0]!));
  first.gateway.say(...first.gateway.says("Submitted"));
  await first.engine.submitOrder(vertical("bad-1", { quantity: 0 }), "trader");
  await first.pass(20_000);
  first.gateway.lose("closed");
  await first.pass(60_000);
  first.kill();
  const { store, clock } = first;
  const second = await startRun({ store, clock });
  await second.engine.setRiskLimits("DU1", { ...DEFAULT_RISK_LIMITS, orderContractsMax: 2 }, "less", "me");
  await second.engine.submitOrder(vertical("abc-2", { quantity: 3 }), "trader");
  await second.pass(10_000);
  await second.engine.engageKillSwitch("DU1", "stop", "me");
  await second.pass(1_000);
  await second.engine.stop("done");
  return second;
}

describe("a log decided again", () => {
  it("is the same by the same code, twice, over a restart", async () => {
    const { store } = await tradedRun();
    const once = await replayLog(store);
    expect(once.first).toBeNull();
    expect(isSame(once)).toBe(true);
    expect(once).toMatchObject({ sessions: 2, sessionsWithoutInputs: 0, ordersTouched: [] });
    expect(once.decisions).toBeGreaterThan(50);
    expect(await replayLog(store)).toEqual(once);
  });

  it("names the first order that a changed rule touches, what differs, and what led there", async () => {
    const { store } = await tradedRun();
    const orderSize = RISK_RULES.find(({ rule }) => rule === "orderSize")!;
    const stricter: typeof orderSize.check = () => ({
      verdict: "block",
      inputs: {},
      limit: "none",
      reason: "No order is small enough.",
      remedy: "Send none.",
    });
    const check = vi.spyOn(orderSize, "check").mockImplementation(stricter);
    const { first, counts, ordersTouched } = await replayLog(store);
    check.mockRestore();
    expect(first).toMatchObject({ kind: "changed", type: "RiskAssessed", orderRef: "abc-1" });
    expect(first?.fields).toContainEqual({
      path: "data.verdicts[4].verdict",
      recorded: "pass",
      replayed: "block",
    });
    expect(first?.causes.map(({ what }) => what)).toEqual([
      "OrderRequested",
      "MarginPreviewRequested",
      "ReportMarginPreview (gateway)",
      "MarginPreviewReported",
      "RiskAssessed",
    ]);
    // The recorded events count after a difference: the order that was sent is not missed again at each of its reports.
    expect(Object.fromEntries(counts)).toEqual({
      "RiskAssessed changed": 2,
      "OrderPlacementIntended missing": 1,
      "OrderRefused added": 1,
      "OrderRefused changed": 1,
      "LinePinned missing": 2,
    });
    expect(ordersTouched).toEqual(["abc-1", "abc-2"]);
    expect((await replayLog(store)).first).toBeNull();
  });

  it("says so when today's code fails where it once decided", async () => {
    const { store } = await tradedRun();
    const decide = vi.spyOn(riskControl, "decide").mockImplementation(() => {
      throw new Error("a bug of today");
    });
    const report = await replayLog(store);
    decide.mockRestore();
    expect(report.first).toMatchObject({ kind: "failed", message: "a bug of today" });
    expect(report.counts.get("RiskLimitsSet missing")).toBe(1);
  });

  it("decides nothing on a session of a version that did not record its inputs, and says how many there are", async () => {
    const store = createStore();
    const stream = "session-old" as StreamName;
    const event: DomainEvent = {
      type: "SessionStarted",
      data: {
        sessionId: "old",
        version: "0.0.1",
        mode: "simulated",
        gateway: { host: "127.0.0.1", port: 4002, clientId: 17 },
        accountsAllowed: [],
        configuration: {},
      },
    };
    const metadata = fixtureMetadata(fixtureId(1, 3));
    await store.append({ stream, events: [{ event, metadata }], expectedRevision: "any" });
    const report = await replayLog(store);
    expect(report).toMatchObject({ sessions: 1, sessionsWithoutInputs: 1, inputs: 0, first: null });
    expect(isSame(report)).toBe(false);
  });
});
