import { NO_PRICE, type OptionContract, TICK_KINDS } from "@legbook/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Heard, hear, startWirePeer, type WireConnection, type WirePeer } from "../testing/wire-peer.ts";

const UNSET = ["1.7976931348623157E308", "1.7976931348623157e+308"] as const;
const call = {
  kind: "option",
  right: "call",
  conId: 5,
  symbol: "GOOG",
  exchange: "SMART",
  currency: "USD",
} as OptionContract;

let peer: WirePeer;
let heard: Heard;
let connection: WireConnection;

beforeEach(async () => {
  peer = await startWirePeer();
  heard = hear();
  heard.gateway.connect({ host: "127.0.0.1", port: peer.port, clientId: 1 });
  await heard.one("opened");
  connection = peer.connections[0]!;
});
afterEach(async () => {
  heard.gateway.disconnect();
  await peer.close();
});

/** Ticks that come of some messages: a later answer marks their end. */
async function ticksOf(...messages: (string | number)[][]) {
  const answers = heard.all("currentTime").length;
  const ticks = heard.all("tick").length;
  for (const message of messages) connection.say(...message);
  connection.say(49, 1, 1450969200);
  await heard.until(() => heard.all("currentTime").length > answers, "the end of the ticks");
  return heard
    .all("tick")
    .slice(ticks)
    .map(({ requestId, tick, value }) => [requestId, tick, value]);
}
const tickPrice = (type: number, price: string | number, size: string | number = "") => [
  1,
  6,
  9,
  type,
  price,
  size,
  0,
];
const tickSize = (type: number, size: string | number) => [2, 6, 9, type, size];

describe("quotes", () => {
  it("reads a bid with the size beside it, which the library loses", async () => {
    expect(await ticksOf(tickPrice(1, 7.35, 12))).toEqual([
      [9, TICK_KINDS.bid, 7_350_000],
      [9, TICK_KINDS.bidSize, 12],
    ]);
  });

  it("reads an ask and a trade with the sizes beside them", async () => {
    expect(await ticksOf(tickPrice(2, "7.5", "1,200"), tickPrice(4, 7.4, 3))).toEqual([
      [9, TICK_KINDS.ask, 7_500_000],
      [9, TICK_KINDS.askSize, 1_200],
      [9, TICK_KINDS.last, 7_400_000],
      [9, TICK_KINDS.lastSize, 3],
    ]);
  });

  it.each([-1, ...UNSET])("reads a price of %s as an empty side", async (price) => {
    expect(await ticksOf(tickPrice(1, price), tickPrice(2, price))).toEqual([
      [9, TICK_KINDS.bid, NO_PRICE],
      [9, TICK_KINDS.ask, NO_PRICE],
    ]);
  });

  it("keeps a bid of zero apart from no bid", async () => {
    expect(await ticksOf(tickPrice(1, 0, 0))).toEqual([
      [9, TICK_KINDS.bid, 0],
      [9, TICK_KINDS.bidSize, 0],
    ]);
  });

  it("reads delayed quotes as the quotes they are", async () => {
    expect(
      await ticksOf(tickPrice(66, 1.05, 4), tickPrice(67, 1.15, 5), tickPrice(75, 1.1), tickSize(74, 99)),
    ).toEqual([
      [9, TICK_KINDS.bid, 1_050_000],
      [9, TICK_KINDS.bidSize, 4],
      [9, TICK_KINDS.ask, 1_150_000],
      [9, TICK_KINDS.askSize, 5],
      [9, TICK_KINDS.close, 1_100_000],
      [9, TICK_KINDS.volume, 99],
    ]);
  });

  it("reports a price that is no number and goes on", async () => {
    expect(await ticksOf(tickPrice(2, "abc"), tickPrice(2, 1))).toEqual([[9, TICK_KINDS.ask, 1_000_000]]);
    expect(heard.all("error")).toEqual([
      { kind: "error", code: 505, message: expect.stringContaining("tickPrice: price"), requestId: 9 },
    ]);
  });

  it("leaves ticks alone that nothing here uses", async () => {
    expect(
      await ticksOf(tickPrice(6, 9), tickPrice(37, 9), tickSize(34, 1), [46, 6, 9, 45, "1450969200"]),
    ).toEqual([]);
    expect(heard.all("error")).toEqual([]);
  });
});

describe("states of a line", () => {
  it("reads a halt, and the end of it; an unknown state is none", async () => {
    expect(await ticksOf([45, 6, 9, 49, -1], [45, 6, 9, 49, 2], [45, 6, 9, 90, 0])).toEqual([
      [9, TICK_KINDS.halted, 1],
      [9, TICK_KINDS.halted, 0],
    ]);
  });

  it("tells which kind of data a line has", async () => {
    await ticksOf([58, 1, 9, 3], [58, 1, 10, 1]);
    expect(heard.all("lineDataType")).toEqual([
      { kind: "lineDataType", requestId: 9, dataType: "delayed" },
      { kind: "lineDataType", requestId: 10, dataType: "live" },
    ]);
  });

  it("takes the open interest of the option's own right only", async () => {
    heard.gateway.send({ kind: "openLine", requestId: 9, contract: call });
    expect(await ticksOf(tickSize(27, 1_431), tickSize(28, 0))).toEqual([
      [9, TICK_KINDS.openInterest, 1_431],
    ]);
  });
});

describe("option computations", () => {
  const computation = (type: number, ...values: (string | number)[]) => [21, 9, type, 0, ...values];

  it("reads the gateway's model as doubles", async () => {
    const ticks = await ticksOf(computation(13, 0.25, 0.51, 7.36, 0, 0.013, 0.82, -0.31, 748.4));
    expect(ticks).toEqual([
      [9, TICK_KINDS.modelVolatility, 0.25],
      [9, TICK_KINDS.modelDelta, 0.51],
      [9, TICK_KINDS.modelGamma, 0.013],
      [9, TICK_KINDS.modelVega, 0.82],
      [9, TICK_KINDS.modelTheta, -0.31],
      [9, TICK_KINDS.modelPrice, 7.36],
      [9, TICK_KINDS.modelUnderlying, 748.4],
    ]);
  });

  it("takes volatility alone from the bid's and the ask's computation, live or delayed", async () => {
    const rest = [0.5, 7, 0, 0.01, 0.8, -0.3, 748];
    expect(
      await ticksOf(
        computation(10, 0.24, ...rest),
        computation(81, 0.26, ...rest),
        computation(12, 0.2, ...rest),
      ),
    ).toEqual([
      [9, TICK_KINDS.bidVolatility, 0.24],
      [9, TICK_KINDS.askVolatility, 0.26],
    ]);
  });

  it("reports nothing for what the gateway has not computed", async () => {
    expect(await ticksOf(computation(13, -1, -2, -1, -1, -2, -2, -2, -1))).toEqual([]);
    expect(await ticksOf(computation(83, ...UNSET, UNSET[0], 0, UNSET[1], UNSET[0], UNSET[1], 748))).toEqual([
      [9, TICK_KINDS.modelUnderlying, 748],
    ]);
  });
});
