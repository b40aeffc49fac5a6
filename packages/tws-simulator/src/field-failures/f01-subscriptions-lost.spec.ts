import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { SHARE, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

/** A share watched from before the night until the next morning, and what a newcomer is quoted then. */
async function watchedOverNight(scenario: string, withFaults: boolean) {
  const stage = await theatre.open(scenario, withFaults);
  const naive = await theatre.online(stage);
  const request = naive.watch(SHARE);
  await stage.until("a quote", () => naive.books.quotes.get(request)?.ask !== undefined);
  await stage.until("the next morning", () => stage.entries("DayStarted").length === 2, 60_000);
  const ticksAtDawn = naive.books.ticks;
  await stage.pass(20_000, 500);
  const newcomer = await theatre.online(stage, 2);
  const fresh = newcomer.watch(SHARE);
  await stage.until("the newcomer's quote", () => newcomer.books.quotes.get(fresh)?.ask !== undefined);
  return {
    naive,
    hasTicks: naive.books.ticks > ticksAtDawn,
    believed: naive.books.quotes.get(request),
    market: newcomer.books.quotes.get(fresh),
  };
}

describe("F1: 1101 means that subscriptions are gone", () => {
  it("so the naive client looks at yesterday's quote and takes it for the market", async () => {
    const { naive, hasTicks, believed, market } = await watchedOverNight("f01-silent-after-reset", true);
    expect(naive.notes).toContain("1101 -1");
    expect(naive.isOnline).toBe(true);
    expect(hasTicks).toBe(false);
    expect(believed).not.toEqual(market);
  });

  it("while without the reset it has today's", async () => {
    const { hasTicks, believed, market } = await watchedOverNight("f01-silent-after-reset", false);
    expect(hasTicks).toBe(true);
    expect(believed).toEqual(market);
  });
});

describe("F1: 1102 promises kept subscriptions, and is not to be trusted", () => {
  it("so the naive client hears nothing more and does not notice", async () => {
    const { naive, hasTicks, believed, market } = await watchedOverNight("f01-kept-but-silent", true);
    expect(naive.notes).toContain("1102 -1");
    expect(naive.isOnline).toBe(true);
    expect(hasTicks).toBe(false);
    expect(believed).not.toEqual(market);
  });

  it("while without the reset it has today's quote", async () => {
    const { believed, market } = await watchedOverNight("f01-kept-but-silent", false);
    expect(believed).toEqual(market);
  });
});
