import { DEFAULT_RISK_LIMITS, TICK_KINDS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun } from "../testing/engine-run.ts";
import { quotesOf, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { openOrderOf } from "../testing/scripted-gateway.ts";

describe("the kill switch", () => {
  it("cancels every order of the account that may still execute, and says which", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    await run.place("abc-2", { quantity: 2 });
    const answer = await run.engine.engageKillSwitch("DU1", "too wild", "trader");
    expect(answer).toMatchObject({ kind: "accepted", cancelled: ["abc-1", "abc-2"] });
    await run.settled();
    expect(run.gateway.sentOf("cancelOrder").map(({ orderId }) => orderId)).toEqual(
      run.gateway.placed.map(({ orderId }) => orderId),
    );
    expect(await run.dataOf("OrderCancelRequested")).toMatchObject({ reason: "kill switch: too wild" });
  });

  it("blocks every new order until a person releases it", async () => {
    const run = await startRun();
    await run.engine.engageKillSwitch("DU1", "too wild", "trader");
    expect(await run.engine.submitOrder(vertical("abc-1"), "trader")).toMatchObject({
      refusal: { code: "risk.kill-switch" },
    });
    expect((await run.engine.releaseKillSwitch("DU1", "calm again", "trader")).kind).toBe("accepted");
    await run.place("abc-2");
  });

  it("catches an order between its what-if and its placement", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.gateway.silence("placeOrder");
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.settled();
    await run.engine.engageKillSwitch("DU1", "now", "trader");
    run.gateway.say({
      kind: "marginPreview",
      orderId: run.gateway.whatIfs[0]!.orderId,
      margin: run.gateway.margin,
    });
    expect(await answering).toMatchObject({ refusal: { code: "risk.kill-switch" } });
    expect(run.gateway.placed).toEqual([]);
  });

  it("cancels an order that was unknown when it was engaged and proves to be open", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.door = "silent";
    run.gateway.lose();
    await run.settled();
    await run.engine.engageKillSwitch("DU1", "no connection", "trader");
    run.gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!));
    run.gateway.door = "open";
    await run.pass(30_000);
    const { orderId } = run.gateway.placed[0]!;
    expect(run.gateway.sentOf("cancelOrder")).toContainEqual({ kind: "cancelOrder", orderId });
  });

  it("does not repeat a cancel that the broker refuses while nothing new is heard of the order", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const open = openOrderOf(run.gateway.placed[0]!);
    run.gateway.openOrders.push(open);
    run.gateway.say(...run.gateway.says("Submitted"), { kind: "openOrder", order: open });
    await run.settled();
    await run.engine.engageKillSwitch("DU1", "now", "trader");
    await run.settled();
    const { orderId } = run.gateway.placed[0]!;
    run.gateway.say({ kind: "error", code: 10_148, message: "cannot be cancelled", requestId: orderId });
    await run.pass(5_000);
    expect(run.gateway.sentOf("cancelOrder")).toHaveLength(1);
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "open" });
  });

  it("sends a cancel again that the socket did not take", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.takesRequests = ({ kind }) => kind !== "cancelOrder";
    await run.engine.engageKillSwitch("DU1", "now", "trader");
    await run.pass(500);
    expect(run.gateway.sentOf("cancelOrder")).toEqual([]);
    run.gateway.takesRequests = () => true;
    await run.pass(1_000);
    expect(run.gateway.sentOf("cancelOrder")).toHaveLength(1);
    expect((await run.typesOf("order-abc-1")).at(-1)).toBe("OrderCancelTransmitted");
  });

  it("is taken in when the engine is too busy for anything else", async () => {
    const run = await startRun({ limits: { inboxCommandsMax: 1 } });
    run.store.hold();
    const first = run.engine.setRiskLimits(
      "DU1",
      { ...DEFAULT_RISK_LIMITS, orderContractsMax: 2 },
      "less",
      "trader",
    );
    const second = run.engine.setRiskLimits(
      "DU1",
      { ...DEFAULT_RISK_LIMITS, orderContractsMax: 3 },
      "less",
      "trader",
    );
    const kill = run.engine.engageKillSwitch("DU1", "now", "trader");
    expect(await second).toMatchObject({ refusal: { code: "engine.busy" } });
    run.store.release();
    expect((await first).kind).toBe("accepted");
    expect((await kill).kind).toBe("accepted");
  });
});

describe("the volatility breaker", () => {
  it("trips on a leg whose volatility is over the limit and blocks its underlying until a person resets it", async () => {
    const run = await startRun();
    run.gateway.answer("openLine", ({ requestId, contract }) =>
      quotesOf(requestId, contract).map((message) =>
        message.kind === "tick" && message.tick === TICK_KINDS.modelVolatility
          ? { kind: "tick", requestId, tick: message.tick, value: 1.5 }
          : message,
      ),
    );
    expect(await run.engine.submitOrder(vertical("abc-1"), "trader")).toMatchObject({
      refusal: { code: "risk.volatility-breaker" },
    });
    expect(await run.dataOf("VolatilityBreakerTripped")).toMatchObject({
      underlying: "LBX",
      volatility: 1.5,
      limit: 1,
    });

    for (const { requestId, contract } of run.gateway.sentOf("openLine"))
      if (contract.kind === "option")
        run.gateway.say({ kind: "tick", requestId, tick: TICK_KINDS.modelVolatility, value: 0.25 });
    await run.settled();
    expect(await run.engine.submitOrder(vertical("abc-2"), "trader")).toMatchObject({
      refusal: { code: "risk.volatility-breaker" },
    });
    expect((await run.engine.resetVolatilityBreaker("DU1", "LBX", "calm again", "trader")).kind).toBe(
      "accepted",
    );
    await run.place("abc-3");
  });
});
