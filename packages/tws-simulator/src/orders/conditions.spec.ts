import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { conditionsHold, type OrderCondition } from "./order-conditions.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let simulator: Simulator;
let client: OrderClient<IBApi>;
let conId: number;

beforeEach(async () => {
  simulator = await floor.open();
  client = await floor.connect();
  client.api.reqContractDetails(800, SHARE as never);
  const [, found] = await client.heard.one("contractDetails", ([id]) => id === 800);
  conId = (found as { contract: { conId: number } }).contract.conId;
});

const price = (isMore: boolean, at: number): object => ({
  type: 1,
  conjunctionConnection: "a",
  isMore,
  strValue: String(at),
  price: at,
  conId,
  exchange: "SMART",
  triggerMethod: 0,
});
const time = (isMore: boolean, at: string): object => ({
  type: 3,
  conjunctionConnection: "a",
  isMore,
  strValue: at,
  time: at,
});
const margin = (isMore: boolean, percent: number): object => ({
  type: 4,
  conjunctionConnection: "a",
  isMore,
  strValue: String(percent),
  percent,
});
const execution = (symbol: string): object => ({
  type: 5,
  conjunctionConnection: "a",
  secType: "STK",
  exchange: "SMART",
  symbol,
});
const or = (condition: object): object => ({ ...condition, conjunctionConnection: "o" });
const when = (conditions: object[], extra: object = {}): object =>
  order("BUY", 5, { lmtPrice: 120, conditions, ...extra });

describe("an order with conditions", () => {
  it("waits for a price, then works; its conditions are told back", async () => {
    client.place(1, SHARE, when([price(false, 10)]));
    client.place(2, SHARE, when([price(true, 10)]));
    await client.pass(1000);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["PreSubmitted", "Filled"]);
    expect(client.order(1)["conditions"]).toMatchObject([{ type: 1, isMore: false, conId, price: 10 }]);
  });

  it("waits for a time", async () => {
    client.place(1, SHARE, when([time(true, "20260316 10:05:00 US/Eastern")]));
    await client.pass(1000);
    expect(client.lastStatus(1)).toBe("PreSubmitted");
    simulator.advanceMarketTime(300_000);
    await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Filled");
  });

  it("waits for a trade of the account in a symbol, and for the account's cushion", async () => {
    client.place(1, SHARE, when([execution("LBX")]));
    client.place(2, SHARE, when([margin(true, 99)]));
    client.place(3, SHARE, when([margin(false, 10)]));
    await client.pass(1000);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Filled", "Filled", "PreSubmitted"]);
  });

  it("is cancelled instead when they are met, if it says so", async () => {
    const at = "20260316 10:05:00 US/Eastern";
    client.place(1, SHARE, when([time(true, at)], { lmtPrice: 50, conditionsCancelOrder: true }));
    await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Submitted");
    simulator.advanceMarketTime(300_000);
    await client.pass(500);
    expect([client.lastStatus(1), client.errorCodes(1)]).toEqual(["Cancelled", [202]]);
  });

  it("needs all of those that are joined by and, or one of those by or", async () => {
    client.place(1, SHARE, when([price(true, 10), price(false, 20)]));
    client.place(2, SHARE, when([or(price(true, 10)), price(false, 20)]));
    await client.pass(1000);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["PreSubmitted", "Filled"]);
  });

  it.each<readonly [string, number, () => object]>([
    ["on a contract that is not there", 147, () => ({ ...price(true, 1), conId: 7 })],
    ["on a time that is none", 321, () => time(true, "soon")],
  ])("is refused %s: %i", async (_, code, condition) => {
    client.place(1, SHARE, when([condition()]));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([code]);
  });
});

describe("conditions", () => {
  it("hold when every one of some group does: and binds more closely than or", () => {
    const condition = (joins: "and" | "or", isMore: boolean): OrderCondition => ({
      kind: "time",
      joins,
      isMore,
      at: 0,
      valueText: "",
    });
    const holds = (...written: (readonly [boolean, "and" | "or"])[]): boolean =>
      conditionsHold(
        written.map(([value, joins]) => condition(joins, value)),
        (one) => one.kind === "time" && one.isMore,
      );
    expect(holds([true, "and"], [false, "or"], [true, "and"])).toBe(true);
    expect(holds([false, "or"], [true, "and"], [false, "and"])).toBe(false);
    expect(holds([true, "or"], [false, "and"], [false, "and"])).toBe(true);
  });
});
