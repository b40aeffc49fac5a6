import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { ACCOUNT } from "../testing/orders.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let client: OrderClient<IBApi>;

beforeEach(async () => {
  await floor.open({
    accounts: [{ id: ACCOUNT, cash: 100_000_000 }],
  });
  client = await floor.connect();
});

const resting = (extra: object = {}): object => order("BUY", 10, { lmtPrice: 50, ...extra });

async function rest(extra: object = {}): Promise<void> {
  client.place(1, SHARE, resting(extra));
  await client.pass(500);
}

describe("an order that is placed again under its id", () => {
  it("takes price, quantity, time in force and type, and keeps its permanent id", async () => {
    await rest();
    client.place(1, SHARE, resting({ lmtPrice: 51, totalQuantity: 12, tif: "GTC" }));
    await client.pass(500);
    expect(client.order(1)).toMatchObject({ lmtPrice: 51, totalQuantity: 12, tif: "GTC" });
    client.place(1, SHARE, resting({ orderType: "STP", auxPrice: 150, tif: "GTC" }));
    await client.pass(500);
    expect(client.order(1)).toMatchObject({ orderType: "STP", auxPrice: 150 });
    client.place(1, SHARE, resting({ orderType: "MKT", lmtPrice: undefined }));
    await client.pass(500);
    expect(client.lastStatus(1)).toBe("Filled");
    expect(new Set(client.heard.all("orderStatus").map((args) => args[5])).size).toBe(1);
  });

  it("keeps what is filled, and cannot become smaller than that", async () => {
    client.place(1, SHARE, order("BUY", 100_000, { lmtPrice: 120 }));
    await client.passUntil(() => client.filled(1) > 0, 50);
    client.place(1, SHARE, order("BUY", 100_000, { lmtPrice: 50 }));
    await client.pass(200);
    const filled = client.filled(1);
    client.place(1, SHARE, order("BUY", 1, { lmtPrice: 50 }));
    await client.pass(200);
    expect(client.errorCodes(1)).toEqual([201]);
    client.place(1, SHARE, order("BUY", filled + 5, { lmtPrice: 50 }));
    await client.pass(200);
    expect([client.filled(1), client.remaining(1)]).toEqual([filled, 5]);
  });

  it.each<readonly [string, number, object]>([
    ["to the other side: 105", 105, { action: "SELL" }],
    ["to a trailing stop: 329", 329, { orderType: "TRAIL", auxPrice: 1 }],
    ["to another parent: 105", 105, { parentId: 7 }],
    ["without transmitting the change", 321, { transmit: false }],
    ["to a price off the tick: 110", 110, { lmtPrice: 50.001 }],
  ])("is not changed %s", async (_, code, extra) => {
    await rest();
    client.place(1, SHARE, resting(extra));
    await client.pass(500);
    expect(client.errorCodes(1)).toEqual([code]);
    client.api.reqOpenOrders();
    await client.settle();
    expect(client.order(1)).toMatchObject({ action: "BUY", orderType: "LMT", lmtPrice: 50 });
    expect(client.lastStatus(1)).toBe("Submitted");
  });

  it("is refused while it is being cancelled, and its cancel goes on", async () => {
    await rest();
    client.api.cancelOrder(1);
    client.place(1, SHARE, resting({ lmtPrice: 51 }));
    await client.pass(500);
    expect([client.lastStatus(1), client.errorCodes(1)]).toEqual(["Cancelled", [201, 202]]);
  });

  it("is another order when the id was never used, and must not be lower than those that were: 103", async () => {
    await rest();
    client.place(3, SHARE, resting());
    client.place(2, SHARE, resting());
    client.place(0, SHARE, resting());
    await client.pass(500);
    expect([client.errorCodes(2), client.errorCodes(0)]).toEqual([[103], [10149]]);
  });
});

describe("a cancel", () => {
  it("with the time at which a person did it is taken, and with no time refused", async () => {
    await rest();
    client.api.cancelOrder(1, "nonsense");
    await client.pass(500);
    expect([client.lastStatus(1), client.errorCodes(1)]).toEqual(["Submitted", [321]]);
    client.api.cancelOrder(1, "20260316-15:00:00");
    await client.pass(500);
    expect(client.statuses(1).slice(-2)).toEqual(["PendingCancel", "Cancelled"]);
  });
});
