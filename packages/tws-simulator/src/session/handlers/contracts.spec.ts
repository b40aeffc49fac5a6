import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import type { ReplyValues } from "../../wire/reply-layouts.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";

let simulator: Simulator;
let client: RawClient;
let requestId = 0;

beforeEach(async () => {
  simulator = await startSimulator({ market: { kind: "builtin" }, pace: "manual" });
  client = await RawClient.started(simulator.port, 1);
});

afterEach(async () => {
  client.close();
  await simulator.close();
});

type Details = ReplyValues<"contractDetails">;

/** The details that a description has; empty after an error. */
async function details(query: Partial<RequestValues<"contractDetails">>): Promise<Details[]> {
  requestId += 1;
  const id = requestId;
  request(client, "contractDetails", { requestId: id, ...query });
  await client.until(
    () =>
      errorsOf(client, id).length > 0 ||
      repliesOf(client, "contractDetailsEnd").some((end) => end.requestId === id),
  );
  return repliesOf(client, "contractDetails").filter((one) => one.requestId === id);
}

async function chain(query: Partial<RequestValues<"optionParameters">>) {
  requestId += 1;
  const id = requestId;
  request(client, "optionParameters", { requestId: id, ...query });
  await client.until(() => repliesOf(client, "optionParametersEnd").some((end) => end.requestId === id));
  return repliesOf(client, "optionParameters").filter((one) => one.requestId === id);
}

async function samples(pattern: string) {
  requestId += 1;
  const id = requestId;
  request(client, "matchingSymbols", { requestId: id, pattern });
  await client.until(() => repliesOf(client, "symbolSamples").some((one) => one.requestId === id));
  return repliesOf(client, "symbolSamples").find((one) => one.requestId === id)?.samples ?? [];
}

describe("contract details", () => {
  it("name an AM-settled series by its last trading day, and its settlement day as the real expiry", async () => {
    const [one] = await details({ secType: "OPT", localSymbol: "LBI   260417C02500000" });
    expect(one).toMatchObject({
      symbol: "LBI",
      tradingClass: "LBI",
      expiry: "20260416",
      lastTradeDate: "20260416",
      realExpiry: "20260417",
      contractMonth: "202604",
      multiplier: "100",
      underlyingSymbol: "LBI",
      underlyingSecType: "IND",
      marketRuleIds: "109,109",
    });
  });

  it("find a series by its last trading day, a month or its trading class", async () => {
    const series = { symbol: "LBI", secType: "OPT", strike: 2500, right: "C", exchange: "SMART" };
    const classes = async (more: object): Promise<string[]> =>
      (await details({ ...series, ...more })).map(({ localSymbol }) => localSymbol);
    expect(await classes({ expiry: "20260416" })).toEqual(["LBI   260417C02500000"]);
    expect(await classes({ expiry: "20260417" })).toEqual(["LBIW  260417C02500000"]);
    expect(await classes({ expiry: "202604", tradingClass: "LBI" })).toEqual(["LBI   260417C02500000"]);
    expect((await classes({ expiry: "202604" })).length).toBe(5);
    expect(await classes({ expiry: "20260416", multiplier: "50" })).toEqual([]);
  });

  it("tell futures by symbol, month and local symbol, with what settles them", async () => {
    const futures = await details({ symbol: "LBE", secType: "FUT", exchange: "CME" });
    expect(futures.map(({ localSymbol }) => localSymbol)).toEqual(["LBEH6", "LBEM6", "LBEU6", "LBEZ6"]);
    expect(futures[1]).toMatchObject({
      expiry: "20260618",
      multiplier: "50",
      exchange: "CME",
      minTick: 0.25,
      marketRuleIds: "67",
      underlyingSymbol: "LBI",
      timeZoneId: "US/Central",
    });
    expect(await details({ symbol: "LBE", secType: "FUT", expiry: "202606" })).toHaveLength(1);
    expect(await details({ localSymbol: "LBEM6", secType: "FUT" })).toHaveLength(1);
    expect((await details({ symbol: "LBE", secType: "CONTFUT" }))[0]?.localSymbol).toBe("LBEH6");
  });

  it("tell days without trading as closed", async () => {
    const [share] = await details({ symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" });
    expect(share?.liquidHours.split(";")).toEqual([
      "20260316:0930-20260316:1600",
      "20260317:0930-20260317:1600",
      "20260318:0930-20260318:1600",
      "20260319:0930-20260319:1600",
      "20260320:0930-20260320:1600",
      "20260321:CLOSED",
    ]);
    expect(share?.tradingHours).toMatch(/^20260316:0400-20260316:2000;/);
    const [future] = await details({ localSymbol: "LBEM6", secType: "FUT" });
    expect(future?.tradingHours).toMatch(/^20260315:1700-20260316:1600;/);
  });

  it("are refused for combos and for what is not listed there", async () => {
    await details({ symbol: "LBX", secType: "BAG", exchange: "SMART" });
    expect(errorsOf(client, requestId)[0]).toMatch(/^321 .*valid security type/);
    for (const query of [
      { symbol: "NOPE", secType: "STK" },
      { symbol: "LBX", secType: "STK", exchange: "CME" },
      { symbol: "LBX", secType: "STK", currency: "EUR" },
      { symbol: "LBX", secType: "OPT", expiry: "20260316", strike: 100 },
      { symbol: "LBX", secType: "OPT", strike: 1e300 },
      { symbol: "LBX" },
    ]) {
      await details(query);
      expect(errorsOf(client, requestId)).toEqual([
        "200 No security definition has been found for the request",
      ]);
    }
  });
});

describe("a contract that is several", () => {
  it("is answered with TWS's words", () => {
    request(client, "marketData", { requestId: 900, symbol: "LBI", secType: "OPT", exchange: "SMART" });
    request(client, "marketData", { requestId: 901, symbol: "LBE", secType: "FUT", exchange: "CME" });
    return client
      .until(() => errorsOf(client, 901).length > 0)
      .then(() => {
        expect(errorsOf(client, 900)).toEqual([
          "200 The contract description specified for LBI is ambiguous; you must specify the multiplier or trading class.",
        ]);
        expect(errorsOf(client, 901)).toEqual([
          "200 The contract description specified for LBE is ambiguous.",
        ]);
      });
  });
});

describe("option parameters", () => {
  it("come by exchange and trading class, with last trading days", async () => {
    const [index] = await details({ symbol: "LBI", secType: "IND" });
    const classes = await chain({ symbol: "LBI", secType: "IND", conId: index?.conId ?? 0 });
    expect(classes.map(({ exchange, tradingClass }) => `${exchange} ${tradingClass}`)).toEqual([
      "SMART LBI",
      "CBOE LBI",
      "SMART LBIW",
      "CBOE LBIW",
    ]);
    expect(classes[0]?.expiries.slice(0, 2)).toEqual([{ expiry: "20260319" }, { expiry: "20260416" }]);
    expect(classes[2]?.expiries.slice(0, 2)).toEqual([{ expiry: "20260320" }, { expiry: "20260327" }]);
    expect(classes[0]?.multiplier).toBe("100");
  });

  it("of futures come by the futures' exchange, each for its future", async () => {
    const classes = await chain({ symbol: "LBE", futuresExchange: "CME", secType: "FUT" });
    const futures = await details({ symbol: "LBE", secType: "FUT" });
    expect(classes.map(({ underlyingConId }) => underlyingConId)).toEqual(
      futures.slice(0, 3).map(({ conId }) => conId),
    );
    expect(classes.every(({ exchange, multiplier }) => exchange === "CME" && multiplier === "50")).toBe(true);
    const [series] = await details({
      symbol: "LBE",
      secType: "FOP",
      expiry: "20260417",
      strike: 2500,
      right: "P",
    });
    expect(series).toMatchObject({ underlyingConId: futures[1]?.conId, underlyingSecType: "FUT" });
  });
});

describe("symbol search", () => {
  it("puts the symbol itself first, and says which have options", async () => {
    expect((await samples("LBX")).map(({ symbol }) => symbol)).toEqual(["LBX"]);
    expect((await samples("lb")).map(({ symbol }) => symbol)).toEqual(["LBX", "LBY", "LBZ", "LBI"]);
    expect(await samples("composite")).toMatchObject([
      { symbol: "LBI", secType: "IND", derivatives: [{ secType: "OPT" }] },
    ]);
    expect(await samples("nothing")).toEqual([]);
  });
});

describe("market rules", () => {
  it.each([
    [26, [[0, 0.01]]],
    [
      32,
      [
        [0, 0.01],
        [3, 0.05],
      ],
    ],
    [67, [[0, 0.25]]],
    [
      109,
      [
        [0, 0.05],
        [3, 0.1],
      ],
    ],
    [635, [[0, 0.0001]]],
    [2806, [[0, 0.25]]],
  ])("%d have the increments that TWS gives", async (ruleId, increments) => {
    request(client, "marketRule", { ruleId });
    await client.until(() => repliesOf(client, "marketRule").length > 0);
    expect(repliesOf(client, "marketRule")[0]?.increments.map((one) => [one.lowEdge, one.increment])).toEqual(
      increments,
    );
  });
});
