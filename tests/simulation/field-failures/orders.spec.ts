import { legsOf } from "@legbook/engine/testing";
import { linesView } from "@legbook/projections";
import { describe, expect, it } from "vitest";
import {
  actual,
  believed,
  callSpread,
  calmDown,
  fired,
  isReady,
  placedTimes,
  ready,
  reasons,
  refused,
  restingSpread,
  shown,
  submit,
  submitWorking,
  truthOf,
} from "../../support/night-books.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

describe("F3: an order is filled while connectivity is lost", () => {
  it("is known with both legs and their commissions once the gateway has the broker again", async () => {
    const night = await open("f03-fill-around-1100");
    await ready(night);
    await submit(night, callSpread("around-1100", { quantity: 2 }));
    await night.until("the fill", () => night.entries("OrderExecuted").length > 0);
    expect(reasons(night)).toContain("lost its own link to the broker (1100)");
    expect(shown(night, "around-1100")).toMatchObject({ phase: "working", filled: 0 });
    await night.until("ready again", () => isReady(night));
    await night.pass(3_000);
    expect(shown(night, "around-1100")).toMatchObject({ phase: "filled", filled: 2 });
    expect(Object.values(believed(night).positions)).toEqual([2, -2]);
    expect(believed(night)).toEqual(actual(night));
    expect(placedTimes(night)).toEqual({ "around-1100": 1 });
  });
});

describe("F5: an order is taken and its answer lost", () => {
  it("nothing is sent when it is the preview's answer that is lost", async () => {
    const night = await open("f05-doubled-after-restart");
    await ready(night);
    const { message } = await refused(night, callSpread("preview-lost"));
    expect(fired(night)).toEqual(["reset"]);
    expect(message).toContain("the session with the gateway ended");
    await night.until("ready again", () => isReady(night));
    expect(placedTimes(night)).toEqual({});
  });

  it("it is unknown until the broker's books are read, found there, and never sent again", async () => {
    const night = await open("f05-doubled-after-restart");
    calmDown(night);
    night.simulator.control.inject("reset on reply:openOrder nth 2");
    await ready(night);
    await submit(night, callSpread("answer-lost"));
    await night.until("the reset", () => !isReady(night));
    expect(fired(night)).toEqual(["reset"]);
    expect(shown(night, "answer-lost")).toMatchObject({ phase: "unknown", working: true });
    expect(shown(night, "answer-lost").note).toContain("not sent again");
    await night.until("ready again", () => isReady(night));
    await night.pass(10_000);
    expect(shown(night, "answer-lost")).toMatchObject({ phase: "filled", filled: 1 });
    expect(believed(night)).toEqual(actual(night));
    expect(placedTimes(night)).toEqual({ "answer-lost": 1 });
  });

  it("nor is it when the engine is killed before the answer, started again, and asked for the same order", async () => {
    const night = await open("f05-doubled-after-restart", {
      simulator: { latency: { acknowledgeMs: 2_000 } },
    });
    calmDown(night);
    await ready(night);
    // Far above the market: it fills whatever the market does meanwhile.
    const wish = callSpread("killed", { price: { kind: "limit", price: "2.50" } });
    night.engine.submitOrder(wish, "trader").catch(() => undefined);
    await night.until("at the broker", () => night.entries("OrderPlaced").length > 0);
    await night.kill();
    await ready(night);
    expect(await night.typesOf("order-killed")).toContain("OrderOutcomeUnknown");
    await submit(night, wish);
    await night.pass(5_000);
    expect(shown(night, "killed")).toMatchObject({ phase: "filled", filled: 1 });
    expect(believed(night)).toEqual(actual(night));
    expect(placedTimes(night)).toEqual({ killed: 1 });
  });

  it("and an engine that is started three times with the same wish has one order at the broker", async () => {
    const night = await open("f05-doubled-after-restart");
    calmDown(night);
    for (let start = 1; start <= 3; start += 1) {
      await ready(night);
      await submit(night, restingSpread("wish", { timeInForce: "gtc" }));
      await night.pass(1_000);
      await night.stop();
    }
    await ready(night);
    expect(truthOf(night).activeOrders).toHaveLength(1);
    expect(believed(night)).toEqual(actual(night));
    expect(placedTimes(night)).toEqual({ wish: 1 });
  });
});

describe("F6: the next valid id rolls back over a restart", () => {
  it("and the second order joins the first instead of changing it", async () => {
    const night = await open("f06-order-ids-roll-back");
    await ready(night);
    await submitWorking(night, restingSpread("first"));
    await night.pass(8_000);
    await night.until("ready again", () => isReady(night));
    await submitWorking(night, restingSpread("second", { quantity: 2 }));
    expect(fired(night)).toEqual(["order-id-rollback", "nightly-restart"]);
    expect(truthOf(night).activeOrders.map(({ terms }) => terms.quantity)).toEqual([1, 2]);
    expect(night.entries("OrderModified")).toEqual([]);
    expect(believed(night)).toEqual(actual(night));
    expect(shown(night, "second").orderId).toBeGreaterThan(shown(night, "first").orderId ?? Infinity);
  });

  it("and an order after cancelled ones is not refused for its id (103), by a new process either", async () => {
    const night = await open("f06-order-ids-roll-back");
    await ready(night);
    for (const orderRef of ["first", "second"]) {
      await submitWorking(night, restingSpread(orderRef, { quantity: orderRef === "first" ? 1 : 2 }));
      await night.answered(night.engine.cancelOrder(orderRef, "not wanted", "trader"));
      await night.until("cancelled", () => shown(night, orderRef).phase === "cancelled");
    }
    await night.pass(8_000);
    await night.until("ready again", () => isReady(night));
    await night.stop();
    await ready(night);
    await submitWorking(night, restingSpread("third", { quantity: 3 }));
    expect(fired(night)).toEqual(["order-id-rollback", "nightly-restart"]);
    expect(believed(night)).toEqual(actual(night));
    expect(believed(night).live).toEqual(["third"]);
  });
});

describe("F20: the socket is half open", () => {
  it("the silence is noticed, nothing is sent into it, and the gateway is taken again when it lets us in", async () => {
    const night = await open("f20-half-open");
    await ready(night);
    await night.answered(night.engine.openLegs(...legsOf(callSpread("watched")), "trader"));
    await night.pass(11_000);
    expect(fired(night)).toEqual(["half-open"]);
    const { message } = await refused(night, callSpread("into-silence"));
    expect(message).toContain("no margin preview within 5000 ms");
    await night.until("the silence is noticed", () => !isReady(night), 10_000);
    expect(reasons(night)).toContain("no answer to a heartbeat within 6000 ms");
    const { used, lines } = linesView(night.views, night.engine.now());
    expect([used, lines.length]).toEqual([0, 3]);
    for (const { quoteAgeMs } of lines) expect(quoteAgeMs).toBeGreaterThan(6_000);
    await night.until("told why", () => reasons(night).includes("client id"), 10_000);
    expect(placedTimes(night)).toEqual({});
    // The gateway still takes the dead socket for ours, until somebody ends it.
    night.simulator.control.inject("nightly-restart away=1s");
    await night.until("ready again", () => isReady(night), 60_000);
    expect(believed(night)).toEqual(actual(night));
  });

  it.each([
    { what: "arrived", faults: [], phase: "filled", filled: 1, placed: { silence: 1 } },
    {
      what: "was lost",
      faults: ["lose on placeOrder where whatIf=false"],
      phase: "notSent",
      filled: 0,
      placed: {},
    },
  ])("an order that $what without an answer is unknown, then known, and not sent again", async (told) => {
    const night = await open("f20-half-open", { simulator: { speed: 1 } });
    calmDown(night);
    for (const fault of [...told.faults, "half-open on placeOrder where whatIf=false"])
      night.simulator.control.inject(fault);
    await ready(night);
    await submit(night, callSpread("silence"));
    await night.until("the silence is noticed", () => !isReady(night), 10_000);
    expect(fired(night)).toContain("half-open");
    expect(shown(night, "silence")).toMatchObject({ phase: "unknown", working: true });
    night.simulator.control.inject("nightly-restart away=1s");
    await night.until("ready again", () => isReady(night), 60_000);
    await night.pass(10_000);
    expect(shown(night, "silence")).toMatchObject({ phase: told.phase, working: false, filled: told.filled });
    expect(placedTimes(night)).toEqual(told.placed);
    expect(believed(night)).toEqual(actual(night));
  });
});
