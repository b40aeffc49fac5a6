import { epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun } from "../testing/engine-run.ts";
import { complete, units, vertical, EXPIRY } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { executionsOf } from "../testing/scripted-gateway.ts";

const UNSET = {
  initialBefore: null,
  initialAfter: null,
  maintenanceBefore: null,
  maintenanceAfter: null,
  equityBefore: null,
  equityAfter: null,
};

describe("an order on its way", () => {
  it("leaves each step from wish to commission in the log", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const placed = run.gateway.placed[0]!;
    run.gateway.say(...run.gateway.says("Submitted"));
    for (const execution of executionsOf(placed, run.clock.now()))
      run.gateway.say({ kind: "execution", requestId: -1, execution });
    run.gateway.say(...run.gateway.says("Filled"), {
      kind: "commission",
      execId: executionsOf(placed, run.clock.now())[0]!.execId,
      commission: units(0.65),
      currency: "USD",
      realisedProfit: null,
    });
    await run.settled();

    expect(await run.typesOf("order-abc-1")).toEqual([
      "OrderRequested",
      "MarginPreviewRequested",
      "MarginPreviewReported",
      "RiskAssessed",
      "OrderPlacementIntended",
      "OrderTransmitted",
      "OrderOpenReported",
      "OrderStatusReported",
      "ExecutionReported",
      "ExecutionReported",
      "OrderOpenReported",
      "OrderStatusReported",
      "CommissionReported",
    ]);
    expect(placed).toMatchObject({
      whatIf: false,
      order: { orderRef: "abc-1", limitPrice: units(0.48), quantity: 1 },
    });
  });

  it("belongs to one workflow, which a person began", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const events = (await run.log()).filter(({ stream }) => stream === "order-abc-1");
    expect(new Set(events.map(({ metadata }) => metadata.correlationId)).size).toBe(1);
    expect(events[0]!.metadata).toMatchObject({ actor: "user:trader", causationId: null });
    expect(events[4]!.metadata.causationId).not.toBeNull();
  });

  it("uses an order id of its own for the what-if and another for the order", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.nextOrderId = 40) });
    await run.place("abc-1");
    await run.place("abc-2", { quantity: 2 });
    const ids = run.gateway.sentOf("placeOrder").map(({ orderId, whatIf }) => [orderId, whatIf]);
    expect(ids).toEqual([
      [40, true],
      [41, false],
      [42, true],
      [43, false],
    ]);
  });

  it("crosses the spread at the natural price and rests at the mid, both on the tick", async () => {
    const run = await startRun();
    await run.place("natural-1", { price: { kind: "natural" } });
    await run.place("mid-1", { price: { kind: "mid" }, quantity: 2 });
    await run.place("limit-1", { price: { kind: "limit", price: "0.40" }, quantity: 3 });
    expect(run.gateway.placed.map(({ order }) => order.limitPrice)).toEqual([
      units(0.48),
      units(0.44),
      units(0.4),
    ]);
  });

  it("ends with the verdicts when it is a preview: nothing but a what-if is sent", async () => {
    const run = await startRun();
    const answer = await run.engine.previewOrder(vertical("look-1"), "trader");
    expect(answer).toMatchObject({ kind: "accepted", preview: { passed: true, limitPrice: units(0.48) } });
    expect(answer.kind === "accepted" && answer.preview.verdicts).toHaveLength(11);
    expect(run.gateway.whatIfs).toHaveLength(1);
    expect(run.gateway.placed).toEqual([]);
  });
});

describe("a what-if", () => {
  it("that is never answered blocks by the buying power rule, after its deadline", async () => {
    const run = await startRun({
      prepare: (gateway) => gateway.silence("placeOrder"),
    });
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.pass(6_000);
    expect(await answering).toMatchObject({ kind: "refused", refusal: { code: "risk.buying-power" } });
    expect(await run.dataOf("MarginPreviewFailed")).toMatchObject({ cause: "timedOut" });
    expect(run.gateway.placed).toEqual([]);
  });

  it("that is answered first with unset amounts is waited past", async () => {
    const run = await startRun({
      prepare: (gateway) =>
        gateway.answer("placeOrder", ({ orderId, whatIf }) =>
          whatIf
            ? [
                {
                  kind: "marginPreview",
                  orderId,
                  margin: complete({ ...UNSET, warning: "market is closed" }),
                },
                { kind: "marginPreview", orderId, margin: complete() },
              ]
            : [],
        ),
    });
    await run.place("abc-1");
    const types = await run.typesOf("order-abc-1");
    expect(types.filter((type) => type === "MarginPreviewReported")).toHaveLength(2);
    expect(types.filter((type) => type === "RiskAssessed")).toHaveLength(1);
  });

  it("that never comes to the second answer is incomplete", async () => {
    const run = await startRun({
      prepare: (gateway) => (gateway.margin = complete({ ...UNSET, warning: "market is closed" })),
    });
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.pass(6_000);
    expect(await answering).toMatchObject({ kind: "refused", refusal: { code: "risk.buying-power" } });
    expect(await run.dataOf("MarginPreviewFailed")).toMatchObject({ cause: "incomplete" });
  });

  it("that the broker rejects refuses the order with the broker's words", async () => {
    const run = await startRun({
      prepare: (gateway) =>
        gateway.answer("placeOrder", ({ orderId }) => [
          { kind: "error", code: 201, message: "Order rejected - reason: no permission", requestId: orderId },
        ]),
    });
    const answer = await run.engine.submitOrder(vertical("abc-1"), "trader");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "risk.buying-power" } });
    expect(answer.kind === "refused" && answer.refusal.message).toContain("no permission");
    expect(await run.dataOf("MarginPreviewFailed")).toMatchObject({ cause: "rejected", code: 201 });
    expect(run.gateway.placed).toEqual([]);
  });

  it("that is accompanied by a warning goes on", async () => {
    const run = await startRun({
      prepare: (gateway) =>
        gateway.answer("placeOrder", ({ orderId, whatIf }) =>
          whatIf
            ? [
                { kind: "error", code: 399, message: "held until the open", requestId: orderId },
                { kind: "marginPreview", orderId, margin: complete() },
              ]
            : [],
        ),
    });
    await run.place("abc-1");
    expect(run.gateway.placed).toHaveLength(1);
  });
});

describe("an order that cannot be judged", () => {
  it("is refused by the connection rule while the gateway is gone, and the refusal is recorded", async () => {
    const run = await startRun();
    await run.engine.openExpiry("LBX", EXPIRY, "trader");
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    run.gateway.door = "silent";
    run.gateway.lose();
    await run.settled();
    const answer = await run.engine.submitOrder(vertical("abc-1"), "trader");
    expect(answer.kind === "refused" && answer.refusal.code).toBe("risk.connection");
    expect(await run.typesOf("order-abc-1")).toEqual([
      "OrderRequested",
      "MarginPreviewRequested",
      "MarginPreviewFailed",
      "RiskAssessed",
      "OrderRefused",
    ]);
    expect(await run.dataOf("MarginPreviewFailed")).toMatchObject({ cause: "disconnected" });
    expect(run.gateway.sentOf("placeOrder")).toEqual([]);
  });

  it.each(["mid", "natural"] as const)("has no %s price without a quote of both legs", async (kind) => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("openLine") });
    const answering = run.engine.submitOrder(vertical("abc-1", { price: { kind } }), "trader");
    await run.pass(5_000);
    expect(await answering).toMatchObject({
      kind: "refused",
      refusal: { code: "order.no-live-price", field: "price" },
    });
    expect(await run.typesOf("order-abc-1")).toEqual(["OrderRequested", "OrderRefused"]);
    expect(run.gateway.sentOf("placeOrder")).toEqual([]);
  });

  it("is blocked by its rules when a limit price is given and no quote ever came", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("openLine") });
    const price = { kind: "limit", price: "0.45" } as const;
    const answering = run.engine.submitOrder(vertical("abc-1", { price }), "trader");
    await run.pass(5_000);
    const answer = await answering;
    expect(answer.kind === "refused" && answer.refusal.message).toMatch(
      /quoteAge.*priceCollar.*volatilityBreaker/s,
    );
    expect(run.gateway.placed).toEqual([]);
  });
});

describe("an order that the gateway answers out of the ordinary", () => {
  it("is filled by the broker's status before any leg's execution, which are taken in after it", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Filled"));
    await run.settled();
    for (const execution of executionsOf(run.gateway.placed[0]!, epochMs(run.clock.now())))
      run.gateway.say({ kind: "execution", requestId: -1, execution });
    await run.settled();
    const types = await run.typesOf("order-abc-1");
    expect(types.slice(-2)).toEqual(["ExecutionReported", "ExecutionReported"]);
    expect(run.fatal).toEqual([]);
  });

  it("is not sent when the socket does not take it, and says so", async () => {
    const run = await startRun({
      prepare: (gateway) =>
        (gateway.takesRequests = (request) => request.kind !== "placeOrder" || request.whatIf),
    });
    const answer = await run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.settled();
    expect(answer.kind).toBe("accepted");
    expect((await run.typesOf("order-abc-1")).at(-1)).toBe("OrderTransmissionFailed");
    expect(run.gateway.placed).toEqual([]);
  });

  it("is rejected by the broker with its code", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const { orderId } = run.gateway.placed[0]!;
    run.gateway.say({ kind: "error", code: 201, message: "no margin", requestId: orderId });
    await run.settled();
    expect(await run.dataOf("OrderErrorReported")).toMatchObject({ code: 201, message: "no margin" });
    expect(await run.engine.cancelOrder("abc-1", "changed my mind", "trader")).toMatchObject({
      kind: "refused",
      refusal: { code: "order.not-working" },
    });
  });
});
