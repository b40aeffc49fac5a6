import { type Contract, type ContractDetails, IBApi, type Order, SecType } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "./options.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import { Heard } from "./testing/heard.ts";
import { ACCOUNT, comboOf, limitOrder } from "./testing/orders.ts";

interface Client {
  readonly api: IBApi;
  readonly heard: Heard;
  readonly nextId: number;
}

let simulator: Simulator;
const apis: IBApi[] = [];

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await startSimulator({
    market: { kind: "builtin" },
    seed: 1,
    partialFillChance: 0,
    ...options,
  });
}

async function connect(clientId = 1): Promise<Client> {
  const api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId });
  apis.push(api);
  const heard = new Heard(api);
  api.connect();
  const [nextId] = await heard.one("nextValidId");
  return { api, heard, nextId: nextId as number };
}

afterEach(async () => {
  for (const api of apis.splice(0)) if (api.isConnected) api.disconnect();
  await simulator.close();
});

const LBX = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" } as Contract;
const MARCH_FRIDAY = "20260327";

async function details(
  { api, heard }: Client,
  requestId: number,
  contract: object,
): Promise<ContractDetails[]> {
  api.reqContractDetails(requestId, contract);
  await heard.one("contractDetailsEnd", ([id]) => id === requestId);
  return heard
    .all("contractDetails")
    .filter(([id]) => id === requestId)
    .map(([, found]) => found as ContractDetails);
}

/** The 100 and 105 calls of a Friday. */
async function verticalLegs(client: Client): Promise<{ low: number; high: number }> {
  const option = { ...LBX, secType: "OPT", lastTradeDateOrContractMonth: MARCH_FRIDAY, right: "C" };
  const [low] = await details(client, 9001, { ...option, strike: 100 });
  const [high] = await details(client, 9002, { ...option, strike: 105 });
  return { low: low?.contract.conId as number, high: high?.contract.conId as number };
}

async function debitVertical(client: Client): Promise<Contract> {
  const { low, high } = await verticalLegs(client);
  return comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]) as Contract;
}

function place({ api }: Client, id: number, contract: Contract, order: object): void {
  api.placeOrder(id, contract, order as Order);
}

function statuses({ heard }: Client, orderId: number): unknown[] {
  return heard
    .all("orderStatus")
    .filter(([id]) => id === orderId)
    .map(([, status]) => status);
}

describe("contracts", () => {
  it("are found by symbol, by id and by what an option's holder knows, and not otherwise", async () => {
    await start();
    const client = await connect();
    const [stock] = await details(client, 1, LBX);
    expect(stock?.contract).toMatchObject({ symbol: "LBX", secType: "STK", primaryExch: "NASDAQ" });
    const option = { ...LBX, secType: "OPT", lastTradeDateOrContractMonth: MARCH_FRIDAY };
    const calls = await details(client, 2, { ...option, right: "C" });
    expect(calls).toHaveLength(31);
    const [one] = await details(client, 3, { ...option, right: "P", strike: 95 });
    expect(one?.contract).toMatchObject({
      localSymbol: "LBX   260327P00095000",
      multiplier: 100,
      right: "P",
    });
    expect(one?.underConId).toBe(stock?.contract.conId);
    const [same] = await details(client, 4, { conId: one?.contract.conId, exchange: "SMART" });
    expect(same?.contract.localSymbol).toBe(one?.contract.localSymbol);
    client.api.reqContractDetails(5, { ...option, strike: 95.123 } as Contract);
    client.api.reqContractDetails(6, { ...LBX, symbol: "NOSUCH" });
    client.api.reqContractDetails(7, comboOf("LBX", []) as Contract);
    await client.heard.one("error", ([, , id]) => id === 7);
    expect(client.heard.errors().map((text) => text.slice(0, 5))).toEqual(["200 5", "200 6", "321 7"]);
  });

  it("have expiries and strikes that list the chain", async () => {
    await start();
    const client = await connect();
    const [stock] = await details(client, 1, LBX);
    client.api.reqSecDefOptParams(2, "LBX", "", SecType.STK, stock?.contract.conId as number);
    const [, exchange, , tradingClass, multiplier, expiries, strikes] = await client.heard.one(
      "securityDefinitionOptionParameter",
    );
    expect([exchange, tradingClass, multiplier]).toEqual(["SMART", "LBX", 100]);
    expect(expiries).toContain("20260320");
    expect(strikes).toContain(100);
  });
});

describe("market data", () => {
  it("sends bid, ask, their sizes by themselves and four option computations", async () => {
    await start({ speed: 0 });
    const client = await connect();
    const { low } = await verticalLegs(client);
    client.api.reqMktData(1, { conId: low, exchange: "SMART" }, "101", true, false);
    await client.heard.one("tickSnapshotEnd");
    const price = (type: number): number =>
      client.heard.all("tickPrice").find(([, tick]) => tick === type)?.[2] as number;
    const sizes = client.heard.all("tickSize").map(([, tick]) => tick);
    expect(price(1)).toBeGreaterThan(0);
    expect(price(2)).toBeGreaterThan(price(1));
    expect(sizes).toEqual(expect.arrayContaining([0, 3, 8, 27]));
    const computations = client.heard.all("tickOptionComputation");
    expect(computations.map(([, tick]) => tick)).toEqual(expect.arrayContaining([10, 11, 13]));
    const [, , , volatility, delta, , , gamma, vega, theta, spot] = computations.find(
      ([, tick]) => tick === 13,
    ) as number[];
    expect(volatility).toBeGreaterThan(0.2);
    expect(volatility).toBeLessThan(0.6);
    expect(delta).toBeGreaterThan(0.3);
    expect(delta).toBeLessThan(0.7);
    expect(gamma).toBeGreaterThan(0);
    expect(vega).toBeGreaterThan(0);
    expect(theta).toBeLessThan(0);
    expect(spot).toBeCloseTo(100, -1);
  });

  it("quotes a combo as its legs can be traded", async () => {
    await start({ speed: 0 });
    const client = await connect();
    const vertical = await debitVertical(client);
    const legs = vertical.comboLegs as { conId: number }[];
    client.api.reqMktData(1, vertical, "", true, false);
    for (const [index, { conId }] of legs.entries()) {
      client.api.reqMktData(10 + index, { conId, exchange: "SMART" }, "", true, false);
    }
    await client.heard.one("tickSnapshotEnd", ([id]) => id === 11);
    const price = (requestId: number, type: number): number =>
      client.heard.all("tickPrice").find(([id, tick]) => id === requestId && tick === type)?.[2] as number;
    expect(price(1, 2)).toBeCloseTo(price(10, 2) - price(11, 1), 6);
    expect(price(1, 1)).toBeCloseTo(price(10, 1) - price(11, 2), 6);
  });

  it("moves while market time passes", async () => {
    await start({ speed: 20 });
    const client = await connect();
    client.api.reqMktData(1, LBX, "", false, false);
    const bids = (): number => client.heard.all("tickPrice").filter(([, tick]) => tick === 1).length;
    await client.heard.one("tickPrice", () => bids() > 3);
    client.api.cancelMktData(1);
    client.api.cancelMktData(1);
    await client.heard.one("error", ([, code]) => code === 300);
  });

  it("ends at the line limit, which snapshots do not count towards", async () => {
    await start({ linesMax: 2 });
    const client = await connect();
    for (const id of [1, 2, 3]) client.api.reqMktData(id, LBX, "", false, false);
    client.api.reqMktData(4, LBX, "", true, false);
    await client.heard.one("tickSnapshotEnd");
    expect(client.heard.errors()).toEqual(["101 3 Max number of tickers has been reached"]);
    client.api.cancelMktData(1);
    client.api.reqMktData(5, LBX, "", false, false);
    await client.heard.one("tickReqParams", ([id]) => id === 5);
  });
});

describe("a combo order", () => {
  it("fills in the broker's order: executions of combo and legs, the order, then commissions of the legs", async () => {
    await start();
    const client = await connect();
    place(client, client.nextId, await debitVertical(client), limitOrder("BUY", 5, 5));
    await client.heard.one("commissionReport", () => client.heard.all("commissionReport").length === 2);
    const cycle = new Set(["openOrder", "orderStatus", "execDetails", "commissionReport"]);
    expect(client.heard.names().filter((name) => cycle.has(name))).toEqual([
      "openOrder",
      "orderStatus",
      "execDetails",
      "execDetails",
      "execDetails",
      "openOrder",
      "orderStatus",
      "orderStatus",
      "commissionReport",
      "commissionReport",
    ]);
    const executions = client.heard
      .all("execDetails")
      .map(([, , execution]) => execution as { side: string; shares: number; price: number; execId: string });
    const secTypes = client.heard.all("execDetails").map(([, contract]) => (contract as Contract).secType);
    expect(secTypes).toEqual([SecType.BAG, SecType.OPT, SecType.OPT]);
    expect(executions.map(({ side, shares }) => [side, shares])).toEqual([
      ["BOT", 5],
      ["BOT", 5],
      ["SLD", 5],
    ]);
    const [whole, long, short] = executions.map(({ price }) => price) as [number, number, number];
    expect(whole).toBeCloseTo(long - short, 6);
    expect(whole).toBeLessThanOrEqual(5);
    expect(new Set(executions.map(({ execId }) => execId)).size).toBe(3);
    for (const { execId } of executions) expect(execId).toMatch(/^0000[0-9a-f]{4}\.[0-9a-f]{8}\.\d\d\.01$/);
    const commissions = client.heard
      .all("commissionReport")
      .map(([report]) => report as { commission: number });
    expect(commissions.map(({ commission }) => commission)).toEqual([3.25, 3.25]);
  });

  it("fills in parts that add up to its quantity", async () => {
    await start({ partialFillChance: 1, latency: { fillMs: 5 } });
    const client = await connect();
    place(client, client.nextId, await debitVertical(client), limitOrder("BUY", 6, 5));
    await client.heard.one("orderStatus", ([, status]) => status === "Filled");
    const parts = client.heard
      .all("execDetails")
      .filter(([, contract]) => (contract as Contract).secType === SecType.BAG)
      .map(([, , execution]) => execution as { shares: number; cumQty: number });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, { shares }) => sum + shares, 0)).toBe(6);
    expect(parts.at(-1)?.cumQty).toBe(6);
    const filled = client.heard.all("orderStatus").map(([, , amount]) => amount as number);
    expect(filled).toEqual(filled.toSorted((a, b) => a - b));
    expect(simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([6, -6]);
  });

  it("sold for a credit has a negative price, and its account holds what it may lose", async () => {
    await start({ speed: 0 });
    const client = await connect();
    const { low, high } = await verticalLegs(client);
    const credit = comboOf("LBX", [
      { conId: low, action: "SELL" },
      { conId: high, action: "BUY" },
    ]) as Contract;
    place(client, client.nextId, credit, limitOrder("BUY", 2, -0.5));
    await client.heard.one("orderStatus", ([, status]) => status === "Filled");
    const [, , whole] = client.heard.all("execDetails")[0] as [
      unknown,
      unknown,
      { price: number; side: string },
    ];
    expect(whole.side).toBe("BOT");
    expect(whole.price).toBeLessThan(-0.5);
    const account = simulator.account(ACCOUNT);
    expect(account.cash).toBeCloseTo(100_000 - 200 * whole.price - 2.6, 4);
    expect(account.availableFunds).toBeCloseTo(account.cash - 2 * 500, 4);
  });

  it("rests, is changed and fills once the market is there", async () => {
    await start();
    const client = await connect();
    const vertical = await debitVertical(client);
    place(client, client.nextId, vertical, limitOrder("BUY", 1, 0.5));
    await client.heard.one("orderStatus", ([, status]) => status === "Submitted");
    client.api.reqOpenOrders();
    await client.heard.one("openOrderEnd");
    place(client, client.nextId, vertical, limitOrder("BUY", 2, 5));
    await client.heard.one("orderStatus", ([, status, filled]) => status === "Filled" && filled === 2);
    const permIds = new Set(client.heard.all("orderStatus").map(([, , , , , permId]) => permId));
    expect(permIds.size).toBe(1);
  });

  it("is cancelled by its id with 202, and by a global cancel", async () => {
    await start();
    const client = await connect();
    const vertical = await debitVertical(client);
    const [first, second] = [client.nextId, client.nextId + 1];
    for (const id of [first, second]) place(client, id, vertical, limitOrder("BUY", 1, 0.05));
    await client.heard.one("orderStatus", ([id, status]) => id === second && status === "Submitted");
    client.api.cancelOrder(first);
    await client.heard.one("error", ([, code, id]) => code === 202 && id === first);
    expect(statuses(client, first).at(-1)).toBe("Cancelled");
    client.api.reqGlobalCancel({});
    await client.heard.one("error", ([, code, id]) => code === 202 && id === second);
    client.api.cancelOrder(first);
    client.api.cancelOrder(77);
    await client.heard.one("error", ([, code]) => code === 10147);
    expect(
      client.heard
        .errors()
        .slice(-2)
        .map((text) => text.slice(0, 8)),
    ).toEqual(["10148 1 ", "10147 77"]);
  });

  it("that is immediate or cancel leaves nothing resting", async () => {
    await start();
    const client = await connect();
    place(client, client.nextId, await debitVertical(client), limitOrder("BUY", 1, 0.05, { tif: "IOC" }));
    await client.heard.one("error", ([, code]) => code === 202);
    expect(simulator.account(ACCOUNT).activeOrders).toEqual([]);
  });
});

describe("what-if", () => {
  it("needs the debit of a debit spread and the largest loss of a credit spread", async () => {
    await start({ speed: 0 });
    const client = await connect();
    const { low, high } = await verticalLegs(client);
    const debit = comboOf("LBX", [
      { conId: low, action: "BUY" },
      { conId: high, action: "SELL" },
    ]) as Contract;
    const credit = comboOf("LBX", [
      { conId: low, action: "SELL" },
      { conId: high, action: "BUY" },
    ]) as Contract;
    place(client, 1, debit, limitOrder("BUY", 3, 2, { whatIf: true }));
    place(client, 2, credit, limitOrder("BUY", 3, -1.5, { whatIf: true }));
    await client.heard.one("openOrder", ([id]) => id === 2);
    const states = client.heard.all("openOrder").map(([, , , state]) => state as Record<string, number>);
    expect(states[0]).toMatchObject({ status: "PreSubmitted", initMarginChange: 600, commission: 3.9 });
    expect(states[1]).toMatchObject({
      initMarginChange: 1050,
      initMarginBefore: 0,
      equityWithLoanBefore: 100_000,
    });
    expect(simulator.account(ACCOUNT).activeOrders).toEqual([]);
  });

  it("on a contract that is not there is refused with 321", async () => {
    await start();
    const client = await connect();
    const combo = comboOf("LBX", [
      { conId: 1, action: "BUY" },
      { conId: 2, action: "SELL" },
    ]) as Contract;
    place(client, 1, combo, limitOrder("BUY", 1, 1, { whatIf: true }));
    await client.heard.one("error", ([, code, id]) => code === 321 && id === 1);
  });
});

describe("an order is refused", () => {
  it.each<readonly [string, number, object]>([
    ["with no quantity", 434, limitOrder("BUY", 0, 1)],
    ["with a negative quantity", 321, limitOrder("BUY", -1, 1)],
    ["with a part of a contract", 10243, limitOrder("BUY", 1.5, 1)],
    ["with a price off the tick", 110, limitOrder("BUY", 1, 1.005)],
    ["without a price", 321, limitOrder("BUY", 1, 1, { lmtPrice: undefined })],
    ["for another account", 321, limitOrder("BUY", 1, 1, { account: "DU999" })],
    ["of a type that is not offered", 387, limitOrder("BUY", 1, 1, { orderType: "REL" })],
    ["with a time in force that is not offered", 321, limitOrder("BUY", 1, 1, { tif: "OPG" })],
    ["with an algorithm, which is not offered", 321, limitOrder("BUY", 1, 1, { algoStrategy: "Adaptive" })],
  ])("%s: %i", async (_, code, order) => {
    await start();
    const client = await connect();
    place(client, client.nextId, await debitVertical(client), order);
    await client.heard.one("error", ([, heardCode, id]) => heardCode === code && id === client.nextId);
    expect(simulator.account(ACCOUNT).activeOrders).toEqual([]);
  });

  it("when its ratios are not in lowest terms, and when a leg does not exist", async () => {
    await start();
    const client = await connect();
    const { low, high } = await verticalLegs(client);
    const legs = (ratio: number, conId: number) =>
      comboOf("LBX", [
        { conId: low, action: "BUY", ratio },
        { conId, action: "SELL", ratio },
      ]) as Contract;
    place(client, 1, legs(2, high), limitOrder("BUY", 1, 1));
    place(client, 2, legs(1, 12), limitOrder("BUY", 1, 1));
    await client.heard.one("error", ([, code, id]) => code === 200 && id === 2);
    expect(client.heard.errors()[0]).toMatch(/^321 1 .*lowest terms/);
  });

  it("when its id was used before: 103 after a cancel, 104 after a fill, 105 for another order", async () => {
    await start();
    const client = await connect();
    const vertical = await debitVertical(client);
    place(client, 5, vertical, limitOrder("BUY", 1, 5));
    await client.heard.one("orderStatus", ([, status]) => status === "Filled");
    place(client, 5, vertical, limitOrder("BUY", 1, 5));
    place(client, 4, vertical, limitOrder("BUY", 1, 5));
    place(client, 6, vertical, limitOrder("BUY", 1, 0.05));
    await client.heard.one("orderStatus", ([id]) => id === 6);
    place(client, 6, vertical, limitOrder("SELL", 1, 5));
    await client.heard.one("error", ([, code]) => code === 105);
    expect(client.heard.errors().map((text) => text.slice(0, 5))).toEqual(["104 5", "103 4", "105 6"]);
  });

  it("when the account cannot carry it, counting what other orders hold back: 201", async () => {
    await start({ accounts: [{ id: ACCOUNT, cash: 1000 }] });
    const client = await connect();
    const vertical = await debitVertical(client);
    place(client, 1, vertical, limitOrder("BUY", 2, 0.05));
    place(client, 2, vertical, limitOrder("BUY", 10, 1.2));
    await client.heard.one("error", ([, code, id]) => code === 201 && id === 2);
    await client.heard.one("orderStatus", ([id, status]) => id === 2 && status === "Inactive");
    expect(simulator.account(ACCOUNT).activeOrders.map(({ orderId }) => orderId)).toEqual([1]);
  });

  it("when twenty are active for the same contract and side", async () => {
    await start({ messagesPerSecondMax: 1000 });
    const client = await connect();
    const vertical = await debitVertical(client);
    for (let id = 1; id <= 21; id += 1) place(client, id, vertical, limitOrder("BUY", 1, 0.05));
    await client.heard.one("error", ([, code, id]) => code === 201 && id === 21);
    expect(simulator.account(ACCOUNT).activeOrders).toHaveLength(20);
  });
});

describe("after a reconnect", () => {
  it("the client's ids go on, its orders are there, and executions are told to who asks", async () => {
    await start();
    const first = await connect(4);
    const vertical = await debitVertical(first);
    place(first, first.nextId, vertical, limitOrder("BUY", 1, 5));
    place(first, first.nextId + 1, vertical, limitOrder("BUY", 1, 0.05));
    await first.heard.one("orderStatus", ([, status]) => status === "Filled");
    await first.heard.one("orderStatus", ([, status]) => status === "Submitted");
    first.api.disconnect();
    await first.heard.one("disconnected");
    const again = await connect(4);
    expect(again.nextId).toBe(3);
    const other = await connect(5);
    expect(other.nextId).toBe(1);
    for (const client of [again, other]) {
      client.api.reqExecutions(1, { clientId: 4 } as never);
      client.api.reqExecutions(2, { clientId: 9 } as never);
      client.api.reqOpenOrders();
      await client.heard.one("openOrderEnd");
      const own = client.heard.all("execDetails").filter(([id]) => id === 1);
      expect(own).toHaveLength(3);
      expect(client.heard.all("execDetails").filter(([id]) => id === 2)).toHaveLength(0);
    }
    expect(again.heard.all("openOrder").map(([id]) => id)).toEqual([2]);
    expect(other.heard.all("openOrder")).toEqual([]);
    other.api.reqAllOpenOrders();
    await other.heard.one("openOrder", ([, , order]) => (order as Order).clientId === 4);
  });
});

describe("the account", () => {
  it("tells positions, values and profits as its own books have them", async () => {
    await start();
    const client = await connect();
    client.api.reqPositions();
    client.api.reqAccountSummary(1, "All", "TotalCashValue,NetLiquidation");
    client.api.reqPnL(2, ACCOUNT, "");
    await client.heard.one("positionEnd");
    place(client, client.nextId, await debitVertical(client), limitOrder("BUY", 2, 5));
    await client.heard.one("position", () => client.heard.all("position").length === 2);
    const books = simulator.account(ACCOUNT);
    expect(client.heard.all("position").map(([, , quantity, cost]) => [quantity, cost])).toEqual(
      books.positions.map(({ quantity, averageCost }) => [quantity, averageCost]),
    );
    await client.heard.one(
      "accountSummary",
      ([, , tag, value]) => tag === "TotalCashValue" && Number(value) === books.cash,
    );
    await client.heard.one("pnl", ([, daily]) => (daily as number) < 0);
    const spent = books.positions.reduce((sum, { averageCost, quantity }) => sum + averageCost * quantity, 0);
    expect(books.cash + spent).toBeCloseTo(100_000, 6);
  });
});
