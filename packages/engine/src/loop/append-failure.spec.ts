import { describe, expect, it } from "vitest";
import { EngineStopped } from "./owed.ts";
import { createStore, startRun, type EngineRun } from "../testing/engine-run.ts";
import { units, vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";
import { TICK_KINDS } from "@legbook/domain";

const DISK_FULL = new Error("the disk is full");

async function quoted(run: EngineRun): Promise<void> {
  await run.engine.openLegs(...legsOf(vertical("any")), "trader");
  await run.pass(100);
}

describe("when the log cannot be written", () => {
  it("the engine stops, says why, sends nothing, and tells who waits", async () => {
    const run = await startRun();
    await quoted(run);
    run.store.breakAt(({ stream }) => stream === "order-abc-1", DISK_FULL);
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await expect(answering).rejects.toThrow("its log or a part of it failed");
    expect(run.fatal).toEqual([DISK_FULL]);
    expect(run.gateway.sentOf("placeOrder")).toEqual([]);
    expect(run.gateway.isOpen).toBe(false);
    expect(await run.typesOf("order-abc-1")).toEqual([]);
  });

  it("an order whose intent failed never leaves", async () => {
    const run = await startRun();
    await quoted(run);
    run.store.breakAt(
      ({ events }) => events.some(({ event }) => event.type === "OrderPlacementIntended"),
      DISK_FULL,
    );
    await expect(run.engine.submitOrder(vertical("abc-1"), "trader")).rejects.toThrow(EngineStopped);
    await run.pass(30_000);
    expect(run.gateway.placed).toEqual([]);
    expect(run.gateway.connects).toBe(1);
  });

  it("an order is not sent on ticks that failed to reach the log", async () => {
    const run = await startRun();
    await quoted(run);
    const line = run.gateway.sentOf("openLine").at(-1)!;
    run.gateway.answer("placeOrder", ({ orderId, whatIf }) =>
      whatIf
        ? [
            { kind: "marginPreview", orderId, margin: run.gateway.margin },
            { kind: "tick", requestId: line.requestId, tick: TICK_KINDS.lastSize, value: units(1) },
          ]
        : [],
    );
    let broken = false;
    run.store.breakAt(({ events }) => {
      const ticks = events.some(({ event }) => event.type === "TicksRecorded");
      broken ||= ticks;
      return ticks;
    }, DISK_FULL);
    await expect(run.engine.submitOrder(vertical("abc-1"), "trader")).rejects.toThrow();
    expect(broken).toBe(true);
    expect(run.gateway.placed).toEqual([]);
    expect(run.fatal).toEqual([DISK_FULL]);
  });

  it("ticks alone stop it as well, without waiting for another message", async () => {
    const run = await startRun();
    await quoted(run);
    run.store.breakAt(({ stream }) => stream.startsWith("market-"), DISK_FULL);
    const line = run.gateway.sentOf("openLine").at(-1)!;
    run.gateway.say({ kind: "tick", requestId: line.requestId, tick: TICK_KINDS.lastSize, value: 3 });
    await run.pass(60);
    expect(run.fatal).toEqual([DISK_FULL]);
  });

  it("whoever asks later is told at once", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.store.breakAt(() => true, DISK_FULL);
    await expect(run.engine.cancelOrder("abc-1", "changed", "trader")).rejects.toThrow(EngineStopped);
    await expect(run.engine.cancelOrder("abc-1", "changed", "trader")).rejects.toThrow(EngineStopped);
    await expect(run.engine.engageKillSwitch("DU1", "stop", "trader")).rejects.toThrow(EngineStopped);
  });

  it("a question to the gateway that was open is ended", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("matchingSymbols") });
    const finding = run.engine.findSymbols("LBX");
    run.store.breakAt(() => true, DISK_FULL);
    run.gateway.say({ kind: "error", code: 2100, message: "something new", requestId: null });
    expect(await finding).toMatchObject({ kind: "refused", refusal: { code: "gateway.no-answer" } });
  });

  it("stopping it afterwards ends in peace", async () => {
    const run = await startRun();
    run.store.breakAt(() => true, DISK_FULL);
    await run.engine.stop("done");
    expect(run.fatal).toEqual([DISK_FULL]);
  });

  it("it does not start at all", async () => {
    const store = createStore();
    store.breakAt(() => true, DISK_FULL);
    await expect(startRun({ store })).rejects.toThrow(EngineStopped);
  });
});

describe("stopping", () => {
  it("refuses what is still being decided, by the connection rule, and answers so", async () => {
    const run = await startRun({ prepare: (gateway) => gateway.silence("placeOrder") });
    await quoted(run);
    const answering = run.engine.submitOrder(vertical("abc-1"), "trader");
    await run.settled();
    await run.engine.stop("done");
    expect(await answering).toMatchObject({ kind: "refused", refusal: { code: "risk.connection" } });
    expect((await run.typesOf("order-abc-1")).at(-1)).toBe("OrderRefused");
    expect(run.gateway.placed).toEqual([]);
  });

  it("tells whoever asks afterwards", async () => {
    const run = await startRun();
    await run.engine.stop("done");
    await expect(run.engine.submitOrder(vertical("abc-1"), "trader")).rejects.toThrow(EngineStopped);
  });

  it("records the end of the session last and closes the socket", async () => {
    const run = await startRun();
    await run.engine.stop("done");
    const last = (await run.log()).findLast(({ event }) => event.type !== "InputsTaken");
    expect(last?.event).toMatchObject({ type: "SessionEnded", data: { reason: "done" } });
    expect(run.gateway.isOpen).toBe(false);
    await run.pass(120_000);
    expect(run.gateway.connects).toBe(1);
  });

  it("gives up an attempt to connect that is under way", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.door = "silent") });
    await run.engine.stop("done");
    expect(() => run.gateway.connect()).not.toThrow();
  });
});
