import { legsOf } from "@legbook/engine/testing";
import type { Contract } from "@legbook/domain";
import { linesView, type LineView, quoteView } from "@legbook/projections";
import { describe, expect, it } from "vitest";
import type { Night } from "../../support/night.ts";
import {
  actual,
  believed,
  callSpread,
  fired,
  isReady,
  placedTimes,
  ready,
  reasons,
  refused,
  submit,
} from "../../support/night-books.ts";
import { marketNow } from "../../support/night-intruder.ts";
import { nights } from "../../support/nights.ts";

const open = nights();

const lines = (night: Night): readonly LineView[] => linesView(night.views, night.engine.now()).lines;

/** Has the share and both legs quoted; returns them. */
async function watched(night: Night): Promise<readonly Contract[]> {
  await ready(night);
  const answer = await night.answered(night.engine.openLegs(...legsOf(callSpread("watched")), "trader"));
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  const { underlying } = night.views.optionChain.chains.get("LBX") ?? {};
  if (underlying === null || underlying === undefined) throw new Error("the share is not known");
  return [underlying, ...answer.legs.map(({ contract }) => contract)];
}

/** What the screen shows of contracts, in their order. */
function shownQuotes(night: Night, contracts: readonly Contract[]) {
  return contracts.map(({ conId }) => {
    const line = lines(night).find((one) => one.conId === conId);
    return { bid: line?.bid ?? null, ask: line?.ask ?? null };
  });
}

describe("F1: after the nightly reset", () => {
  it.each(["f01-silent-after-reset", "f01-kept-but-silent"])(
    "every line speaks again the next morning, and shows the market of then (%s)",
    async (scenario) => {
      const night = await open(scenario);
      const contracts = await watched(night);
      await night.until("the next day", () => night.entries("DayStarted").length === 2, 120_000, 500);
      await night.pass(20_000, 500);
      expect(fired(night)).toContain("connectivity-lost");
      const reports = (await night.typesOf("gateway-17")).filter((type) => type === "BrokerLinkReported");
      expect(reports).toHaveLength(2);
      expect(isReady(night)).toBe(true);
      expect(night.entries("ClientConnected")).toHaveLength(1);
      const market = await marketNow(night, contracts);
      expect(shownQuotes(night, contracts)).toEqual(market);
      expect(lines(night).every((line) => line.open && line.rejected === null)).toBe(true);
    },
  );
});

describe("F2: a market data farm", () => {
  it("that was away for three seconds is said to be, and its lines are made again when they stay silent", async () => {
    const night = await open("f02-farm-blip");
    const contracts = await watched(night);
    await night.until("the blip", () => !isReady(night));
    expect(reasons(night)).toContain("farm usfarm is broken");
    const { message } = await refused(night, callSpread("blind"));
    expect(message).toContain("usfarm is broken");
    await night.pass(15_000);
    expect(isReady(night)).toBe(true);
    expect(shownQuotes(night, contracts)).toEqual(await marketNow(night, contracts));
    expect(night.entries("ClientConnected").filter(({ clientId }) => clientId === 17)).toHaveLength(1);
    const released = (await night.typesOf("lines-17")).filter((type) => type === "LineReleased");
    expect(released).toHaveLength(1);
  });

  it("that flaps every other second touches neither the session nor an order, and no line is made again for it", async () => {
    const night = await open("f02-farm-flapping");
    const contracts = await watched(night);
    await night.until("calm", () => isReady(night));
    await submit(night, callSpread("flapping", { quantity: 2 }));
    await night.pass(30_000);
    expect(fired(night).length).toBeGreaterThan(10);
    expect(night.entries("ClientConnected")).toHaveLength(1);
    expect(believed(night).filled).toEqual({ flapping: 2 });
    expect(believed(night)).toEqual(actual(night));
    expect(await night.typesOf("lines-17")).not.toContain("LineReleased");
    await night.until("calm", () => isReady(night));
    expect(shownQuotes(night, contracts)).toEqual(await marketNow(night, contracts));
  });
});

describe("F11: the login is used elsewhere and market data goes there (10197)", () => {
  it("every line is shown as ended with its quote's age, and nothing is sent on what it said last", async () => {
    const night = await open("f11-competing-session");
    await watched(night);
    await night.until("10197", () => lines(night).every((line) => line.rejected?.code === 10_197));
    expect(fired(night)).toEqual(["competing-session"]);
    const { code } = await refused(night, callSpread("blind"));
    expect(code).toBe("order.no-live-price");
    await refused(night, callSpread("at-a-limit", { price: { kind: "limit", price: "0.05" } }));
    expect(placedTimes(night)).toEqual({});
    await night.pass(10_000);
    for (const line of lines(night)) {
      expect(line.open).toBe(false);
      expect(line.quoteAgeMs).toBeGreaterThan(60_000);
    }
    expect(isReady(night)).toBe(true);
  });
});

describe("F13: ten lines and twenty messages a second", () => {
  it("what has no line is shown as refused (101), what is shown as open is quoted, and the rate is kept", async () => {
    const night = await open("f13-lines-and-pacing", { limits: { messagesPerSecondMax: 18 } });
    await ready(night);
    const opened = await night.answered(night.engine.openExpiry("LBX", "2026-03-27", "trader"));
    expect(opened.kind).toBe("accepted");
    await night.pass(20_000);
    const refusedLines = lines(night).filter(({ rejected }) => rejected !== null);
    const openLines = lines(night).filter((line) => line.open);
    expect(openLines).toHaveLength(10);
    expect(refusedLines.length).toBeGreaterThan(20);
    expect(
      refusedLines.every(({ rejected, bid, ask }) => rejected?.code === 101 && bid === null && ask === null),
    ).toBe(true);
    expect(openLines.every(({ bid, ask }) => bid !== null && ask !== null)).toBe(true);
    const { gatewayErrorsByCode, requestsThrottledTotal } = night.engine.metrics();
    expect(requestsThrottledTotal).toBeGreaterThan(0);
    expect(gatewayErrorsByCode["100"]).toBeUndefined();
    expect(night.entries("ClientConnected")).toHaveLength(1);
  });
});

describe("F13: fifty messages a second, as a gateway has them", () => {
  it("are never exceeded by our own pace, whatever is opened at once", async () => {
    const night = await open("f13-lines-and-pacing", {
      simulator: { messagesPerSecondMax: 50, linesMax: 100 },
    });
    await ready(night);
    for (const expiry of ["2026-03-27", "2026-04-17"])
      await night.answered(night.engine.openExpiry("LBX", expiry, "trader"));
    await night.pass(10_000);
    expect(lines(night).filter((line) => line.open).length).toBeGreaterThan(50);
    const { gatewayErrorsByCode, requestsThrottledTotal } = night.engine.metrics();
    expect(requestsThrottledTotal).toBeGreaterThan(0);
    expect(gatewayErrorsByCode).toEqual({});
    expect(night.entries("ClientConnected")).toHaveLength(1);
  });
});

describe("F13: a chain takes half a minute", () => {
  it("and is whole when it is there; until then it is not", async () => {
    const night = await open("f13-slow-chain");
    await ready(night);
    let isThere = false;
    const asked = night.engine.openExpiry("LBX", "2026-03-27", "trader").then((answer) => {
      isThere = true;
      return answer;
    });
    await night.pass(30_000, 500);
    expect(isThere).toBe(false);
    expect(night.views.optionChain.chains.get("LBX")?.expiries.size ?? 0).toBe(0);
    const opened = await night.answered(asked, 200_000);
    if (opened.kind === "refused") throw new Error(opened.refusal.message);
    const listed = (right: string) =>
      opened.contracts.filter((contract) => contract.kind === "option" && contract.right === right);
    expect([listed("call").length, listed("put").length]).toEqual([31, 31]);
    expect(fired(night)).toContain("delay");
  });
});

describe("F15: quotes come without greeks", () => {
  it("they are missing, not 0, and no order is decided without an implied volatility", async () => {
    const night = await open("f15-greeks-missing");
    await ready(night);
    const quoted = await night.answered(night.engine.openLegs(...legsOf(callSpread("watched")), "trader"));
    if (quoted.kind === "refused") throw new Error(quoted.refusal.message);
    expect(fired(night)).toEqual(["missing-greeks"]);
    for (const { contract } of quoted.legs) {
      const quote = quoteView(night.views.market, contract.conId, night.engine.now());
      expect(quote?.bid).toBeGreaterThan(0);
      expect([quote?.delta, quote?.volatility]).toEqual([null, null]);
    }
    const { code, message } = await refused(night, callSpread("no-greeks"));
    expect(code).toBe("risk.volatility-breaker");
    expect(message).toContain("not known");
    expect(placedTimes(night)).toEqual({});
  });
});
