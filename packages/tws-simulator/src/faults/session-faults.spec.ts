import { afterEach, describe, expect, it } from "vitest";
import {
  codesOf,
  FaultySimulator,
  place,
  settle,
  statusesOf,
  subscribe,
} from "../testing/faulty-simulator.ts";
import { RawClient } from "../testing/raw-client.ts";

let faulty: FaultySimulator;

afterEach(() => faulty.close());

const ticks = (client: RawClient, requestId: number): number =>
  client.frames.filter(([id, , request]) => (id === "1" || id === "2") && request === String(requestId))
    .length;

describe("lost connectivity", () => {
  it("is silence between 1100 and 1101, after which lines are gone and fills are only in the executions", async () => {
    faulty = await FaultySimulator.start(["connectivity-lost after 2s for 10s"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    await settle(client);
    // Rests until its price is bettered, which is within the silence.
    place(client, 1, 30);
    await faulty.run(100, client);
    await faulty.run(1900, client);
    const before = ticks(client, 7);
    place(client, 2, 30);
    await faulty.run(9000, client);
    expect(codesOf(client)).toEqual(["-1 1100"]);
    expect(ticks(client, 7)).toBe(before);
    expect(statusesOf(client, 2)).toEqual([]);
    await faulty.run(2000, client);
    expect(codesOf(client)).toEqual(["-1 1100", "-1 1101"]);
    // The order that was sent meanwhile went out when the servers were there again.
    expect(statusesOf(client, 2).at(-1)).toBe("Filled");
    expect(ticks(client, 7)).toBe(before);
    client.send(2, 2, 7);
    await settle(client);
    expect(codesOf(client).at(-1)).toBe("7 300");
  });

  it("keeps data with 1102, and repeats 1100 as often as a bad night does", async () => {
    faulty = await FaultySimulator.start([
      "connectivity-lost data=kept orders=reject notices=5 spacing=500ms after 1s for 10s",
    ]);
    const client = await faulty.connected();
    subscribe(client, 7);
    await faulty.run(1000, client);
    place(client, 1, 30);
    await faulty.run(10_100, client);
    const before = ticks(client, 7);
    await faulty.run(3000, client);
    expect(codesOf(client)).toEqual([
      "-1 1100",
      "1 201",
      "-1 1100",
      "-1 1100",
      "-1 1100",
      "-1 1100",
      "-1 1102",
    ]);
    expect(ticks(client, 7)).toBeGreaterThan(before);
  });

  it("hides a fill that only the executions tell", async () => {
    faulty = await FaultySimulator.start(["connectivity-lost data=kept on placeOrder for 5s"], {
      latency: { acknowledgeMs: 0 },
    });
    const client = await faulty.connected();
    // The request is on its way when the servers go; it had passed TWS.
    place(client, 1, 30);
    await faulty.run(6000, client);
    client.send(7, 3, 9, 0, "", "", "", "", "", "");
    await faulty.run(1000, client);
    expect(faulty.fired()).toEqual(["connectivity-lost"]);
    expect(client.of(11).length).toBeGreaterThan(0);
  });
});

describe("a farm that breaks", () => {
  it("silences its own quotes, holds their requests, and goes on afterwards", async () => {
    faulty = await FaultySimulator.start(["farm-down farm=usopt after 1s for 5s"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    subscribe(client, 8, "STK");
    await faulty.run(1000, client);
    const [option, stock] = [ticks(client, 7), ticks(client, 8)];
    subscribe(client, 9);
    await faulty.run(4800, client);
    expect([ticks(client, 7), ticks(client, 9)]).toEqual([option, 0]);
    expect(ticks(client, 8)).toBeGreaterThan(stock);
    await faulty.run(3000, client);
    expect(codesOf(client)).toEqual(["-1 2103", "-1 2104"]);
    expect(ticks(client, 7)).toBeGreaterThan(option);
    expect(ticks(client, 9)).toBeGreaterThan(0);
  });

  it("may leave its lines dead until they are asked for anew", async () => {
    faulty = await FaultySimulator.start(["farm-down farm=usopt resume=false after 1s for 1s"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    await faulty.run(2000, client);
    const before = ticks(client, 7);
    await faulty.run(5000, client);
    expect(codesOf(client)).toEqual(["-1 2103", "-1 2104"]);
    expect(ticks(client, 7)).toBe(before);
    client.send(2, 2, 7);
    subscribe(client, 7);
    await faulty.run(5000, client);
    expect(ticks(client, 7)).toBeGreaterThan(before);
  });

  it("may be said to be inactive while nothing stops", async () => {
    faulty = await FaultySimulator.start([
      "farm-inactive farm=usfarm after 1s",
      "farm-inactive farm=ushmds after 2s",
    ]);
    const client = await faulty.connected();
    subscribe(client, 8, "STK");
    await faulty.run(2000, client);
    const before = ticks(client, 8);
    await faulty.run(3000, client);
    expect(codesOf(client)).toEqual(["-1 2108", "-1 2107"]);
    expect(ticks(client, 8)).toBeGreaterThan(before);
  });

  it("of definitions holds back what only it can answer", async () => {
    faulty = await FaultySimulator.start(["farm-down farm=secdefil for 5s"]);
    const client = await faulty.connected();
    client.send(81, 4, "LB");
    await faulty.run(4900, client);
    expect(client.of(79)).toEqual([]);
    await faulty.run(200, client);
    expect(client.of(79)).toHaveLength(1);
  });
});

describe("a session that is disturbed", () => {
  it("restarts at night: sockets are reset, and new ones refused for a while", async () => {
    faulty = await FaultySimulator.start(["nightly-restart away=5s rollBackIds=7 unset=10s after 1s"]);
    const client = await faulty.connected();
    for (let orderId = 1; orderId <= 9; orderId += 1) place(client, orderId, 0.05);
    await settle(client);
    faulty.simulator.run(1000);
    await client.until(() => client.isClosed);
    await expect(faulty.connected().then((late) => settle(late))).rejects.toThrow();
    faulty.simulator.run(5000);
    const back = await faulty.connected();
    expect(back.of(9)[0]?.[2]).toBe("3");
    const cash = async (): Promise<string | undefined> => {
      back.send(62, 1, 9, "All", "TotalCashValue");
      await settle(back);
      back.send(63, 1, 9);
      return back.of(63).at(-1)?.[5];
    };
    expect(await cash()).toBe("1.7976931348623157E308");
    faulty.simulator.run(10_000);
    expect(Number(await cash())).toBe(100_000);
  });

  it("waits for a second factor: the connection is there and nothing is said", async () => {
    faulty = await FaultySimulator.start(["second-factor for 30s"]);
    const waiting = faulty.connected();
    const other = await RawClient.open(faulty.simulator.port);
    faulty.simulator.run(29_000);
    expect(other.isClosed).toBe(false);
    expect(other.frames).toEqual([]);
    faulty.simulator.run(1000);
    await settle(await waiting);
    other.close();
  });

  it("has its client id in use by somebody else", async () => {
    faulty = await FaultySimulator.start(["client-id-in-use id=5 for 5s"]);
    await faulty.connected(4);
    await expect(faulty.connected(5)).rejects.toThrow(/"326"/);
    faulty.simulator.run(5000);
    await faulty.connected(5);
  });

  it("competes with another one: 10197 for every line, old and new, until that one ends", async () => {
    faulty = await FaultySimulator.start(["competing-session after 1s for 5s"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    await faulty.run(1000, client);
    const before = ticks(client, 7);
    subscribe(client, 8);
    await faulty.run(4900, client);
    expect(codesOf(client)).toEqual(["7 10197", "8 10197"]);
    expect(ticks(client, 7)).toBe(before);
    await faulty.run(5000, client);
    expect(ticks(client, 7)).toBeGreaterThan(before);
  });

  it.each(["competing-session mode=takeover after 1s for 5s", "second-factor accept=false after 1s for 5s"])(
    "is thrown out, and nothing listens until the other one goes: %s",
    async (fault) => {
      faulty = await FaultySimulator.start([fault]);
      const client = await faulty.connected();
      faulty.simulator.run(1000);
      await client.until(() => client.isClosed);
      await expect(faulty.connected()).rejects.toThrow("ECONNREFUSED");
      faulty.simulator.run(5000);
      await settle(await faulty.connected());
    },
  );

  it("ends at the first violation of a narrower pace", async () => {
    faulty = await FaultySimulator.start(["pacing messagesPerSecond=5 violations=1"]);
    const client = await faulty.connected();
    for (let count = 0; count < 10; count += 1) client.send(17, 1);
    await client.until(() => client.isClosed);
    expect(codesOf(client)).toEqual(["-1 100"]);
  });

  it("has a clock that is wrong and drifts", async () => {
    faulty = await FaultySimulator.start(["clock-skew seconds=-7 drift=3600"]);
    const client = await faulty.connected();
    await settle(client);
    faulty.simulator.run(10_000);
    await settle(client);
    const [first, second] = client.of(49).map(([, , seconds]) => Number(seconds));
    expect(first).toBe(Date.parse("2026-03-16T14:00:00Z") / 1000 - 7);
    expect((second ?? 0) - (first ?? 0)).toBe(20);
  });
});

describe("an account and a market with gaps", () => {
  it("has unset values in its portfolio and executions in the wrong zone", async () => {
    faulty = await FaultySimulator.start(["unset-portfolio values=true", "wrong-zone zone=Asia/Tokyo"]);
    const client = await faulty.connected();
    place(client, 1, 30);
    await faulty.run(500, client);
    client.send(6, 2, 1, "");
    await settle(client);
    expect(client.of(7)[0]?.filter((field) => field === "1.7976931348623157E308")).toHaveLength(4);
    const cash = client.of(6).find(([, , key]) => key === "NetLiquidation");
    expect(cash?.[3]).toBe("1.7976931348623157E308");
    expect(client.of(11)[0]).toContain("20260316 23:00:00");
  });

  it("has no greeks", async () => {
    faulty = await FaultySimulator.start(["missing-greeks"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    await settle(client);
    const computations = client.of(21);
    expect(computations.length).toBeGreaterThan(0);
    expect(
      computations.every((fields) => fields.slice(4).every((value) => value === "-1" || value === "-2")),
    ).toBe(true);
  });

  it("stands still without a word", async () => {
    faulty = await FaultySimulator.start(["frozen-quotes secType=OPT after 1s"]);
    const client = await faulty.connected();
    subscribe(client, 7);
    subscribe(client, 8, "STK");
    await faulty.run(1000, client);
    const [option, stock] = [ticks(client, 7), ticks(client, 8)];
    await faulty.run(5000, client);
    expect(ticks(client, 7)).toBe(option);
    expect(ticks(client, 8)).toBeGreaterThan(stock);
    expect(codesOf(client)).toEqual([]);
  });

  it("assigns a short option in the night", async () => {
    faulty = await FaultySimulator.start(["assign after 1s", "assign localSymbol=NONE after 2s"]);
    const client = await faulty.connected();
    place(client, 1, 0.01, { action: "SELL", right: "P", strike: 90 });
    await faulty.run(900, client);
    expect(statusesOf(client, 1).at(-1)).toBe("Filled");
    const executions = client.of(11).length;
    await faulty.run(2000, client);
    const { positions } = faulty.simulator.account("DU1234567");
    expect(positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([["LBX", 200]]);
    expect(client.of(11)).toHaveLength(executions);
  });
});
