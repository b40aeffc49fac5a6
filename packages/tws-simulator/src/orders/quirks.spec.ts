import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { ACCOUNT, comboOf } from "../testing/orders.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let simulator: Simulator;
let client: OrderClient<IBApi>;

beforeEach(async () => {
  simulator = await floor.open({
    speed: 0,
  });
  client = await floor.connect();
});

const inject = (fault: string): string => simulator.control.inject(fault);
const buy = (lmtPrice: number, extra: object = {}): object => order("BUY", 10, { lmtPrice, ...extra });
const held = (): number =>
  simulator.account(ACCOUNT).positions.reduce((sum, { quantity }) => sum + quantity, 0);

async function rest(): Promise<void> {
  client.place(1, SHARE, buy(50));
  await client.pass(500);
}

async function vertical(): Promise<object> {
  const { low, high } = await client.callIds();
  return comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]);
}

describe("a cancel", () => {
  it("that loses to a fill is too late: 10148, and the order is filled", async () => {
    inject("cancel-fate fate=fillFirst next=1");
    await rest();
    client.api.cancelOrder(1);
    await client.pass(500);
    expect([client.lastStatus(1), client.errorCodes(1), held()]).toEqual(["Filled", [10148], 10]);
    expect(client.executions()[0]?.execution.price).toBe(50);
  });

  it("that is lost leaves the order working, and another one ends it", async () => {
    inject("cancel-fate fate=lost next=1");
    await rest();
    client.api.cancelOrder(1);
    await client.pass(2000);
    expect(client.statuses(1).at(-1)).toBe("PendingCancel");
    expect(simulator.account(ACCOUNT).activeOrders).toHaveLength(1);
    client.api.cancelOrder(1);
    await client.pass(500);
    expect(client.lastStatus(1)).toBe("Cancelled");
  });

  it("may be followed by a fill: the fill counts", async () => {
    inject("fill-after-cancel count=1 after=1s");
    await rest();
    client.api.cancelOrder(1);
    await client.pass(500);
    expect([client.lastStatus(1), held()]).toEqual(["Cancelled", 0]);
    await client.pass(1000);
    expect([client.lastStatus(1), held()]).toEqual(["Filled", 10]);
  });

  it("may be told of an order that is filled: the fill stands", async () => {
    inject("cancel-after-fill count=1");
    client.place(1, SHARE, buy(120));
    await client.pass(1000);
    expect(client.statuses(1).slice(-2)).toEqual(["Filled", "Cancelled"]);
    expect([client.errorCodes(1), held()]).toEqual([[202], 10]);
  });
});

describe("one modification", () => {
  it("may become two live orders: a cancel ends one, and the other fills later", async () => {
    inject("duplicate-modification count=1");
    await rest();
    client.place(1, SHARE, buy(51));
    await client.pass(500);
    const permIds = new Set(client.heard.all("orderStatus").map((args) => args[5]));
    expect(permIds.size).toBe(2);
    expect(simulator.account(ACCOUNT).activeOrders.map(({ terms }) => terms.limitPrice)).toEqual([
      500_000, 510_000,
    ]);
    client.api.cancelOrder(1);
    await client.pass(500);
    const [survivor] = simulator.account(ACCOUNT).activeOrders;
    expect(survivor).toMatchObject({ orderId: 1, phase: "working", terms: { limitPrice: 500_000 } });
  });
});

describe("executions", () => {
  it("come in another order, and legs later than their combo", async () => {
    inject("execution-order order=legsFirst");
    client.place(1, await vertical(), order("BUY", 1, { lmtPrice: 5 }));
    await client.pass(1000);
    expect(client.executions().map(({ secType }) => secType)).toEqual(["OPT", "OPT", "BAG"]);
    inject("late-legs by=3s");
    client.place(2, await vertical(), order("BUY", 1, { lmtPrice: 5 }));
    await client.pass(1000);
    expect(client.executions().slice(3)).toHaveLength(1);
    expect(client.lastStatus(2)).toBe("Filled");
    await client.pass(3000);
    expect(
      client
        .executions()
        .slice(4)
        .map(({ secType }) => secType),
    ).toEqual(["OPT", "OPT"]);
  });

  it("are corrected: a new id, another price, and books that follow", async () => {
    inject("corrections chance=1 after=2s");
    client.place(1, SHARE, buy(120));
    await client.pass(1000);
    const cashBefore = simulator.account(ACCOUNT).cash;
    await client.pass(2000);
    const [first, second] = client.executions().map(({ execution }) => execution);
    expect(first?.execId).toMatch(/\.01$/);
    expect(second?.execId).toBe(first?.execId.replace(/\.01$/, ".02"));
    const moved = (second?.price ?? 0) - (first?.price ?? 0);
    expect(Math.abs(moved)).toBeGreaterThan(0.009);
    const { cash, positions } = simulator.account(ACCOUNT);
    expect(cash).toBeCloseTo(cashBefore - 10 * moved, 6);
    expect(positions[0]?.averageCost).toBeCloseTo((second?.price ?? 0) + 0.1, 6);
    await client.pass(500);
    expect(client.heard.all("commissionReport").map(([told]) => (told as { execId: string }).execId)).toEqual(
      [first?.execId, second?.execId],
    );
    client.api.reqExecutions(5, {});
    await client.settle();
    const asked = client.heard.all("execDetails").filter(([id]) => id === 5);
    expect(asked.map(([, , told]) => (told as { execId: string }).execId)).toEqual([second?.execId]);
  });

  it("that are not told are there for who asks", async () => {
    inject("untold-fills count=1");
    client.place(1, SHARE, buy(120));
    await client.pass(1000);
    expect([client.executions(), held()]).toEqual([[], 10]);
    client.api.reqExecutions(5, {});
    await client.settle();
    expect(client.executions()).toHaveLength(1);
  });

  it("go on without commission reports that are lost", async () => {
    inject("lost-commissions count=1");
    client.place(1, SHARE, buy(120));
    client.place(2, SHARE, buy(120));
    await client.pass(1000);
    expect(client.heard.all("commissionReport")).toHaveLength(1);
  });
});

describe("an order", () => {
  it("is refused when the fault's filter fits it, so many times", async () => {
    inject("reject-orders code=201 action=BUY count=1");
    client.place(1, SHARE, buy(50));
    client.place(2, SHARE, buy(50));
    await client.pass(500);
    expect([client.errorCodes(1), client.errorCodes(2)]).toEqual([[201], []]);
    expect(client.lastStatus(2)).toBe("Submitted");
  });

  it("gets ids that were used, when the next valid id is told too low: 103", async () => {
    await rest();
    inject("order-id-rollback by=1");
    client.api.reqIds();
    await client.settle();
    expect(client.heard.all("nextValidId").at(-1)).toEqual([1]);
    client.api.cancelOrder(1);
    await client.pass(500);
    client.place(1, SHARE, buy(51));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([202, 103]);
  });
});

describe("a what-if", () => {
  it("is answered twice, first with a warning and unset margins", async () => {
    inject("what-if mode=twoAnswers second=2s");
    client.place(1, SHARE, buy(100, { whatIf: true }));
    await client.pass(500);
    const states = (): Record<string, unknown>[] =>
      client.heard.all("openOrder").map(([, , , state]) => state as Record<string, unknown>);
    expect(states()).toHaveLength(1);
    expect(states()[0]?.["initMarginChange"]).toBeUndefined();
    expect(states()[0]?.["warningText"]).not.toBe("");
    await client.pass(2000);
    expect(states()[1]?.["initMarginChange"]).toBeGreaterThan(0);
  });
});
