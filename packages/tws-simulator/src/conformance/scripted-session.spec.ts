import {
  BarSizeSetting,
  type Contract,
  type ContractDetails,
  IBApi,
  type Order,
  OptionType,
  SecType,
  WhatToShow,
} from "@stoqey/ib";
import { describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Heard } from "../testing/heard.ts";
import { ACCOUNT, comboOf, limitOrder } from "../testing/orders.ts";

/** Each version at which a message that this client reads changes, from the first that it reads without a fault on. */
const VERSIONS = [
  193, 192, 191, 190, 186, 185, 184, 183, 182, 181, 178, 177, 176, 170, 166, 164, 163, 157, 152, 151, 145,
];

const STOCK = { symbol: "LBX", secType: SecType.STK, exchange: "SMART", currency: "USD" };
const EXPIRY = "20260327";
/** Long wings of an iron condor outside, its short options inside. */
const CONDOR = [
  { strike: 90, right: OptionType.Put },
  { strike: 95, right: OptionType.Put },
  { strike: 105, right: OptionType.Call },
  { strike: 110, right: OptionType.Call },
];

/** One connection of the client library and what it heard. */
class Session {
  readonly api: IBApi;
  readonly heard: Heard;
  nextId = 0;
  #lastRequest = 100;

  constructor(port: number) {
    this.api = new IBApi({ host: "127.0.0.1", port, clientId: 4 });
    this.heard = new Heard(this.api);
  }

  async connect(): Promise<void> {
    this.api.connect();
    const [nextId] = await this.heard.one("nextValidId");
    this.nextId = nextId as number;
    await this.heard.one("info", ([, code]) => code === 2158);
  }

  async details(contract: object): Promise<ContractDetails> {
    const requestId = (this.#lastRequest += 1);
    this.api.reqContractDetails(requestId, contract);
    await this.heard.one("contractDetailsEnd", ([id]) => id === requestId);
    const [, details] = await this.heard.one("contractDetails", ([id]) => id === requestId);
    return details as ContractDetails;
  }

  place(contract: object, order: object): number {
    const orderId = this.nextId;
    this.nextId += 1;
    this.api.placeOrder(orderId, contract, order as Order);
    return orderId;
  }

  async status(orderId: number, wanted: string): Promise<void> {
    await this.heard.one("orderStatus", ([id, status]) => id === orderId && status === wanted);
  }
}

interface Legs {
  readonly stockId: number;
  readonly condor: readonly [number, number, number, number];
}

async function chain(session: Session): Promise<Legs> {
  const { api, heard } = session;
  const stock = await session.details(STOCK);
  const stockId = stock.contract.conId as number;
  api.reqSecDefOptParams(1, "LBX", "", SecType.STK, stockId);
  await heard.one("securityDefinitionOptionParameterEnd");
  const [, , , , , expiries, strikes] = await heard.one("securityDefinitionOptionParameter");
  expect(expiries).toContain(EXPIRY);
  const ids: number[] = [];
  for (const leg of CONDOR) {
    expect(strikes).toContain(leg.strike);
    const option = { ...STOCK, secType: SecType.OPT, lastTradeDateOrContractMonth: EXPIRY, ...leg };
    const found = await session.details(option);
    expect(found).toMatchObject({ underConId: stockId, contract: { strike: leg.strike, multiplier: 100 } });
    ids.push(found.contract.conId as number);
  }
  api.reqMarketRule(32);
  api.reqMatchingSymbols(2, "LB");
  await heard.one("marketRule");
  await heard.one("symbolSamples");
  return { stockId, condor: ids as unknown as Legs["condor"] };
}

async function quotesAndGreeks({ api, heard }: Session, { condor }: Legs): Promise<void> {
  api.reqMktData(10, STOCK, "", false, false);
  for (const [index, conId] of condor.entries()) {
    api.reqMktData(11 + index, { conId, exchange: "SMART" }, "101", false, false);
  }
  for (const id of [10, 11, 12, 13, 14]) {
    const [, , bid] = await heard.one("tickPrice", ([heardId, tick]) => heardId === id && tick === 1);
    const [, , ask] = await heard.one("tickPrice", ([heardId, tick]) => heardId === id && tick === 2);
    expect(ask).toBeGreaterThan(bid as number);
    if (id === 10) continue;
    const model = await heard.one(
      "tickOptionComputation",
      ([heardId, tick]) => heardId === id && tick === 13,
    );
    const [, , , volatility, delta, , , gamma, vega, theta] = model as number[];
    expect(volatility).toBeGreaterThan(0.1);
    expect(Math.sign(delta as number)).toBe(id < 13 ? -1 : 1);
    expect(Math.min(gamma as number, vega as number, -(theta as number))).toBeGreaterThan(0);
  }
  api.reqMktData(15, { conId: condor[0], exchange: "SMART" }, "", true, false);
  await heard.one("tickSnapshotEnd", ([id]) => id === 15);
  for (const id of [10, 11, 12, 13, 14]) api.cancelMktData(id);
}

async function account({ api, heard }: Session, { condor }: Legs): Promise<void> {
  api.reqPositions();
  api.reqAccountSummary(20, "All", "NetLiquidation,$LEDGER");
  api.reqAccountUpdates(true, ACCOUNT);
  api.reqAccountUpdatesMulti(21, ACCOUNT, "", false);
  api.reqPnL(22, ACCOUNT, "");
  api.reqPnLSingle(23, ACCOUNT, "", condor[2]);
  await heard.one("accountSummary", ([, , tag, value]) => tag === "NetLiquidation" && value === "100000.00");
  for (const end of [
    "positionEnd",
    "accountSummaryEnd",
    "accountDownloadEnd",
    "accountUpdateMultiEnd",
    "pnl",
  ]) {
    await heard.one(end);
  }
}

async function history({ api, heard }: Session, { condor }: Legs): Promise<void> {
  api.reqHistoricalData(40, STOCK, "", "1 D", BarSizeSetting.MINUTES_FIVE, WhatToShow.TRADES, 1, 2, false);
  const option = { conId: condor[1], exchange: "SMART" };
  api.reqHistoricalTicks(41, option, "20260316 10:00:00 US/Eastern", "", 5, WhatToShow.BID_ASK, 1, true);
  api.reqHeadTimestamp(42, STOCK, WhatToShow.TRADES, true, 2);
  await heard.one("historicalData", ([id, time]) => id === 40 && String(time).startsWith("finished"));
  await heard.one("historicalTicksBidAsk", ([id, ticks]) => id === 41 && (ticks as unknown[]).length > 0);
  await heard.one("headTimestamp", ([id]) => id === 42);
  const bars = heard.all("historicalData").slice(0, -1);
  expect(bars.length).toBeGreaterThan(5);
  for (const [, , open, high, low, close] of bars as number[][]) {
    expect(high).toBeGreaterThanOrEqual(Math.max(open as number, close as number, low as number));
  }
}

interface ExecutedPart {
  readonly contract: Contract;
  readonly execution: { readonly orderId: number; readonly execId: string; readonly shares: number };
}

/** Places an order that fills in parts, and holds executions and commissions against the legs. */
async function fillInParts(
  session: Session,
  contract: object,
  order: ReturnType<typeof limitOrder>,
  legs: number,
): Promise<void> {
  const { heard } = session;
  const orderId = session.place(contract, order);
  await session.status(orderId, "Filled");
  const executions = heard
    .all("execDetails")
    .map(([, contract, execution]) => ({ contract, execution }) as ExecutedPart)
    .filter(({ execution }) => execution.orderId === orderId);
  const wholes = executions.filter(({ contract }) => contract.secType === SecType.BAG);
  const ofLegs = executions.filter(({ contract }) => contract.secType === SecType.OPT);
  expect(wholes.length).toBeGreaterThan(1);
  expect(ofLegs).toHaveLength(legs * wholes.length);
  expect(wholes.reduce((sum, { execution }) => sum + execution.shares, 0)).toBe(order.totalQuantity);
  expect(
    heard
      .all("orderStatus")
      .some(([id, , filled, remaining]) => id === orderId && Number(filled) > 0 && Number(remaining) > 0),
  ).toBe(true);
  for (const { execution } of ofLegs) {
    const { execId } = execution;
    await heard.one("commissionReport", ([report]) => (report as { execId: string }).execId === execId);
  }
}

async function orders(session: Session, { condor }: Legs): Promise<number> {
  const { api, heard } = session;
  const [longPut, shortPut, shortCall, longCall] = condor;
  const vertical = comboOf("LBX", [
    { conId: shortCall, action: "BUY" },
    { conId: longCall, action: "SELL" },
  ]);
  const ironCondor = comboOf("LBX", [
    { conId: longPut, action: "BUY" },
    { conId: shortPut, action: "SELL" },
    { conId: shortCall, action: "SELL" },
    { conId: longCall, action: "BUY" },
  ]);
  api.reqMktData(29, ironCondor as Contract, "", false, false);
  const [, , bid] = await heard.one("tickPrice", ([id, tick]) => id === 29 && tick === 1);
  expect(bid).toBeLessThan(0);
  const preview = session.place(ironCondor, limitOrder("BUY", 4, -0.5, { whatIf: true }));
  const [, , , state] = await heard.one("openOrder", ([id]) => id === preview);
  expect((state as { initMarginChange: number }).initMarginChange).toBeGreaterThan(0);
  await fillInParts(session, vertical, limitOrder("BUY", 6, 5), 2);
  await fillInParts(session, ironCondor, limitOrder("BUY", 4, -0.05), 4);

  const modified = session.place(vertical, limitOrder("BUY", 1, 0.05));
  await session.status(modified, "Submitted");
  api.placeOrder(modified, vertical as Contract, limitOrder("BUY", 2, 0.06) as Order);
  await heard.one("openOrder", ([id, , order]) => id === modified && (order as Order).lmtPrice === 0.06);
  api.cancelOrder(modified);
  await session.status(modified, "Cancelled");

  const swept = session.place(vertical, limitOrder("BUY", 1, 0.05));
  await session.status(swept, "Submitted");
  api.reqGlobalCancel({});
  await session.status(swept, "Cancelled");
  expect(heard.errors().map((text) => text.slice(0, 6).trim())).toEqual([`202 ${modified}`, `202 ${swept}`]);

  api.reqExecutions(30, {});
  api.reqAllOpenOrders();
  api.reqCurrentTime();
  for (const end of ["execDetailsEnd", "openOrderEnd", "currentTime"]) await heard.one(end);
  const resting = session.place(vertical, limitOrder("BUY", 1, 0.05));
  await session.status(resting, "Submitted");
  return resting;
}

async function reconnect(port: number, before: Session, resting: number): Promise<void> {
  before.api.disconnect();
  await before.heard.one("disconnected");
  const again = new Session(port);
  const { api, heard } = again;
  await again.connect();
  expect(again.nextId).toBe(before.nextId);
  api.reqOpenOrders();
  api.reqExecutions(1, {});
  api.reqPositions();
  for (const end of ["openOrderEnd", "execDetailsEnd", "positionEnd"]) await heard.one(end);
  const permId = (session: Session): unknown =>
    session.heard
      .all("openOrder")
      .filter(([id]) => id === resting)
      .map(([, , order]) => (order as Order).permId)
      .at(-1);
  expect(heard.all("openOrder").map(([id]) => id)).toEqual([resting]);
  expect(permId(again)).toBeGreaterThan(0);
  expect(permId(again)).toBe(permId(before));
  const execIds = (session: Session): unknown[] =>
    session.heard
      .all("execDetails")
      .filter(([id]) => (session === again ? id === 1 : id === -1))
      .map(([, , execution]) => (execution as { execId: string }).execId);
  expect(execIds(again)).toEqual(execIds(before));
  expect(heard.all("position").length).toBeGreaterThanOrEqual(4);
  api.cancelOrder(resting);
  await again.status(resting, "Cancelled");
  expect(heard.errors()).toEqual([expect.stringContaining(`202 ${resting}`)]);
  api.disconnect();
}

async function script(simulator: Simulator, version: number): Promise<void> {
  const session = new Session(simulator.port);
  await session.connect();
  expect(session.heard.all("server")[0]?.[0]).toBe(version);
  const legs = await chain(session);
  await quotesAndGreeks(session, legs);
  await account(session, legs);
  await history(session, legs);
  await reconnect(simulator.port, session, await orders(session, legs));
}

describe("the unmodified client library, from its connect to its orders after a reconnect", () => {
  it.concurrent.each(VERSIONS)("finds nothing amiss at server version %i", async (serverVersionMax) => {
    const simulator = await startSimulator({
      market: { kind: "builtin" },
      serverVersionMax,
      partialFillChance: 1,
      latency: { fillMs: 10 },
    });
    try {
      await script(simulator, serverVersionMax);
    } finally {
      await simulator.close();
    }
  });
});
