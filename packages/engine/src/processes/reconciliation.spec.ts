import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { EXPIRY, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { executionsOf, openOrderOf } from "../testing/scripted-gateway.ts";

/** Loses the session and comes back; `books` says what the broker holds by then. */
async function reconnect(
  run: EngineRun,
  books: (gateway: EngineRun["gateway"]) => void = () => {},
): Promise<void> {
  run.gateway.lose();
  books(run.gateway);
  await run.pass(1_500);
}

describe("an order that was sent and not answered when the session was lost", () => {
  it("is unknown until the broker's books are read, and cannot be cancelled meanwhile", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.door = "silent";
    run.gateway.lose();
    await run.settled();
    expect((await run.typesOf("order-abc-1")).at(-1)).toBe("OrderOutcomeUnknown");
    expect(await run.engine.cancelOrder("abc-1", "?", "trader")).toMatchObject({
      kind: "refused",
      refusal: { code: "order.outcome-unknown" },
    });
  });

  it("works again when the broker lists it as open, and is not sent again", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await reconnect(run, (gateway) => gateway.openOrders.push(openOrderOf(gateway.placed[0]!)));
    expect((await run.typesOf("order-abc-1")).slice(-3)).toEqual([
      "OrderTransmitted",
      "OrderOutcomeUnknown",
      "OrderOpenReported",
    ]);
    expect((await run.engine.cancelOrder("abc-1", "now", "trader")).kind).toBe("accepted");
    expect(run.gateway.placed).toHaveLength(1);
  });

  it("is settled as open when the broker lists it before it has taken it in", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await reconnect(run, (gateway) =>
      gateway.openOrders.push({ ...openOrderOf(gateway.placed[0]!), status: "PendingSubmit" }),
    );
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "open" });
  });

  it("is filled when the broker's executions name it", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await reconnect(run, (gateway) =>
      gateway.executions.push(...executionsOf(gateway.placed[0]!, run.clock.now())),
    );
    expect(await run.typesOf("order-abc-1")).toEqual(expect.arrayContaining(["ExecutionReported"]));
    expect(await run.engine.cancelOrder("abc-1", "?", "trader")).toMatchObject({
      refusal: { code: "order.already-filled" },
    });
    expect(run.gateway.placed).toHaveLength(1);
  });

  it("is over when neither list knows it, and is never sent again", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await reconnect(run);
    expect(await run.outcomeOf("abc-1")).toMatchObject({
      outcome: "absent",
      evidence: "not in the broker's open orders, not in its executions of the day",
    });
    await reconnect(run);
    await run.pass(60_000);
    expect((await run.engine.submitOrder(vertical("abc-1"), "trader")).kind).toBe("accepted");
    await run.settled();
    expect(run.gateway.placed).toHaveLength(1);
  });

  it("is partly filled and over when the rest is not open any more", async () => {
    const run = await startRun();
    await run.place("abc-1", { quantity: 3 });
    await reconnect(run, (gateway) =>
      gateway.executions.push(...executionsOf(gateway.placed[0]!, run.clock.now(), 1)),
    );
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "executed" });
  });

  it("that the broker takes in only after its books were told works all the same", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await reconnect(run);
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    expect((await run.engine.cancelOrder("abc-1", "late", "trader")).kind).toBe("accepted");
    expect(run.gateway.placed).toHaveLength(1);
  });
});

describe("a new session", () => {
  it("asks for executions only when the open orders are told, so that a fill in between is seen", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("openOrders") });
    expect(run.gateway.sentOf("openOrders")).toHaveLength(1);
    expect(run.gateway.sentOf("executions")).toEqual([]);
    run.gateway.say({ kind: "openOrdersEnd" });
    await run.settled();
    expect(run.gateway.sentOf("executions")).toHaveLength(1);
  });

  it("blocks orders until the books are compared", async () => {
    const run = await startRun();
    await run.engine.openExpiry("LBX", EXPIRY, "trader");
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    run.gateway.silence("executions");
    await reconnect(run);
    const answer = await run.engine.submitOrder(vertical("abc-1"), "trader");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "risk.connection" } });
    expect(answer.kind === "refused" && answer.refusal.message).toContain("executions still to come");
    expect(run.gateway.sentOf("placeOrder")).toEqual([]);
  });

  it("settles a resting order that the broker no longer has", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    await reconnect(run);
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
  });

  it("says that it cannot tell whether an order of an earlier day was filled", async () => {
    const run = await startRun();
    await run.place("abc-1", { timeInForce: "gtc" });
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    run.gateway.door = "silent";
    run.gateway.lose();
    run.clock.jumpWall(86_400_000);
    run.gateway.door = "open";
    await run.pass(30_000);
    const settled = await run.outcomeOf("abc-1");
    expect(settled?.outcome).toBe("absent");
    expect(settled?.evidence).toContain("it is of 2026-11-16, and executions of earlier days are not told");
    expect(JSON.stringify(await run.dataOf("GatewayNoticeReported"))).toContain(
      "compare the positions in its legs",
    );
  });
});

describe("a round through the books within a session", () => {
  it("begins when an acknowledgement is overdue", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await run.pass(9_900);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(1);
    run.gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!));
    await run.pass(200);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(2);
    expect((await run.typesOf("order-abc-1")).slice(-2)).toEqual([
      "OrderOutcomeUnknown",
      "OrderOpenReported",
    ]);
  });

  it("says nothing of an order that was sent after the books were asked for", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.silence("openOrders", "executions");
    await run.pass(10_100);
    await run.place("abc-2", { quantity: 2 });
    const [, second] = run.gateway.placed;
    run.gateway.say({ kind: "openOrdersEnd" });
    await run.settled();
    // The broker's first word on the younger order is a status alone: it works, though no list names it.
    run.gateway.say(run.gateway.says("Submitted")[1]!);
    const asked = run.gateway.sentOf("executions").at(-1)!;
    run.gateway.say({ kind: "executionsEnd", requestId: asked.requestId });
    await run.settled();
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
    expect(await run.outcomeOf("abc-2")).toBeNull();
    expect(second!.order.orderRef).toBe("abc-2");
  });

  it("says nothing of an order that was on its way when they were asked for", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    run.gateway.answer("executions", ({ requestId }) => [
      run.gateway.says("Submitted")[1]!,
      { kind: "executionsEnd", requestId },
    ]);
    run.gateway.say({ kind: "brokerLink", status: "restoredDataKept", code: 1102 });
    await run.settled();
    expect((await run.typesOf("order-abc-1")).at(-1)).toBe("OrderStatusReported");
    expect(await run.outcomeOf("abc-1")).toBeNull();
  });

  it("is not begun twice at once: the end of the first list is not the end of the second", async () => {
    const run = await startRun();
    await run.place("abc-1");
    await run.place("abc-2", { quantity: 2 });
    run.gateway.say(...run.gateway.says("Submitted", 0));
    await run.settled();
    run.gateway.silence("openOrders");
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    run.gateway.say({ kind: "brokerLink", status: "restoredDataKept", code: 1102 });
    await run.settled();
    const asked = run.gateway.sentOf("openOrders").length;
    run.gateway.say({ kind: "openOrder", order: openOrderOf(run.gateway.placed[0]!) });
    await run.pass(10_100);
    expect(await run.typesOf("order-abc-2")).toContain("OrderOutcomeUnknown");
    expect(run.gateway.sentOf("openOrders")).toHaveLength(asked);
    run.gateway.openOrders = run.gateway.placed.map(openOrderOf);
    run.gateway.answer("openOrders", null);
    run.gateway.say({ kind: "openOrdersEnd" });
    await run.settled();
    expect(run.gateway.sentOf("openOrders")).toHaveLength(asked + 1);
    expect(await run.outcomeOf("abc-1")).toBeNull();
    expect((await run.typesOf("order-abc-2")).at(-1)).toBe("OrderOpenReported");
  });

  it("settles nothing when the gateway lost the broker meanwhile, and is begun again when the link is back", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    run.gateway.lose();
    run.gateway.answer("openOrders", () => [
      { kind: "brokerLink", status: "lost", code: 2110 },
      { kind: "openOrdersEnd" },
    ]);
    await run.pass(1_500);
    expect(await run.outcomeOf("abc-1")).toBeNull();
    expect(run.engine.health().healthy).toBe(false);
    run.gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!));
    run.gateway.answer("openOrders", null);
    run.gateway.say({ kind: "brokerLink", status: "restoredDataKept", code: 1102 });
    await run.settled();
    expect(run.engine.health()).toEqual({ healthy: true, reasons: [] });
    expect(await run.outcomeOf("abc-1")).toBeNull();
  });

  it.each([1101, 1102])("asks for executions again when the broker's link is back (%i)", async (code) => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    await run.settled();
    const before = run.gateway.sentOf("executions").length;
    run.gateway.executions.push(...executionsOf(run.gateway.placed[0]!, run.clock.now()));
    const status = code === 1101 ? "restoredDataLost" : "restoredDataKept";
    run.gateway.say({ kind: "brokerLink", status, code });
    await run.settled();
    expect(run.gateway.sentOf("executions")).toHaveLength(before + 1);
    expect((await run.typesOf("order-abc-1")).filter((type) => type === "ExecutionReported")).toHaveLength(2);
  });

  it("begins when the broker does not know an order that was to be cancelled", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    await run.engine.cancelOrder("abc-1", "changed", "trader");
    const { orderId } = run.gateway.placed[0]!;
    run.gateway.executions.push(...executionsOf(run.gateway.placed[0]!, run.clock.now()));
    run.gateway.say({ kind: "error", code: 10_147, message: "OrderId not found", requestId: orderId });
    await run.settled();
    expect((await run.typesOf("order-abc-1")).slice(-3)).toEqual([
      "OrderErrorReported",
      "ExecutionReported",
      "ExecutionReported",
    ]);
  });

  it("begins by itself from time to time, and says once what others have at the broker", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const ours = openOrderOf(run.gateway.placed[0]!);
    const byHand = { ...ours, orderRef: null, orderId: 0, permId: 77, clientId: 0 };
    run.gateway.openOrders.push(ours, byHand);
    run.gateway.say(...run.gateway.says("Submitted"));
    const before = run.gateway.sentOf("openOrders").length;
    await run.pass(59_000);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(before);
    await run.pass(122_000);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(before + 3);
    const notices = (await run.log()).flatMap(({ event }) =>
      event.type === "GatewayNoticeReported" ? [event.data.message] : [],
    );
    expect(notices).toEqual(["order 77 of client 0 in DU1, not placed by this engine: 1 LBX, Submitted"]);
    run.gateway.openOrders[1] = { ...byHand, quantity: 5 };
    await run.pass(60_000);
    expect(await run.typesOf("gateway-17")).toContain("GatewayNoticeReported");
    expect((await run.typesOf("gateway-17")).filter((type) => type === "GatewayNoticeReported")).toHaveLength(
      2,
    );
  });

  it("gives the session up when it is not answered", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.silence("openOrders");
    await run.pass(10_100);
    await run.pass(30_100);
    const losses = (await run.log()).flatMap(({ event }) =>
      event.type === "ConnectionLossReported" ? [event.data] : [],
    );
    expect(losses).toEqual([
      { cause: "closed", code: null, message: "the broker's books were not told within 30000 ms" },
    ]);
    run.gateway.answer("openOrders", null);
    await run.pass(2_000);
    expect(run.engine.health().healthy).toBe(true);
    expect(run.fatal).toEqual([]);
  });

  it("insists when the socket did not take the question", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.takesRequests = ({ kind }) => kind !== "openOrders";
    await run.pass(10_100);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(1);
    run.gateway.takesRequests = () => true;
    await run.pass(1_000);
    expect(run.gateway.sentOf("openOrders")).toHaveLength(2);
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
  });
});

describe("order ids", () => {
  it("are not used again when the gateway's next id goes back", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.nextOrderId = 500) });
    await run.place("abc-1");
    run.gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!));
    await reconnect(run, (gateway) => (gateway.nextOrderId = 1));
    await run.place("abc-2", { quantity: 2 });
    expect(run.gateway.sentOf("placeOrder").map(({ orderId }) => orderId)).toEqual([500, 501, 502, 503]);
  });

  it("jump over those of orders under our client id that the log does not know", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const stranger = openOrderOf(run.gateway.placed[0]!);
    run.gateway.say({ kind: "openOrder", order: { ...stranger, orderRef: null, orderId: 900, permId: 1 } });
    await run.settled();
    await run.place("abc-2", { quantity: 2 });
    expect(run.gateway.placed.at(-1)!.orderId).toBe(902);
  });
});
