import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { CALLS, SHARE, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

/** What a client does not come to the end of. */
const AMPLE = { linesMax: 100, messagesPerSecondMax: 1000 };

describe("F13: there are so many lines of market data and no more", () => {
  async function watchedChain(withFaults: boolean) {
    const stage = await theatre.open("f13-lines-and-pacing", true, withFaults ? {} : AMPLE);
    const naive = await theatre.online(stage);
    const chain = naive.lookUp(CALLS);
    await stage.until("the chain", () => chain.isWhole());
    const requests: number[] = [];
    for (const { conId } of chain.contracts) {
      requests.push(naive.watch({ conId, exchange: "SMART" }));
      await stage.pass(100);
    }
    await stage.pass(5000);
    return { naive, requests };
  }

  it("so the naive client has no quote for most of the chain that it watches", async () => {
    const { naive, requests } = await watchedChain(true);
    const refused = requests.filter((id) => naive.notes.includes(`101 ${id}`));
    expect(refused.length).toBeGreaterThan(requests.length / 2);
    expect(refused.every((id) => !naive.books.quotes.has(id))).toBe(true);
  });

  it("where there are enough it has all", async () => {
    const { naive, requests } = await watchedChain(false);
    expect(requests).toHaveLength(31);
    expect(requests.every((id) => naive.books.quotes.has(id))).toBe(true);
  });

  async function askedAtOnce(withFaults: boolean) {
    const stage = await theatre.open("f13-lines-and-pacing", true, withFaults ? {} : AMPLE);
    const naive = await theatre.online(stage);
    for (let round = 0; round < 5; round += 1) {
      for (let count = 0; count < 25; count += 1) naive.lookUp({ ...CALLS, strike: 100 });
      await stage.pass(1000);
    }
    return { naive };
  }

  it("and a burst of requests is answered with 100, and repeated bursts with the end of the connection", async () => {
    const { naive } = await askedAtOnce(true);
    expect(naive.notes).toContain("100 -1");
    expect(naive.attempts).toBeGreaterThan(1);
  });

  it("where the rate allows it, nothing happens", async () => {
    const { naive } = await askedAtOnce(false);
    expect(naive.notes).not.toContain("100 -1");
    expect(naive.attempts).toBe(1);
  });
});

describe("F13: history is given at a pace", () => {
  async function barsRead(requests: number, apartMs: number) {
    const stage = await theatre.open("f13-lines-and-pacing", true);
    const naive = await theatre.online(stage);
    for (let request = 1; request <= requests; request += 1) {
      const hours = `${3600 * request} S`;
      naive.api.reqHistoricalData(request, SHARE, "", hours, "5 mins", "TRADES", 1, 1, false);
      await stage.pass(apartMs);
    }
    await stage.pass(5000);
    return naive.notes.filter((note) => note.startsWith("162 "));
  }

  it("so the naive client, which asks for all at once, is refused a part of it with 162", async () => {
    expect(await barsRead(8, 100)).toEqual(["162 7", "162 8"]);
  });

  it("and gets everything when it takes its time", async () => {
    expect(await barsRead(8, 2000)).toEqual([]);
  });
});

describe("F13: a chain may take half a minute", () => {
  async function chainAfterTenSeconds(withFaults: boolean) {
    const stage = await theatre.open("f13-slow-chain", withFaults);
    const naive = await theatre.online(stage);
    const chain = naive.lookUp(CALLS);
    await stage.pass(10_000);
    return chain.contracts.length;
  }

  it("so the naive client, which waits ten seconds, takes a part for the whole", async () => {
    expect(await chainAfterTenSeconds(true)).toBeLessThan(20);
  });

  it("which has 31 calls", async () => {
    expect(await chainAfterTenSeconds(false)).toBe(31);
  });
});
