import type { AppendRequest } from "../ports/event-store.ts";
import type { DomainEvent, StreamName } from "@legbook/domain";
import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { fixtureId, fixtureMetadata } from "../testing/event-fixtures.ts";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";

const RISK = "risk-DU1" as StreamName;
let made = 0;

/** Appends to the account's risk as another program would, just before the engine's own next append there. */
function intrudeOnce(
  run: EngineRun,
  event: DomainEvent,
  when: (request: AppendRequest) => boolean = () => true,
): void {
  run.store.beforeAppend(async (request, log) => {
    if (request.stream !== RISK || !when(request)) return;
    run.store.beforeAppend(null);
    const revision = await log.streamRevision(RISK);
    const metadata = fixtureMetadata(fixtureId((made += 1), 9), { actor: "user:desk" });
    await log.append({
      stream: RISK,
      events: [{ event, metadata }],
      expectedRevision: revision ?? "no-stream",
    });
  });
}

const engaged: DomainEvent = {
  type: "KillSwitchEngaged",
  data: { account: "DU1", actor: "user:desk", reason: "from the desk" },
};
const limitsSet: DomainEvent = {
  type: "RiskLimitsSet",
  data: {
    account: "DU1",
    limits: { ...DEFAULT_RISK_LIMITS, orderContractsMax: 3 },
    actor: "user:desk",
    reason: "less",
  },
};

describe("when another program was faster on an account's risk", () => {
  it("a change of limits is decided again on top of its own", async () => {
    const run = await startRun();
    intrudeOnce(run, engaged);
    const answer = await run.engine.setRiskLimits(
      "DU1",
      { ...DEFAULT_RISK_LIMITS, orderContractsMax: 2 },
      "less",
      "me",
    );
    expect(answer.kind).toBe("accepted");
    expect(await run.typesOf(RISK)).toEqual(["KillSwitchEngaged", "RiskLimitsSet"]);
    const blocked = await run.engine.submitOrder(vertical("abc-1"), "trader");
    expect(blocked).toMatchObject({ kind: "refused", refusal: { code: "risk.kill-switch" } });
    expect(run.fatal).toEqual([]);
  });

  it("what the other did already is not done twice, and its effects happen once", async () => {
    const run = await startRun();
    await run.place("abc-1");
    intrudeOnce(run, engaged);
    expect((await run.engine.engageKillSwitch("DU1", "stop", "me")).kind).toBe("accepted");
    await run.settled();
    expect(await run.typesOf(RISK)).toEqual(["KillSwitchEngaged"]);
    expect(run.gateway.sentOf("cancelOrder")).toHaveLength(1);
  });

  it("an order of the same turn is sent once", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.gateway.silence("placeOrder");
    const placing = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.settled();
    intrudeOnce(run, limitsSet);
    const setting = run.engine.setRiskLimits(
      "DU1",
      { ...DEFAULT_RISK_LIMITS, orderContractsMax: 2 },
      "less",
      "me",
    );
    run.gateway.say({
      kind: "marginPreview",
      orderId: run.gateway.whatIfs[0]!.orderId,
      margin: run.gateway.margin,
    });
    expect((await placing).kind).toBe("accepted");
    expect((await setting).kind).toBe("accepted");
    expect(run.gateway.placed).toHaveLength(1);
    expect(await run.typesOf(RISK)).toEqual(["RiskLimitsSet", "RiskLimitsSet"]);
  });

  it("a later decision of the same turn does not slip in at the revision that the other took", async () => {
    const run = await startRun();
    await run.place("abc-1");
    intrudeOnce(run, limitsSet);
    const both = await Promise.all([
      run.engine.engageKillSwitch("DU1", "stop", "me"),
      run.engine.releaseKillSwitch("DU1", "go on", "me"),
    ]);
    expect(both.map(({ kind }) => kind)).toEqual(["accepted", "accepted"]);
    expect(await run.typesOf(RISK)).toEqual(["RiskLimitsSet", "KillSwitchEngaged", "KillSwitchReleased"]);
    expect(run.fatal).toEqual([]);
  });

  it("trading stops when it stays faster", async () => {
    const run = await startRun();
    let times = 0;
    run.store.beforeAppend(async (request, log) => {
      if (request.stream !== RISK) return;
      times += 1;
      const expectedRevision = (await log.streamRevision(RISK)) ?? "no-stream";
      const limits = { ...DEFAULT_RISK_LIMITS, orderContractsMax: (times % 9) + 1 };
      const event = {
        type: "RiskLimitsSet",
        data: { account: "DU1", limits, actor: "user:desk", reason: "x" },
      };
      const metadata = fixtureMetadata(fixtureId((made += 1), 9));
      await log.append({ stream: RISK, events: [{ event, metadata }], expectedRevision });
    });
    await expect(run.engine.engageKillSwitch("DU1", "stop", "me")).rejects.toThrow("has stopped");
    expect(String(run.fatal[0])).toContain("another writer was faster 5 times on risk-DU1");
  });
});
