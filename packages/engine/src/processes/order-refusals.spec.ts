import type { DomainEventType } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { EXPIRED, vertical } from "../testing/listed-options.ts";

/** What may stand in the log besides the refusal: facts about the chain, lines, what was taken in, and the connection that goes its way. */
const LOOKED_UP = /^(?:Chain|Underlying|Expiry|Line|Ticks|Inputs|GatewayTime|ConnectionRequested)/;

async function newEvents(run: EngineRun, from: number): Promise<readonly DomainEventType[]> {
  return (await run.log())
    .slice(from)
    .flatMap(({ event }) => (LOOKED_UP.test(event.type) ? [] : [event.type]));
}

async function refusalOf(run: EngineRun, changes: Parameters<typeof vertical>[1], orderRef = "bad-1") {
  const before = (await run.log()).length;
  const answering = run.engine.submitOrder(vertical(orderRef, changes), "trader");
  await run.pass(5_000);
  const answer = await answering;
  if (answer.kind === "accepted") throw new Error("it was accepted");
  return { ...answer.refusal, events: await newEvents(run, before) };
}

describe("an order whose terms are wrong", () => {
  it.each([
    ["an unknown symbol", { symbol: "NOPE" }, "order.symbol-unknown", "symbol"],
    ["a symbol that is none", { symbol: "no pe!" }, "order.symbol-unknown", "symbol"],
    ["an empty symbol", { symbol: "" }, "order.symbol-unknown", "symbol"],
    ["an expiry that is not listed", { expiry: "2026-12-19" }, "order.expiry-not-listed", "expiry"],
    ["an expiry that is no date", { expiry: "soon" }, "order.expiry-malformed", "expiry"],
    ["an expiry that has passed", { expiry: EXPIRED }, "order.expiry-expired", "expiry"],
    ["a strike that is not in the chain", { longStrike: "101" }, "order.strike-not-in-chain", "longStrike"],
    [
      "a short strike that is not in the chain",
      { shortStrike: "104" },
      "order.strike-not-in-chain",
      "shortStrike",
    ],
    ["a right that is none", { right: "both" }, "order.right-unknown", "right"],
    [
      "a limit above the width",
      { price: { kind: "limit", price: "5.01" } },
      "order.limit-price-outside-width",
      "price",
    ],
    [
      "a limit of the wrong sign",
      { price: { kind: "limit", price: "-1" } },
      "order.limit-price-sign",
      "price",
    ],
    [
      "a limit off the tick",
      { price: { kind: "limit", price: "0.455" } },
      "order.limit-price-off-tick",
      "price",
    ],
    [
      "a limit that is no number",
      { price: { kind: "limit", price: "NaN" } },
      "order.limit-price-malformed",
      "price",
    ],
    ["no quantity", { quantity: 0 }, "order.quantity-not-positive", "quantity"],
    ["a negative quantity", { quantity: -1 }, "order.quantity-not-positive", "quantity"],
    ["an absurd quantity", { quantity: 1e9 }, "order.quantity-absurd", "quantity"],
    ["a quantity that is no number", { quantity: Number.NaN }, "order.quantity-not-whole", "quantity"],
    ["an infinite quantity", { quantity: Number.POSITIVE_INFINITY }, "order.quantity-not-whole", "quantity"],
    ["an account that is not allowed", { account: "U999" }, "order.account-not-allowed", "account"],
    ["a time in force that is none", { timeInForce: "fok" }, "order.time-in-force-unknown", "timeInForce"],
  ] as const)(
    "for %s names the field and a remedy, and leaves the refusal alone in the log",
    async (_, changes, code, field) => {
      const run = await startRun({ accountsAllowed: ["DU*"] });
      const refusal = await refusalOf(run, changes);
      expect(refusal).toMatchObject({ code, field, events: ["OrderRefused"] });
      expect(refusal.remedy).not.toBe("");
      expect(run.gateway.sentOf("placeOrder")).toEqual([]);
      expect(run.fatal).toEqual([]);
    },
  );

  it("is refused again in the same words when it is repeated, and recorded once", async () => {
    const run = await startRun();
    const first = await refusalOf(run, { quantity: Number.NaN });
    const again = await refusalOf(run, { quantity: Number.NaN });
    expect(again).toMatchObject({ code: first.code, message: first.message, events: [] });
  });

  it("is not recorded at all under a reference that is none", async () => {
    const run = await startRun();
    const refusal = await refusalOf(run, {}, "not a reference!");
    expect(refusal).toMatchObject({ code: "order.ref-malformed", field: "orderRef", events: [] });
  });
});

describe("an order reference", () => {
  it("stands for one order, however often and at once it is sent", async () => {
    const run = await startRun();
    const answers = await Promise.all(
      [1, 2, 3].map(() => run.engine.submitOrder(vertical("abc-1"), "trader")),
    );
    answers.push(await run.engine.submitOrder(vertical("abc-1"), "another"));
    await run.settled();
    expect(answers.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
    expect(run.gateway.placed).toHaveLength(1);
    expect((await run.typesOf("order-abc-1")).filter((type) => type === "OrderRequested")).toHaveLength(1);
  });

  it("is refused for other terms, and the order under it goes on untouched", async () => {
    const run = await startRun();
    await run.place("abc-1");
    const before = await run.typesOf("order-abc-1");
    expect(await refusalOf(run, { quantity: 2 }, "abc-1")).toMatchObject({
      code: "order.ref-reused",
      field: "orderRef",
      events: [],
    });
    expect(await run.typesOf("order-abc-1")).toEqual(before);
    expect(run.gateway.placed).toHaveLength(1);
  });

  it("of a preview cannot become an order", async () => {
    const run = await startRun();
    await run.engine.previewOrder(vertical("look-1"), "trader");
    expect(await run.engine.submitOrder(vertical("look-1"), "trader")).toMatchObject({
      refusal: { code: "order.ref-reused" },
    });
  });
});

describe("while the gateway is gone", () => {
  it("an order in a chain that nobody has looked up is refused with the reason, and recorded", async () => {
    const run = await startRun();
    run.gateway.door = "silent";
    run.gateway.lose();
    await run.settled();
    const refusal = await refusalOf(run, {});
    expect(refusal).toMatchObject({ code: "gateway.no-answer", field: "symbol", events: ["OrderRefused"] });
    expect(refusal.remedy).toContain("new reference");
    expect(await run.typesOf("order-bad-1")).toEqual(["OrderRefused"]);
  });

  it("a reference that stands for an order already keeps its order", async () => {
    const run = await startRun();
    await run.place("abc-1");
    run.gateway.door = "silent";
    run.gateway.lose();
    await run.settled();
    expect(await refusalOf(run, { symbol: "NOPE" }, "abc-1")).toMatchObject({ code: "order.ref-reused" });
    expect(run.fatal).toEqual([]);
  });
});

describe("a command that names what does not exist", () => {
  it("is refused: cancelling an order that nobody asked for", async () => {
    const run = await startRun();
    const answer = await run.engine.cancelOrder("who-1", "?", "trader");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "order.unknown", field: "orderRef" } });
  });

  it.each(["", "not an account", "U999", "../x"])("is refused: risk of account %j", async (account) => {
    const run = await startRun({ accountsAllowed: ["DU*"] });
    const answer = await run.engine.engageKillSwitch(account, "stop", "trader");
    expect(answer).toMatchObject({
      kind: "refused",
      refusal: { code: "risk.account-unknown", field: "account" },
    });
    expect(run.fatal).toEqual([]);
  });
});
