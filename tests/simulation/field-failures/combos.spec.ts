import { describe, expect, it } from "vitest";
import { positionsView } from "@legbook/projections";
import type { VerticalOrderInput } from "@legbook/engine";
import {
  actual,
  believed,
  callSpread,
  fired,
  placedTimes,
  ready,
  refused,
  shown,
  submit,
  submitWorking,
  truthOf,
} from "../../support/night-books.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

const creditSpread = (orderRef: string, changes: Partial<VerticalOrderInput> = {}): VerticalOrderInput =>
  callSpread(orderRef, { longStrike: "105", shortStrike: "100", ...changes });

describe("F7: a what-if", () => {
  it("whose first answer has no margins is waited for until the one that has", async () => {
    const night = await open("f07-what-if-answers-twice");
    await ready(night);
    const input = callSpread("previewed", { quantity: 3 });
    const answer = await night.answered(night.engine.previewOrder(input, "trader"));
    expect(fired(night)).toContain("what-if");
    if (answer.kind === "refused") throw new Error(answer.refusal.message);
    const { margin, passed } = answer.preview;
    expect(passed).toBe(true);
    // The account holds nothing: what it needs afterwards is the order's own margin.
    expect(margin?.initialBefore).toBe(0);
    expect(margin?.initialAfter).toBeGreaterThan(100_000_000);
    await submit(night, { ...input, orderRef: "placed" });
    await night.until("filled", () => shown(night, "placed").phase === "filled");
    await night.pass(1_000);
    expect(truthOf(night).initialMargin).toBeGreaterThan(100);
    expect(believed(night)).toEqual(actual(night));
  });

  it("that is never answered leaves the margin unknown, and nothing is sent on it", async () => {
    const night = await open("f07-what-if-hangs");
    await ready(night);
    const { code, message } = await refused(night, callSpread("unanswered"));
    expect(fired(night)).toEqual(["lose"]);
    expect(code).toBe("risk.buying-power");
    expect(message).toContain("no margin preview within 5000 ms");
    await night.pass(20_000);
    expect(placedTimes(night)).toEqual({});
    expect(shown(night, "unanswered")).toMatchObject({ phase: "refused", working: false });
  });
});

describe("F8: a combo that brings money", () => {
  it("is refused at a positive limit, and rests at a negative one that the market does not pay", async () => {
    const night = await open("f08-credit-combo");
    await ready(night);
    const { code, remedy } = await refused(
      night,
      creditSpread("plus", { price: { kind: "limit", price: "4.00" } }),
    );
    expect(code).toBe("order.limit-price-sign");
    expect(remedy).toContain("-4.00");
    await submitWorking(night, creditSpread("minus", { price: { kind: "limit", price: "-4.00" } }));
    await night.pass(5_000);
    expect(night.entries("OrderExecuted")).toEqual([]);
    expect(believed(night)).toEqual(actual(night));
  });

  it("is bought at the credit of its limit or a better one, each leg once", async () => {
    const night = await open("f08-credit-combo");
    await ready(night);
    await submit(night, creditSpread("credit", { quantity: 2 }));
    await night.until("filled", () => shown(night, "credit").phase === "filled");
    await night.pass(2_000);
    const { limitPrice, averageFillPrice } = shown(night, "credit");
    const [whole] = night.entries("OrderExecuted").flatMap(({ executions }) => executions);
    expect(averageFillPrice).toBe((whole?.price ?? Number.NaN) * 100);
    expect(averageFillPrice).toBeLessThanOrEqual(limitPrice ?? -Infinity);
    expect(limitPrice).toBeLessThan(0);
    const [placed] = night.entries("OrderPlaced");
    const { contract } = placed?.terms ?? {};
    expect(contract?.kind === "combo" && contract.legs.map(({ ratio }) => ratio)).toEqual([1, 1]);
    expect(believed(night)).toEqual(actual(night));
  });
});

describe("F9: prices of legs", () => {
  it("are never sent: a combo has one limit for the whole", async () => {
    const night = await open("f09-leg-prices-refused");
    await ready(night);
    await submit(night, callSpread("whole"));
    await night.until("filled", () => shown(night, "whole").phase === "filled");
    const [placed] = night.entries("OrderPlaced");
    expect(placed?.terms).toMatchObject({ legPrices: null, smartComboRouting: [] });
    expect(placed?.terms.limitPrice).not.toBeNull();
  });

  it("and should the broker refuse with 10058 all the same, the order is over and not repeated", async () => {
    const night = await open("f09-leg-prices-refused");
    await ready(night);
    night.simulator.control.inject("reject-orders code=10058 stage=request");
    await submit(night, callSpread("refused"));
    await night.until("rejected", () => shown(night, "refused").phase === "rejected");
    expect(shown(night, "refused").note).toContain("10058");
    await night.pass(20_000);
    expect(believed(night).live).toEqual([]);
    expect(believed(night)).toEqual(actual(night));
    expect(night.entries("OrderRejected")).toHaveLength(1);
  });
});

describe("F10: a combo fills in parts whose executions come in any order and late", () => {
  it("the position is the account's at once, what is missing is said, and every part is there in the end", async () => {
    const night = await open("f10-combo-fills-out-of-order");
    await ready(night);
    await submit(night, callSpread("parts", { quantity: 6 }));
    await night.until("filled", () => shown(night, "parts").filled === 6);
    expect(fired(night)).toEqual(["execution-order", "late-legs"]);
    expect(night.entries("OrderExecuted").length).toBeGreaterThan(1);
    // Told filled, with no leg's execution yet.
    expect(believed(night).execIds.length).toBeLessThan(actual(night).execIds.length);
    expect(believed(night).positions).toEqual(actual(night).positions);
    const { mismatches } = positionsView(night.views, null, night.engine.now());
    expect(mismatches.map(({ own, broker }) => [own, broker])).toEqual([
      [0, 6],
      [0, -6],
    ]);
    expect(shown(night, "parts").note).toContain("executions of its legs are still to come");
    await night.until("all are told", () => believed(night).execIds.length === actual(night).execIds.length);
    await night.pass(1_000);
    expect(believed(night)).toEqual(actual(night));
    expect(shown(night, "parts")).toMatchObject({ phase: "filled", filled: 6, note: null });
    expect(positionsView(night.views, null, night.engine.now()).mismatches).toEqual([]);
    expect(placedTimes(night)).toEqual({ parts: 1 });
  });
});

describe("F18: a covered spread is margined as if its short leg were naked", () => {
  it("is refused before it is sent, with the broker's margin beside what the order can lose", async () => {
    const night = await open("f18-covered-as-naked");
    await ready(night);
    const input = creditSpread("covered", { quantity: 2 });
    const { code, inputs, message } = await refused(night, input);
    expect(fired(night)).toEqual(["uncovered-margin"]);
    expect(code).toBe("risk.buying-power");
    expect(Number(inputs["buyingPower.initialMarginAfter"])).toBeGreaterThan(2_000);
    expect(Number(inputs["buyingPower.buyingPowerAfter"])).toBeLessThan(0);
    expect(Number(inputs["buyingPower.orderMaxLoss"])).toBeLessThan(1_000);
    expect(message).toMatch(/The broker asks for \d+\.\d\d of margin where the order can lose \d+\.\d\d/);
    expect(placedTimes(night)).toEqual({});
    expect(believed(night)).toEqual(actual(night));
  });
});
