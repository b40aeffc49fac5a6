import { describe, expect, it } from "vitest";
import { startRun } from "../testing/engine-run.ts";
import { EXPIRY, units, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { TICK_KINDS } from "@legbook/domain";

describe("while the disk has not confirmed a decision", () => {
  it("no order leaves and its sender hears nothing", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.gateway.silence("placeOrder");
    let answered = false;
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader").finally(() => (answered = true));
    await run.settled();
    const whatIf = run.gateway.whatIfs[0]!;
    run.store.hold();
    run.gateway.say({ kind: "marginPreview", orderId: whatIf.orderId, margin: run.gateway.margin });
    await run.settled();
    expect(run.store.held.length).toBeGreaterThan(0);
    expect(run.gateway.placed).toEqual([]);
    expect(answered).toBe(false);

    run.store.release();
    expect((await answering).kind).toBe("accepted");
    expect(run.gateway.placed).toHaveLength(1);
  });

  it("no what-if leaves either", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.settled();
    run.store.hold();
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.settled();
    expect(run.gateway.sentOf("placeOrder")).toEqual([]);
    run.store.release();
    expect((await answering).kind).toBe("accepted");
  });

  it("no cancel leaves and its sender hears nothing", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.store.hold();
    let answered = false;
    const answering = run.engine.cancelOrder("abc-1", "changed", "trader").finally(() => (answered = true));
    await run.settled();
    expect(run.gateway.sentOf("cancelOrder")).toEqual([]);
    expect(answered).toBe(false);
    run.store.release();
    expect((await answering).kind).toBe("accepted");
    expect(run.gateway.sentOf("cancelOrder")).toHaveLength(1);
  });

  it("no market data line is asked for", async () => {
    const run = await startRun();
    await run.engine.openChain("LBX", "trader");
    await run.settled();
    const before = run.gateway.sentOf("openLine").length;
    const opening = run.engine.openExpiry("LBX", EXPIRY, "trader");
    await opening;
    run.store.hold();
    await run.settled();
    expect(run.gateway.sentOf("openLine")).toHaveLength(before);
    run.store.release();
    await run.settled();
    expect(run.gateway.sentOf("openLine").length).toBeGreaterThan(before);
  });
});

describe("the log", () => {
  it("holds the ticks that an order was decided on before its intent", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    await run.pass(100);
    const line = run.gateway.sentOf("openLine").find(({ contract }) => contract.kind === "option")!;
    run.gateway.answer("placeOrder", ({ orderId, whatIf }) =>
      whatIf
        ? [
            { kind: "marginPreview", orderId, margin: run.gateway.margin },
            { kind: "tick", requestId: line.requestId, tick: TICK_KINDS.bid, value: units(1.97) },
          ]
        : [],
    );
    await run.place("abc-1");
    const log = await run.log();
    const ticked = log.findIndex(
      ({ event }) => event.type === "TicksRecorded" && event.data.values.includes(units(1.97)),
    );
    const intended = log.findIndex(({ event }) => event.type === "OrderPlacementIntended");
    expect(ticked).toBeGreaterThan(0);
    expect(ticked).toBeLessThan(intended);
  });

  it("gives every answered command a position at which its outcome can be read", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const cancelled = await run.engine.cancelOrder("abc-1", "changed", "trader");
    const log = await run.log();
    const asked = log.find(({ event }) => event.type === "OrderCancelRequested")!;
    expect(cancelled.kind === "accepted" && cancelled.position >= asked.position).toBe(true);
  });
});
