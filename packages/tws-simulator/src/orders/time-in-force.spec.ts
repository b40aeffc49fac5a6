import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../options.ts";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { ACCOUNT } from "../testing/orders.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let simulator: Simulator;
let client: OrderClient<IBApi>;

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await floor.open({
    accounts: [{ id: ACCOUNT, cash: 100_000_000 }],
    ...options,
  });
  client = await floor.connect();
}

const limit = (quantity: number, lmtPrice: number, extra: object): object =>
  order("BUY", quantity, { lmtPrice, ...extra });

const HOUR_MS = 3_600_000;

describe("an order stands", () => {
  beforeEach(() => start());

  it("until its date, with GTD, and is told back as it was sent", async () => {
    client.place(1, SHARE, limit(1, 50, { tif: "GTD", goodTillDate: "20260316 10:05:00 US/Eastern" }));
    await client.pass(500);
    expect(client.order(1)).toMatchObject({ tif: "GTD", goodTillDate: "20260316 10:05:00 US/Eastern" });
    simulator.advanceMarketTime(299_000);
    await client.pass(100);
    expect(client.lastStatus(1)).toBe("Submitted");
    simulator.advanceMarketTime(1000);
    await client.pass(100);
    expect([client.lastStatus(1), client.errorCodes(1)]).toEqual(["Cancelled", [202]]);
  });

  it("from its time on, with a good-after time: PreSubmitted before", async () => {
    client.place(1, SHARE, limit(1, 120, { goodAfterTime: "20260316-14:10:00" }));
    await client.pass(1000);
    expect([client.lastStatus(1), client.executions()]).toEqual(["PreSubmitted", []]);
    simulator.advanceMarketTime(600_000);
    await client.pass(500);
    expect(client.lastStatus(1)).toBe("Filled");
  });

  it("for the day with DAY, and over the night with GTC", async () => {
    client.place(1, SHARE, limit(1, 50, { tif: "DAY" }));
    client.place(2, SHARE, limit(1, 50, { tif: "GTC" }));
    client.place(3, SHARE, limit(1, 50, { tif: "GTD", goodTillDate: "20260317" }));
    await client.pass(500);
    simulator.advanceMarketTime(7 * HOUR_MS);
    await client.pass(500);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Cancelled", "Submitted", "Submitted"]);
    simulator.advanceMarketTime(7 * HOUR_MS);
    await client.pass(500);
    expect([2, 3].map((id) => client.lastStatus(id))).toEqual(["Submitted", "Cancelled"]);
  });

  it("no longer than its contract: a good-till-cancelled order ends with the option's last day", async () => {
    const option = { ...SHARE, secType: "OPT", strike: 100, right: "C" };
    client.place(1, { ...option, lastTradeDateOrContractMonth: "20260320" }, limit(1, 0.05, { tif: "GTC" }));
    client.place(2, { ...option, lastTradeDateOrContractMonth: "20260327" }, limit(1, 0.05, { tif: "GTC" }));
    await client.pass(500);
    for (let day = 0; day < 5; day += 1) {
      simulator.advanceMarketTime(7 * HOUR_MS);
      await client.pass(500);
    }
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Cancelled", "Submitted"]);
    expect(client.errorCodes(1)).toEqual([202]);
  });

  it("for a moment with FOK: wholly filled or not at all", async () => {
    client.place(1, SHARE, limit(1_000_000, 120, { tif: "FOK" }));
    client.place(2, SHARE, limit(50, 120, { tif: "FOK" }));
    client.place(3, SHARE, limit(50, 50, { tif: "FOK" }));
    await client.pass(500);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Cancelled", "Filled", "Cancelled"]);
    expect([1, 2, 3].map((id) => client.filled(id))).toEqual([0, 50, 0]);
  });

  it("for a moment with IOC: what there is, and the rest is cancelled", async () => {
    client.place(1, SHARE, limit(20_000, 120, { tif: "IOC" }));
    await client.pass(500);
    expect(client.lastStatus(1)).toBe("Cancelled");
    expect(client.filled(1)).toBeGreaterThan(0);
    expect(client.filled(1)).toBeLessThan(20_000);
  });

  it("for the close with MOC, where it trades whole", async () => {
    client.place(1, SHARE, order("BUY", 25, { orderType: "MOC" }));
    client.place(2, SHARE, order("BUY", 25, { orderType: "LOC", lmtPrice: 50 }));
    await client.pass(1000);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["PreSubmitted", "PreSubmitted"]);
    simulator.advanceMarketTime(7 * HOUR_MS);
    await client.pass(500);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Filled", "Cancelled"]);
    expect(client.executions()[0]?.execution.time).toContain("20260316 15:59:59");
  });

  it.each<readonly [string, number, object]>([
    ["OPG, which is not offered", 321, { tif: "OPG" }],
    ["GTD without a date", 321, { tif: "GTD" }],
    ["a date that is none", 337, { tif: "GTD", goodTillDate: "tomorrow" }],
    ["a date that is past", 334, { tif: "GTD", goodTillDate: "20260315 10:00:00" }],
    ["a zone that is none", 337, { goodAfterTime: "20260316 10:00:00 Nowhere/City" }],
    ["MOC for longer than a day", 113, { tif: "GTC", orderType: "MOC" }],
  ])("not with %s: %i", async (_, code, terms) => {
    client.place(1, SHARE, limit(1, 50, terms));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([code]);
  });

  it("within regular hours for a contract that has no others: 2109, and it is taken", async () => {
    const { low } = await client.callIds();
    client.place(1, { conId: low, exchange: "SMART" }, limit(1, 0.05, { outsideRth: true }));
    client.place(2, SHARE, limit(1, 50, { outsideRth: true }));
    await client.pass(500);
    const informed = client.heard.all("info").map(([, code]) => code);
    expect([...client.errorCodes(1), ...informed].filter((code) => code === 2109)).toHaveLength(1);
    expect(client.errorCodes(2)).toEqual([]);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Submitted", "Submitted"]);
  });
});
