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
  simulator = await floor.open();
  client = await floor.connect();
  const { low, high } = await client.callIds();
  const combo = comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]);
  client.place(1, SHARE, order("BUY", 5, { lmtPrice: 120 }));
  client.place(2, combo, order("BUY", 1, { lmtPrice: 5 }));
  await client.pass(1000);
  simulator.advanceMarketTime(600_000);
  client.place(3, SHARE, order("SELL", 5, { lmtPrice: 50 }));
  await client.pass(1000);
});

/** Order ids of the executions that a filter finds. */
async function found(requestId: number, filter: object): Promise<unknown[]> {
  client.api.reqExecutions(requestId, filter);
  await client.settle();
  expect(client.heard.all("execDetailsEnd").some(([id]) => id === requestId)).toBe(true);
  return client.heard
    .all("execDetails")
    .filter(([id]) => id === requestId)
    .map(([, , execution]) => (execution as { orderId: number }).orderId);
}

describe("executions are found", () => {
  it.each<readonly [string, object, readonly number[]]>([
    ["all of the day", {}, [1, 2, 2, 2, 3]],
    ["by side", { side: "SELL" }, [2, 3]],
    ["by security type", { secType: "BAG" }, [2]],
    ["by symbol", { symbol: "LBY" }, []],
    ["by account", { acctCode: ACCOUNT }, [1, 2, 2, 2, 3]],
    ["since a time in New York", { time: "20260316 10:05:00 US/Eastern" }, [3]],
    ["since a time in UTC", { time: "20260316-14:05:00" }, [3]],
    ["since a time in another zone", { time: "20260316 15:05:00 Europe/Berlin" }, [3]],
  ])("%s", async (_, filter, ids) => {
    expect(await found(50, filter)).toEqual(ids);
  });

  it("not by a time that is none: 321", async () => {
    client.api.reqExecutions(51, { time: "noon" });
    await client.settle();
    expect(client.errorCodes(51)).toEqual([321]);
  });

  it("until the day is over", async () => {
    simulator.advanceMarketTime(7 * 3_600_000);
    await client.pass(500);
    expect(await found(52, {})).toEqual([]);
  });
});
