import { isoDate, micros, type OptionContract, parseOrderRef, type StockContract } from "@legbook/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayOrder, GatewayRequest } from "../../ports/broker-gateway.ts";
import { type Heard, hear, startWirePeer, type WirePeer } from "../testing/wire-peer.ts";

const stock: StockContract = {
  kind: "stock",
  conId: 208813720,
  symbol: "GOOG",
  exchange: "SMART",
  primaryExchange: "NASDAQ",
  currency: "USD",
  minTick: micros(10_000),
};
const option = (conId: number): OptionContract => ({
  kind: "option",
  conId,
  symbol: "GOOG",
  underlyingConId: stock.conId,
  tradingClass: "GOOG",
  localSymbol: "GOOG  160115C00745000",
  expiry: isoDate("2016-01-15"),
  strike: micros(745_000_000),
  right: "call",
  multiplier: 100,
  exchange: "",
  currency: "USD",
  minTick: micros(50_000),
});
const order: GatewayOrder = {
  orderRef: parseOrderRef("lb-5f")!,
  account: "DU1000001",
  symbol: "GOOG",
  currency: "USD",
  legs: [
    { contract: option(11), ratio: 1, action: "buy" },
    { contract: option(12), ratio: 1, action: "sell" },
  ],
  quantity: 3,
  limitPrice: micros(-450_000),
  timeInForce: "gtc",
};

let peer: WirePeer;
let heard: Heard;
beforeAll(async () => {
  peer = await startWirePeer();
  heard = hear();
  heard.gateway.connect({ host: "127.0.0.1", port: peer.port, clientId: 1 });
  await heard.one("opened");
});
afterAll(async () => {
  heard.gateway.disconnect();
  await peer.close();
});

/** The fields of the one message that a request becomes. */
async function written(request: GatewayRequest): Promise<string[]> {
  const { received } = peer.connections[0]!;
  const before = received.length;
  expect(heard.gateway.send(request)).toEqual({ kind: "sent" });
  await heard.until(() => received.length > before, request.kind);
  expect(received).toHaveLength(before + 1);
  return received[before]!;
}

describe("what a request is on the wire", () => {
  it.each([
    [{ kind: "currentTime" }, "49|1"],
    [{ kind: "managedAccounts" }, "17|1"],
    [{ kind: "orderIds" }, "8|1|0"],
    [{ kind: "marketDataType", dataType: "delayed" }, "59|1|3"],
    [{ kind: "matchingSymbols", requestId: 5, pattern: "GOO" }, "81|5|GOO"],
    [{ kind: "closeLine", requestId: 5 }, "2|1|5"],
    [
      { kind: "chainParameters", requestId: 5, symbol: "GOOG", underlyingConId: 208813720 },
      "78|5|GOOG||STK|208813720",
    ],
    [{ kind: "openOrders" }, "16|1"],
    [{ kind: "executions", requestId: 5 }, "7|3|5|||||||"],
    [{ kind: "positions" }, "61|1"],
    [{ kind: "cancelPositions" }, "64|1"],
    [
      { kind: "accountSummary", requestId: 5 },
      "62|1|5|All|NetLiquidation,TotalCashValue,BuyingPower,AvailableFunds,InitMarginReq,MaintMarginReq",
    ],
    [{ kind: "cancelAccountSummary", requestId: 5 }, "63|1|5"],
    [{ kind: "accountProfitAndLoss", requestId: 5, account: "DU1" }, "92|5|DU1|"],
    [{ kind: "cancelAccountProfitAndLoss", requestId: 5 }, "93|5"],
    [{ kind: "positionProfitAndLoss", requestId: 5, account: "DU1", conId: 11 }, "94|5|DU1||11"],
    [{ kind: "cancelPositionProfitAndLoss", requestId: 5 }, "95|5"],
    [{ kind: "cancelOrder", orderId: 17 }, "4|17|||2147483647"],
  ] satisfies [GatewayRequest, string][])("%j", async (request, fields) => {
    expect((await written(request)).join("|")).toBe(fields);
  });

  it("opens an option's line by its contract id, with open interest", async () => {
    const fields = await written({ kind: "openLine", requestId: 5, contract: option(11) });
    expect(fields.slice(0, 12).join("|")).toBe("1|11|5|11|GOOG|OPT|||||SMART|");
    expect(fields).toContain("100,101,106");
  });

  it("opens a share's line without option ticks", async () => {
    const fields = await written({ kind: "openLine", requestId: 6, contract: stock });
    expect(fields.slice(0, 13).join("|")).toBe("1|11|6|208813720|GOOG|STK|||||SMART||USD");
    expect(fields).not.toContain("100,101,106");
  });

  it("asks for the details of one expiry's options", async () => {
    const expiry = { symbol: "GOOG", tradingClass: "GOOG", exchange: "SMART", expiry: isoDate("2016-01-15") };
    const both = await written({ kind: "expiryDetails", requestId: 5, ...expiry, right: null });
    expect(both.slice(0, 15).join("|")).toBe("9|8|5||GOOG|OPT|20160115||||SMART||||GOOG");
    const puts = await written({ kind: "expiryDetails", requestId: 5, ...expiry, right: "put" });
    expect(puts.slice(4, 10).join("|")).toBe("GOOG|OPT|20160115||P|");
  });

  it("buys a combo at a signed limit, its direction in its legs, with our reference", async () => {
    const fields = await written({ kind: "placeOrder", orderId: 17, order, whatIf: false });
    expect(fields.slice(0, 28).join("|")).toBe(
      "3|17|0|GOOG|BAG||0|||SMART||USD|||||BUY|3|LMT|-0.45||GTC||DU1000001||0|lb-5f|1",
    );
    const legs = fields.indexOf("2", 28);
    expect(fields.slice(legs, legs + 19).join("|")).toBe(
      "2|11|1|BUY|SMART|0|0||-1|12|1|SELL|SMART|0|0||-1|0|0",
    );
  });

  it("marks a preview, and nothing else, as what-if", async () => {
    const real = await written({ kind: "placeOrder", orderId: 17, order, whatIf: false });
    const preview = await written({ kind: "placeOrder", orderId: 17, order, whatIf: true });
    const different = real.map((field, index) => [field, preview[index]]).filter(([a, b]) => a !== b);
    expect(different).toEqual([["0", "1"]]);
  });
});
