import { describe, expect, it } from "vitest";
import { CLIENT_ID, type Night } from "../../support/night.ts";
import {
  actual,
  believed,
  fired,
  ready,
  restingSpread,
  shown,
  submitWorking,
  truthOf,
} from "../../support/night-books.ts";
import { changeLimit, intrude } from "../../support/night-intruder.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

/**
 * We change no orders: a program that ran under our client id while we were away did. The broker has two orders under
 * our one reference and order id when we come back.
 */
async function withTwins(): Promise<Night> {
  const night = await open("f04-one-change-two-orders");
  await ready(night);
  await submitWorking(night, restingSpread("changed"));
  await night.stop();
  const other = await intrude(night, CLIENT_ID);
  const [order] = truthOf(night).activeOrders;
  if (order === undefined) throw new Error("the order is not at the broker");
  changeLimit(other, order, 0.1);
  await night.until("two orders", () => truthOf(night).activeOrders.length === 2);
  other.gateway.disconnect();
  await night.pass(500);
  await ready(night);
  expect(fired(night)).toEqual(["duplicate-modification"]);
  return night;
}

const permIdsOf = (night: Night) => truthOf(night).activeOrders.map(({ permId }) => permId);

describe("F4: one modification leaves two live orders", () => {
  it("we send none, so that one order stays one order whatever is asked again", async () => {
    const night = await open("f04-one-change-two-orders");
    await ready(night);
    await submitWorking(night, restingSpread("once"));
    await night.answered(night.engine.submitOrder(restingSpread("once"), "trader"));
    const otherTerms = restingSpread("once", { price: { kind: "limit", price: "0.10" } });
    const changed = await night.answered(night.engine.submitOrder(otherTerms, "trader"));
    expect(changed).toMatchObject({ kind: "refused", refusal: { code: "order.ref-reused" } });
    await night.pass(1_000);
    expect(truthOf(night).activeOrders).toHaveLength(1);
    expect(night.entries("OrderModified")).toEqual([]);
  });

  it("are an alarm that names both, and a cancel that ends one does not make the order look over", async () => {
    const night = await withTwins();
    const [first, second] = permIdsOf(night);
    expect(shown(night, "changed")).toMatchObject({ duplicated: true, working: true });
    expect(shown(night, "changed").note).toContain(`${first}, ${second}`);
    await night.answered(night.engine.cancelOrder("changed", "no more", "trader"));
    await night.until("one is cancelled", () => truthOf(night).activeOrders.length === 1);
    await night.pass(2_000);
    expect(permIdsOf(night)).toEqual([first]);
    expect(shown(night, "changed")).toMatchObject({ phase: "working", duplicated: true, working: true });
    expect(shown(night, "changed").note).toContain(`Not over: ${first}`);
    // The broker takes no cancel for the first one any more; it is asked once, not without end.
    const requests = (await night.typesOf("order-changed")).length;
    await night.pass(20_000);
    expect(await night.typesOf("order-changed")).toHaveLength(requests);
    // A person ends it, as the note asks.
    night.simulator.control.fillOrder(first ?? 0);
    await night.pass(3_000);
    expect(shown(night, "changed")).toMatchObject({ phase: "filled", working: false });
    expect(believed(night)).toEqual(actual(night));
  });

  it("and when one of them fills, the other one is still shown as able to", async () => {
    const night = await withTwins();
    const [first = 0, second = 0] = permIdsOf(night);
    night.simulator.control.fillOrder(second);
    await night.pass(3_000);
    expect(permIdsOf(night)).toEqual([first]);
    expect(shown(night, "changed")).toMatchObject({ filled: 1, working: true, duplicated: true });
    night.simulator.control.fillOrder(first);
    await night.pass(3_000);
    expect(shown(night, "changed")).toMatchObject({ phase: "filled", filled: 2, working: false });
    expect(Object.values(believed(night).positions)).toEqual([2, -2]);
    expect(believed(night)).toEqual(actual(night));
  });

  it("under the kill switch both are cancelled as far as the broker lets us, and what is left is shown", async () => {
    const night = await withTwins();
    const [first] = permIdsOf(night);
    await night.answered(night.engine.engageKillSwitch("DU1234567", "enough", "trader"));
    await night.pass(5_000);
    expect(permIdsOf(night)).toEqual([first]);
    expect(shown(night, "changed")).toMatchObject({ phase: "working", working: true, duplicated: true });
    const requests = (await night.typesOf("order-changed")).length;
    await night.pass(20_000);
    expect(await night.typesOf("order-changed")).toHaveLength(requests);
  });
});
