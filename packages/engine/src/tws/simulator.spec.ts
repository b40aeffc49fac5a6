import {
  type IsoDate,
  type Micros,
  micros,
  type OptionContract,
  parseOrderRef,
  type RequestsEvent,
  TICK_KINDS,
  type TickKind,
  toTick,
} from "@legbook/domain";
import { type Simulator, startSimulator } from "@legbook/tws-simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../adapters/index.ts";
import type { GatewayOrder, GatewayRequest } from "../ports/broker-gateway.ts";
import { createRequestCoordinator } from "../requests/index.ts";
import { type Heard, hear } from "./testing/wire-peer.ts";

const ACCOUNT = "DU1234567";
const SYMBOL = "LBX";
const NEW_YORK_TEN = Date.parse("2026-03-16T14:00:00Z");
const CENT = micros(10_000);

let simulator: Simulator;
let heard: Heard;
let lastRequestId: number;

beforeEach(async () => {
  simulator = await startSimulator({
    market: { kind: "builtin", date: "2026-03-16" },
    seed: 1,
    partialFillChance: 0,
  });
  heard = hear();
  lastRequestId = 1_000;
  heard.gateway.connect({ host: "127.0.0.1", port: simulator.port, clientId: 3 });
  await heard.one("opened");
});

afterEach(async () => {
  heard.gateway.disconnect();
  await simulator.close();
});

function send(request: GatewayRequest): void {
  expect(heard.gateway.send(request)).toEqual({ kind: "sent" });
}

function nextRequestId(): number {
  lastRequestId += 1;
  return lastRequestId;
}

async function findUnderlying() {
  const requestId = nextRequestId();
  send({ kind: "stockDetails", requestId, symbol: SYMBOL });
  const { contract } = await heard.one("stockDetails");
  return contract;
}

async function findChain(underlyingConId: number) {
  send({ kind: "chainParameters", requestId: nextRequestId(), symbol: SYMBOL, underlyingConId });
  await heard.one("chainParametersEnd");
  const smart = heard.all("chainParameters").find(({ parameters }) => parameters.exchange === "SMART");
  if (smart === undefined) throw new Error("no chain on SMART");
  return smart.parameters;
}

async function findCalls(expiry: IsoDate, tradingClass: string): Promise<readonly OptionContract[]> {
  const requestId = nextRequestId();
  send({
    kind: "expiryDetails",
    requestId,
    symbol: SYMBOL,
    tradingClass,
    exchange: "SMART",
    expiry,
    right: "call",
  });
  await heard.until(
    () => heard.all("detailsEnd").some((end) => end.requestId === requestId),
    "the expiry's contracts",
  );
  return heard
    .all("optionDetails")
    .flatMap((found) => (found.requestId === requestId ? [found.contract] : []));
}

/** The newest value of a kind of tick on a line, once there is one. */
async function tickOf(requestId: number, tick: TickKind): Promise<number> {
  const newest = () =>
    heard.all("tick").findLast((seen) => seen.requestId === requestId && seen.tick === tick);
  await heard.until(() => newest() !== undefined, `tick ${tick} of line ${requestId}`);
  return newest()?.value ?? Number.NaN;
}

async function openLine(contract: OptionContract): Promise<number> {
  const requestId = nextRequestId();
  send({ kind: "openLine", requestId, contract });
  await tickOf(requestId, TICK_KINDS.ask);
  return requestId;
}

/** A vertical near the money of a month from now, and what buying it costs at the far sides. */
async function findVertical(): Promise<{ long: OptionContract; short: OptionContract; natural: Micros }> {
  const underlying = await findUnderlying();
  const chain = await findChain(underlying.conId);
  const expiry = chain.expiries.find((date) => date > "2026-04-10");
  if (expiry === undefined) throw new Error("no expiry");
  const calls = (await findCalls(expiry, chain.tradingClass)).toSorted((a, b) => a.strike - b.strike);
  const at = calls.findIndex(({ strike }) => strike >= 100_000_000);
  const [long, short] = [calls[at], calls[at + 2]];
  if (long === undefined || short === undefined) throw new Error("no vertical");
  const [longLine, shortLine] = [await openLine(long), await openLine(short)];
  const cost = (await tickOf(longLine, TICK_KINDS.ask)) - (await tickOf(shortLine, TICK_KINDS.bid));
  return { long, short, natural: toTick(micros(cost), CENT, "up") };
}

function vertical(long: OptionContract, short: OptionContract, limitPrice: Micros): GatewayOrder {
  const orderRef = parseOrderRef("lb-1");
  if (orderRef === null) throw new Error("not a reference");
  return {
    orderRef,
    account: ACCOUNT,
    symbol: SYMBOL,
    currency: "USD",
    legs: [
      { contract: long, ratio: 1, action: "buy" },
      { contract: short, ratio: 1, action: "sell" },
    ],
    quantity: 2,
    limitPrice,
    timeInForce: "day",
  };
}

async function orderId(): Promise<number> {
  return (await heard.one("nextOrderId")).orderId;
}

describe("a session with the simulator", () => {
  it("opens with accounts, next order id and farms, and tells the market's time", async () => {
    send({ kind: "currentTime" });
    const { gatewayTime } = await heard.one("currentTime");
    expect(gatewayTime).toBeGreaterThanOrEqual(NEW_YORK_TEN);
    expect(gatewayTime).toBeLessThan(NEW_YORK_TEN + 60_000);
    expect((await heard.one("managedAccounts")).accounts).toEqual([ACCOUNT]);
    await heard.until(() => heard.all("farmStatus").length >= 3, "farms");
    expect(heard.all("error")).toEqual([]);
  });

  it("ends when the gateway goes away, and a new one begins with nothing of it", async () => {
    const { port } = simulator;
    await simulator.close();
    expect(await heard.one("lost")).toMatchObject({ cause: "closed" });
    simulator = await startSimulator({ market: { kind: "builtin", date: "2026-03-16" }, seed: 1, port });
    heard.messages.length = 0;
    heard.gateway.connect({ host: "127.0.0.1", port, clientId: 3 });
    await heard.one("opened");
    send({ kind: "openOrders" });
    await heard.one("openOrdersEnd");
    expect(heard.all("openOrder")).toEqual([]);
  });

  it("is turned away while another one uses the client id", async () => {
    const second = hear();
    second.gateway.connect({ host: "127.0.0.1", port: simulator.port, clientId: 3 });
    expect(await second.one("lost")).toMatchObject({ code: 326 });
    expect(heard.gateway.isOpen).toBe(true);
  });
});

describe("contracts and quotes", () => {
  it("finds a share, its chain and the contracts of an expiry", async () => {
    send({ kind: "matchingSymbols", requestId: nextRequestId(), pattern: "LB" });
    const { matches } = await heard.one("symbolMatches");
    expect(matches.map(({ symbol, hasOptions }) => [symbol, hasOptions])).toContainEqual([SYMBOL, true]);
    const underlying = await findUnderlying();
    const chain = await findChain(underlying.conId);
    const expiry = chain.expiries.find((date) => date > "2026-04-01");
    if (expiry === undefined) throw new Error("no expiry");
    const contracts = await findCalls(expiry, chain.tradingClass);
    expect(contracts.length).toBeGreaterThan(10);
    for (const contract of contracts) {
      expect(contract).toMatchObject({
        right: "call",
        expiry,
        multiplier: 100,
        underlyingConId: underlying.conId,
      });
      expect(chain.strikes).toContain(contract.strike);
    }
    expect(heard.all("error")).toEqual([]);
  });

  it("is told that a symbol does not exist", async () => {
    const requestId = nextRequestId();
    send({ kind: "stockDetails", requestId, symbol: "NOSUCH" });
    expect(await heard.one("error")).toMatchObject({ code: 200, requestId });
  });

  it("hears quotes, sizes, open interest and the model's greeks of an option", async () => {
    const { long } = await findVertical();
    const line = await openLine(long);
    const [bid, ask] = [await tickOf(line, TICK_KINDS.bid), await tickOf(line, TICK_KINDS.ask)];
    expect(bid).toBeLessThan(ask);
    expect(await tickOf(line, TICK_KINDS.bidSize)).toBeGreaterThan(0);
    expect(await tickOf(line, TICK_KINDS.openInterest)).toBeGreaterThanOrEqual(0);
    const delta = await tickOf(line, TICK_KINDS.modelDelta);
    expect(delta).toBeGreaterThan(0);
    expect(delta).toBeLessThan(1);
    expect(await tickOf(line, TICK_KINDS.modelUnderlying)).toBeGreaterThan(50);
    expect(heard.all("error")).toEqual([]);
  });
});

describe("orders", () => {
  it("previews a combo's margin without an order coming of it", async () => {
    const { long, short, natural } = await findVertical();
    send({
      kind: "placeOrder",
      orderId: await orderId(),
      order: vertical(long, short, natural),
      whatIf: true,
    });
    await heard.until(
      () => heard.all("marginPreview").some(({ margin }) => margin.initialAfter !== null),
      "margin",
    );
    send({ kind: "openOrders" });
    await heard.one("openOrdersEnd");
    expect(heard.all("openOrder")).toEqual([]);
    expect(heard.all("error")).toEqual([]);
  });

  it("fills a combo: one execution of the combo and one a leg, each with its commission, then the positions", async () => {
    const { long, short, natural } = await findVertical();
    const id = await orderId();
    send({ kind: "placeOrder", orderId: id, order: vertical(long, short, natural), whatIf: false });
    await heard.until(
      () => heard.all("orderStatus").some(({ status }) => status.status === "Filled"),
      "the fill",
    );
    await heard.until(() => heard.all("commission").length >= 2, "commissions");
    const executions = heard.all("execution").map(({ execution }) => execution);
    for (const execution of executions) {
      expect(execution).toMatchObject({ orderRef: "lb-1", orderId: id, account: ACCOUNT, quantity: 2 });
      expect(Math.abs(execution.executedAt - simulator.marketTime())).toBeLessThan(60_000);
    }
    expect(
      executions.map(({ of, conId, side }) => (of === "combo" ? [of, side] : [of, conId, side])),
    ).toEqual(
      expect.arrayContaining([
        ["combo", "buy"],
        ["leg", long.conId, "buy"],
        ["leg", short.conId, "sell"],
      ]),
    );
    const legs = executions.filter(({ of }) => of === "leg").map(({ execId }) => execId);
    const paid = new Set(heard.all("commission").map(({ execId }) => execId));
    expect(legs.every((execId) => paid.has(execId))).toBe(true);

    send({ kind: "positions" });
    await heard.one("positionsEnd");
    const held = heard.all("position").map(({ contract, quantity }) => [contract.conId, quantity]);
    expect(held).toEqual(
      expect.arrayContaining([
        [long.conId, 2],
        [short.conId, -2],
      ]),
    );
    const own = simulator.account(ACCOUNT).positions.map(({ conId, quantity }) => [conId, quantity]);
    expect(new Map(own as [number, number][])).toEqual(new Map(held as [number, number][]));
    expect(heard.all("error")).toEqual([]);
  });

  it("tells a later session of the fill by our reference", async () => {
    const { long, short, natural } = await findVertical();
    send({
      kind: "placeOrder",
      orderId: await orderId(),
      order: vertical(long, short, natural),
      whatIf: false,
    });
    await heard.until(
      () => heard.all("orderStatus").some(({ status }) => status.status === "Filled"),
      "the fill",
    );
    heard.gateway.disconnect();
    heard.messages.length = 0;
    heard.gateway.connect({ host: "127.0.0.1", port: simulator.port, clientId: 3 });
    await heard.one("opened");
    const requestId = nextRequestId();
    send({ kind: "executions", requestId });
    await heard.one("executionsEnd");
    const found = heard.all("execution").filter((execution) => execution.requestId === requestId);
    expect(found.map(({ execution }) => execution.orderRef)).toEqual(["lb-1", "lb-1", "lb-1"]);
  });

  it("cancels a resting credit order, which the broker shows with its negative limit", async () => {
    const { long, short } = await findVertical();
    const id = await orderId();
    // Sold for more than it can ever be worth: rests.
    const resting = vertical(short, long, micros(-1_990_000));
    send({ kind: "placeOrder", orderId: id, order: resting, whatIf: false });
    const { order } = await heard.one("openOrder");
    expect(order).toMatchObject({
      orderRef: "lb-1",
      orderId: id,
      account: ACCOUNT,
      quantity: 2,
      limitPrice: -1_990_000,
    });
    send({ kind: "cancelOrder", orderId: id });
    await heard.until(
      () => heard.all("orderStatus").some(({ status }) => status.status === "Cancelled"),
      "the cancel",
    );
    expect(heard.all("error")).toMatchObject([{ code: 202, requestId: id }]);
    expect(heard.all("execution")).toEqual([]);
  });
});

describe("account", () => {
  it("hears the account's values as one message, and its profit and loss", async () => {
    const requestId = nextRequestId();
    send({ kind: "accountSummary", requestId });
    await heard.one("accountSummaryEnd");
    expect(heard.all("accountSummary")[0]?.summary).toMatchObject({
      account: ACCOUNT,
      currency: "USD",
      netLiquidation: 100_000_000_000,
      totalCash: 100_000_000_000,
      initialMargin: 0,
      maintenanceMargin: 0,
      buyingPower: expect.any(Number),
      availableFunds: expect.any(Number),
    });
    send({ kind: "accountProfitAndLoss", requestId: nextRequestId(), account: ACCOUNT });
    expect(await heard.one("accountProfitAndLoss")).toMatchObject({ realised: 0 });
  });
});

describe("pace", () => {
  it("never offends the gateway, however much is asked at once", async () => {
    const throttling: RequestsEvent[] = [];
    const coordinator = createRequestCoordinator({
      gateway: heard.gateway,
      clock: systemClock,
      onThrottling: (event) => void throttling.push(event),
    });
    let sent = 0;
    for (let asked = 0; asked < 120; asked += 1) {
      coordinator.submit(
        { kind: "currentTime" },
        "chain",
        ({ kind }) => void (sent += kind === "sent" ? 1 : 0),
      );
    }
    await heard.until(() => heard.all("currentTime").length === 120, "every answer");
    expect(sent).toBe(120);
    expect(heard.all("error")).toEqual([]);
    expect(coordinator.throttledTotal).toBe(80);
    const [began, ...others] = throttling;
    expect(others).toEqual([]);
    expect(began?.data).toEqual({
      limit: "messagesPerSecondUnreserved",
      limitMax: 40,
      priority: "chain",
      request: "currentTime",
      waiting: 1,
    });
    // A session that ends while nothing waits ends what was, and loses nothing.
    coordinator.sessionLost();
    expect(throttling.map(({ type }) => type)).toEqual(["RequestThrottlingBegan", "RequestThrottlingEnded"]);
    expect(throttling[1]?.data).toMatchObject({
      cause: "drained",
      waitingMax: 80,
      held: [{ priority: "chain", count: 80 }],
      dropped: 0,
    });
  });
});
