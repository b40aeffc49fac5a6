import { RECONNECT_DELAY_MAX_MS, type DomainEventType } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";

async function countOf(run: EngineRun, type: DomainEventType): Promise<number> {
  return (await run.log()).filter(({ event }) => event.type === type).length;
}

async function delaysOf(run: EngineRun): Promise<readonly number[]> {
  return (await run.log()).flatMap(({ event }) =>
    event.type === "ReconnectionScheduled" ? [event.data.delayMs] : [],
  );
}

describe("a session", () => {
  it("is ready once accounts, order ids, books, positions and account values are known", async () => {
    const run = await startRun();
    const parts = (await run.log()).flatMap(({ event }) =>
      event.type === "SynchronisationPartCompleted" ? [event.data.part] : [],
    );
    expect(new Set(parts)).toEqual(
      new Set(["accounts", "nextOrderId", "openOrders", "executions", "positions", "accountSummary"]),
    );
    expect(run.engine.health()).toEqual({ healthy: true, reasons: [] });
  });

  it.each(["openOrders", "executions", "positions", "accountSummary"] as const)(
    "is given up when %s never comes, and says after which time",
    async (kind) => {
      const run = await startRun({ prepare: (gateway) => gateway.silence(kind) });
      expect(run.engine.health().healthy).toBe(false);
      await run.pass(30_000);
      expect(await run.dataOf("ConnectionLossReported")).toMatchObject({
        cause: "closed",
        message: expect.stringContaining("30000 ms"),
      });
      run.gateway.answer(kind, null);
      await run.pass(2_000);
      expect(run.engine.health().healthy).toBe(true);
    },
  );

  it("is not waited for longer than its deadline", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.door = "silent") });
    await run.pass(10_000);
    expect(await run.dataOf("ConnectionLossReported")).toMatchObject({
      message: "no answer while connecting for 10000 ms",
    });
    run.gateway.door = "open";
    await run.pass(2_000);
    expect(run.engine.health().healthy).toBe(true);
  });

  it("asks for market data of a kind that the log names", async () => {
    const run = await startRun();
    expect(run.gateway.sentOf("marketDataType")).toEqual([{ kind: "marketDataType", dataType: "live" }]);
    expect(await run.dataOf("MarketDataTypeRequested")).toEqual({ dataType: "live" });
  });
});

describe("a session that is half open", () => {
  it("is given up when a heartbeat has no answer, and begun again", async () => {
    const run = await startRun();
    run.gateway.silence("currentTime");
    await run.pass(8_000);
    expect(await run.dataOf("HeartbeatMissed")).toEqual({ deadlineMs: 6_000 });
    expect(await run.dataOf("ConnectionLossReported")).toMatchObject({ cause: "heartbeat" });
    run.gateway.answer("currentTime", null);
    await run.pass(1_500);
    expect(run.gateway.connects).toBe(2);
    expect(run.engine.health().healthy).toBe(true);
  });

  it("is given up too when the socket takes no heartbeat at all", async () => {
    const run = await startRun();
    run.gateway.takesRequests = () => false;
    await run.pass(9_000);
    expect(await countOf(run, "HeartbeatMissed")).toBe(1);
  });

  it("is not suspected when this machine's clock is set", async () => {
    const run = await startRun();
    run.gateway.silence("currentTime");
    await run.pass(2_500);
    run.clock.jumpWall(3_600_000);
    await run.pass(3_000);
    expect(await countOf(run, "HeartbeatMissed")).toBe(0);
  });
});

describe("after a loss", () => {
  it("attempts follow at growing distances, up to a minute", async () => {
    const run = await startRun();
    run.gateway.door = "refused";
    run.gateway.lose();
    await run.pass(400_000);
    const delays = await delaysOf(run);
    expect(delays.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, RECONNECT_DELAY_MAX_MS]);
    expect(Math.max(...delays)).toBe(RECONNECT_DELAY_MAX_MS);
    run.gateway.door = "open";
    await run.pass(RECONNECT_DELAY_MAX_MS);
    expect(run.engine.health().healthy).toBe(true);
  });

  it("the distance begins anew once a session was complete", async () => {
    const run = await startRun();
    run.gateway.lose();
    await run.pass(1_500);
    run.gateway.lose();
    await run.settled();
    expect(await delaysOf(run)).toEqual([1_000, 1_000]);
  });
});

describe("a client id that another program uses (326)", () => {
  it("is asked for every half minute, not more often", async () => {
    const run = await startRun({ prepare: (gateway) => (gateway.door = "clientIdInUse") });
    expect(await run.dataOf("ConnectionBlocked")).toMatchObject({
      cause: "clientIdInUse",
      message: expect.stringContaining("client id 17 is in use"),
    });
    await run.pass(29_000);
    expect(run.gateway.connects).toBe(1);
    await run.pass(2_000);
    expect(run.gateway.connects).toBe(2);
    await run.pass(300_000);
    expect(run.gateway.connects).toBeLessThanOrEqual(12);
    run.gateway.door = "open";
    await run.pass(31_000);
    expect(run.engine.health().healthy).toBe(true);
    expect(run.fatal).toEqual([]);
  });
});

describe("a gateway without an account that may be traded", () => {
  it("is left alone until a person acts", async () => {
    const run = await startRun({
      accountsAllowed: ["DU*"],
      prepare: (gateway) => (gateway.accounts = ["U5"]),
    });
    expect(await run.dataOf("ConnectionBlocked")).toMatchObject({ cause: "accountNotAllowed" });
    await run.pass(600_000);
    expect(run.gateway.connects).toBe(1);
    expect(run.gateway.isOpen).toBe(false);
  });
});

describe("the broker's link", () => {
  it("blocks orders while it is lost", async () => {
    const run = await startRun();
    await run.engine.openLegs(...legsOf(vertical("any")), "trader");
    run.gateway.say({ kind: "brokerLink", status: "lost", code: 1100 });
    await run.settled();
    expect(await run.engine.submitOrder(vertical("abc-1"), "trader")).toMatchObject({
      refusal: { code: "risk.connection" },
    });
    run.gateway.say({ kind: "brokerLink", status: "restoredDataKept", code: 1102 });
    await run.pass(6_000);
    await run.place("abc-2");
  });
});

describe("more messages than the engine can hold", () => {
  it("end the session, and the next one reads everything anew", async () => {
    const run = await startRun({ limits: { inboxMax: 50, inboxCommandsMax: 10 } });
    run.store.hold();
    const notice = (code: number) =>
      ({ kind: "error", code, message: `notice ${code}`, requestId: null }) as const;
    for (let code = 2_200; code < 2_300; code += 1) run.gateway.say(notice(code));
    expect(run.gateway.isOpen).toBe(false);
    run.store.release();
    await run.pass(2_000);
    expect(await run.dataOf("ConnectionLossReported")).toMatchObject({
      message: "more messages arrived than the inbox holds",
    });
    expect(run.gateway.connects).toBe(2);
    expect(run.engine.health().healthy).toBe(true);
    expect(run.fatal).toEqual([]);
  });

  it("lose no word of our own: an order that was sent meanwhile is settled by the books", async () => {
    const run = await startRun({ limits: { inboxMax: 50, inboxCommandsMax: 10 } });
    await run.place("abc-1");
    run.store.hold();
    for (let code = 2_200; code < 2_300; code += 1)
      run.gateway.say({ kind: "error", code, message: `notice ${code}`, requestId: null });
    await run.pass(15_000);
    run.store.release();
    await run.pass(5_000);
    expect(await run.typesOf("order-abc-1")).toContain("OrderOutcomeUnknown");
    expect(await run.outcomeOf("abc-1")).toMatchObject({ outcome: "absent" });
    expect(run.gateway.placed).toHaveLength(1);
  });
});
