import { connectionView, positionsView, profitAndLossView } from "@legbook/projections";
import { describe, expect, it } from "vitest";
import { ACCOUNT, type Night } from "../../support/night.ts";
import {
  actual,
  believed,
  callSpread,
  fired,
  isReady,
  placedTimes,
  ready,
  shown,
  submit,
  truthOf,
} from "../../support/night-books.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

/** Where the screen says that our executions do not explain the broker's position, as `[ours, the broker's]`. */
function differences(night: Night): readonly (readonly [number, number | null])[] {
  const { mismatches } = positionsView(night.views, null, night.engine.now());
  return mismatches.flatMap(({ settling, own, broker }) => (settling ? [] : [[own, broker] as const]));
}

const notice = (night: Night) => connectionView(night.views, night.engine.now()).lastNotice?.message ?? "";

describe("F14: a person trades in the same account by hand", () => {
  it("the position is the account's and called unexplained, and the person's order is found and told of", async () => {
    const night = await open("f14-traded-by-hand", { simulator: { speed: 1 } });
    await ready(night);
    await submit(night, callSpread("ours", { price: { kind: "limit", price: "2.50" } }));
    await night.pass(80_000, 500);
    expect(fired(night)).toEqual(["order-by-hand", "order-by-hand"]);
    expect(Object.values(believed(night).positions).sort((a, b) => a - b)).toEqual([-1, 1, 100]);
    expect(believed(night)).toEqual(actual(night));
    expect(differences(night)).toEqual([[0, 100]]);
    const [byHand] = truthOf(night).activeOrders;
    expect(byHand?.terms.action).toBe("SELL");
    expect(notice(night)).toContain(
      `order ${byHand?.permId} of client 0 in ${ACCOUNT}, not placed by this engine`,
    );
    expect(placedTimes(night)).toEqual({ ours: 1 });
  });
});

describe("F15: execution times come in another zone", () => {
  it("are read in the zone that they name", async () => {
    const night = await open("f15-wrong-zone");
    await ready(night);
    await submit(night, callSpread("zoned", { price: { kind: "limit", price: "2.50" } }));
    await night.until("filled", () => shown(night, "zoned").phase === "filled");
    await night.pass(1_000);
    expect(fired(night)).toEqual(["wrong-zone"]);
    const [fill] = night.entries("OrderExecuted");
    const executions = night.views.executions.executions;
    expect([...executions.entries()]).toHaveLength(3);
    for (const [, { executedAt }] of executions.entries())
      expect(Math.abs(executedAt - (fill?.at ?? Infinity))).toBeLessThan(1_000);
    expect(believed(night)).toEqual(actual(night));
  });
});

describe("F15: a short option is assigned overnight and nobody is told", () => {
  it("the shares are shown in its place, and both are called unexplained by our executions", async () => {
    const night = await open("f15-silent-assignment");
    await ready(night);
    await submit(night, callSpread("short-call", { longStrike: "95", shortStrike: "90" }));
    await night.until("filled", () => shown(night, "short-call").phase === "filled");
    await night.until("the next morning", () => night.entries("DayStarted").length === 2, 120_000, 500);
    await night.pass(3_000);
    expect(fired(night)).toEqual(["assign"]);
    expect(truthOf(night).positions.map(({ quantity }) => quantity)).toEqual([1, -100]);
    expect(believed(night)).toEqual(actual(night));
    expect(differences(night)).toEqual([
      [-1, 0],
      [0, -100],
    ]);
  });
});

describe("F16: after the nightly restart the portfolio's values come unset", () => {
  it("cost and value are the account's, by messages that we ask for and that one which comes unset is none of", async () => {
    const night = await open("f16-unset-account-values");
    await ready(night);
    await night.pass(15_000);
    await night.until("ready again", () => isReady(night));
    await night.pass(5_000);
    // The second fault waits for a request for the portfolio. We make none.
    expect(fired(night)).toEqual(["nightly-restart"]);
    const truth = truthOf(night);
    const [group] = positionsView(night.views, ACCOUNT, night.engine.now()).groups;
    const [held] = truth.positions;
    expect(group?.cost).toBe((held?.averageCost ?? 0) * (held?.quantity ?? 0) * 1_000_000);
    expect(group?.value).toBe((held?.marketValue ?? 0) * 1_000_000);
    const money = profitAndLossView(night.views, ACCOUNT, night.engine.now());
    expect(money?.summary?.netLiquidation).toBe(truth.netLiquidation * 1_000_000);
    expect(money?.summary?.initialMargin).toBe(truth.initialMargin * 1_000_000);
    expect(money?.unrealised).toBe(truth.unrealised * 1_000_000);
    expect(believed(night)).toEqual(actual(night));
  });
});

describe("F19: an order is not filled for hours", () => {
  it("is shown as working, unfilled, and spoken of each time that its age has doubled", async () => {
    const night = await open("f19-unfilled-for-hours");
    await ready(night);
    await submit(night, callSpread("waits", { timeInForce: "gtc" }));
    await night.pass(60_000, 500);
    expect(fired(night)).toEqual(["latency"]);
    expect(shown(night, "waits")).toMatchObject({ phase: "working", filled: 0, remaining: 1 });
    expect(night.engine.now() - shown(night, "waits").requestedAt).toBeGreaterThan(3 * 3_600_000);
    expect(notice(night)).toMatch(/^order waits has worked for 1\d\d min with 0 of 1 filled/);
    const notices = (await night.typesOf("gateway-17")).filter((type) => type === "GatewayNoticeReported");
    expect(notices).toHaveLength(2);
    expect(believed(night)).toEqual(actual(night));
  });
});
