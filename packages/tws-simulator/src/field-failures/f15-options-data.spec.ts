import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { callIds, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F15: greeks may be missing", () => {
  async function watchedOption(withFaults: boolean) {
    const stage = await theatre.open("f15-greeks-missing", withFaults);
    const naive = await theatre.online(stage);
    const [conId] = await callIds(stage, naive, [100]);
    const request = naive.watch({ conId, exchange: "SMART" });
    await stage.pass(10_000);
    return { hasQuote: naive.books.quotes.has(request), delta: naive.books.deltas.get(request) ?? 0 };
  }

  it("so the naive client takes an option at the money to have no delta", async () => {
    expect(await watchedOption(true)).toEqual({ hasQuote: true, delta: 0 });
  });

  it("where they come it is about a half", async () => {
    const { delta } = await watchedOption(false);
    expect(delta).toBeGreaterThan(0.3);
    expect(delta).toBeLessThan(0.7);
  });
});
