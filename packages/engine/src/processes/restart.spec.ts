import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { ACCOUNT, listed, units, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { executionsOf, openOrderOf, type ScriptedGateway } from "../testing/scripted-gateway.ts";

/** Kills the engine and starts another on its log; `books` says what the broker holds by then. */
async function restart(
  run: EngineRun,
  books: (gateway: ScriptedGateway) => void = () => {},
): Promise<EngineRun> {
  run.kill();
  return startRun({ store: run.store, clock: run.clock, prepare: books });
}

describe("an order that was sent and not answered when the engine was killed", () => {
  it("is unknown, then settled by the broker's books: open", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const placed = run.gateway.placed[0]!;
    const next = await restart(run, (gateway) => gateway.openOrders.push(openOrderOf(placed)));
    const unknown = (await next.log()).find(({ event }) => event.type === "OrderOutcomeUnknown")!;
    expect(unknown.event.data).toMatchObject({ orderRef: "abc-1", cause: "restart" });
    expect((await next.typesOf("order-abc-1")).at(-1)).toBe("OrderOpenReported");
    expect(next.gateway.placed).toEqual([]);
  });

  it("is filled when it executed while nobody looked", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const placed = run.gateway.placed[0]!;
    const next = await restart(run, (gateway) =>
      gateway.executions.push(...executionsOf(placed, run.clock.now())),
    );
    expect(await next.engine.cancelOrder("abc-1", "?", "trader")).toMatchObject({
      refusal: { code: "order.already-filled" },
    });
    expect(next.gateway.placed).toEqual([]);
  });

  it("is over when the broker never heard of it, and a repeat of its reference sends nothing", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const next = await restart(run);
    expect(await next.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
    expect((await next.engine.submitOrder(vertical("abc-1"), "trader")).kind).toBe("accepted");
    await next.settled();
    expect(next.gateway.sentOf("placeOrder")).toEqual([]);
  });

  it("that was intended and never sent is never sent", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.gateway.silence("placeOrder");
    const lost = run.engine.submitOrder(vertical("abc-1"), "trader");
    lost.catch(() => {});
    await run.settled();
    // The intent reaches the disk; the process dies before it is told.
    let isIntended = false;
    run.store.beforeAppend(async (request, log) => {
      if (!request.events.some(({ event }) => event.type === "OrderPlacementIntended")) return;
      run.store.beforeAppend(null);
      await log.append(request);
      isIntended = true;
      throw new Error("killed");
    });
    run.gateway.say({
      kind: "marginPreview",
      orderId: run.gateway.whatIfs[0]!.orderId,
      margin: run.gateway.margin,
    });
    await run.settled();
    expect(isIntended).toBe(true);
    expect(run.gateway.placed).toEqual([]);
    const next = await restart(run);
    expect(await next.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
    await next.pass(60_000);
    expect(next.gateway.sentOf("placeOrder")).toEqual([]);
  });
});

describe("a restart", () => {
  it("sends a cancel again that was asked for before it, when the order is still open", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    run.gateway.takesRequests = ({ kind }) => kind !== "cancelOrder";
    await run.engine.cancelOrder("abc-1", "changed", "trader");
    const placed = run.gateway.placed[0]!;
    const next = await restart(run, (gateway) => gateway.openOrders.push(openOrderOf(placed)));
    expect(next.gateway.sentOf("cancelOrder")).toEqual([{ kind: "cancelOrder", orderId: placed.orderId }]);
    expect((await next.typesOf("order-abc-1")).slice(-2)).toEqual([
      "OrderReconciled",
      "OrderCancelTransmitted",
    ]);
  });

  it("does not send it when the order has meanwhile filled", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.say(...run.gateway.says("Submitted"));
    await run.settled();
    run.gateway.takesRequests = ({ kind }) => kind !== "cancelOrder";
    await run.engine.cancelOrder("abc-1", "changed", "trader");
    const placed = run.gateway.placed[0]!;
    const next = await restart(run, (gateway) =>
      gateway.executions.push(...executionsOf(placed, run.clock.now())),
    );
    expect(next.gateway.sentOf("cancelOrder")).toEqual([]);
  });

  it("refuses an order that was not decided: nothing of it was sent", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("placeOrder") });
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.engine.submitOrder(vertical("abc-1"), "trader").catch(() => {});
    await run.settled();
    const next = await restart(run);
    expect((await next.typesOf("order-abc-1")).at(-1)).toBe("OrderRefused");
    expect(await next.engine.submitOrder(vertical("abc-1"), "trader")).toMatchObject({
      kind: "refused",
      refusal: { code: "order.interrupted" },
    });
  });

  it("records that the session it was killed in is gone", async () => {
    const run = await startRun();
    const next = await restart(run);
    const losses = (await next.log()).filter(({ event }) => event.type === "ConnectionLossReported");
    expect(losses).toHaveLength(1);
    expect(losses[0]!.event.data).toMatchObject({
      message: "the engine stopped without closing its session",
    });
    expect(next.engine.health().healthy).toBe(true);
  });

  it("goes on above every order id that the log knows", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.nextOrderId = 70) });
    await run.place("abc-1");
    const next = await restart(run);
    await next.place("abc-2", { quantity: 2 });
    expect(next.gateway.sentOf("placeOrder").map(({ orderId }) => orderId)).toEqual([72, 73]);
  });

  it("goes on above every request id that the log knows: old ticks belong to nobody", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const used = Math.max(...run.gateway.sentOf("openLine").map(({ requestId }) => requestId));
    const next = await restart(run, (gateway) =>
      gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!)),
    );
    for (const { requestId } of next.gateway.sentOf("openLine")) expect(requestId).toBeGreaterThan(used);
  });

  it("opens the lines again that positions hold, and lets go of those that nobody looks at", async () => {
    const contract = listed("call", 100);
    const position = {
      kind: "position",
      account: ACCOUNT,
      contract,
      quantity: 2,
      averageCost: units(200),
    } as const;
    const run = await startRun({ prepare: (gateway) => gateway.positions.push(position) });
    await run.engine.openLegs(...legsOf(vertical("any", { longStrike: "90", shortStrike: "95" })), "trader");
    await run.settled();
    const next = await restart(run, (gateway) => gateway.positions.push(position));
    expect(next.gateway.sentOf("openLine").map((line) => line.contract.conId)).toEqual([contract.conId]);
  });

  it("under another client id keeps the orders and begins sessions and lines of its own", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.kill();
    const next = await startRun({ store: run.store, clock: run.clock, clientId: 18 });
    expect(next.fatal).toEqual([]);
    expect(next.engine.health().healthy).toBe(true);
    expect(await next.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
    expect((await next.typesOf("gateway-18"))[0]).toBe("ConnectionRequested");
    await next.place("abc-2", { quantity: 2 });
    expect(next.gateway.placed[0]!.orderId).toBeGreaterThan(run.gateway.placed[0]!.orderId);
  });
});
