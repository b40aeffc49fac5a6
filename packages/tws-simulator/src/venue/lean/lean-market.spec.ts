import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Contract, IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { OrderClient } from "../../testing/order-client.ts";
import { sessionOf } from "../calendar.ts";
import type { OptionListing, StockListing } from "../listing.ts";
import { parseQuoteBar } from "./bars.ts";
import { LeanArchive, leanRoot } from "./lean-files.ts";
import { LeanMarket } from "./lean-market.ts";
import { SIDE_AGE_MAX_MS } from "./timeline.ts";

const REPOSITORY = new URL("../../../../..", import.meta.url).pathname;
const FOLDER = join(process.env["LEGBOOK_DATA"] ?? join(REPOSITORY, "..", "shared", "data"), "lean");
const hasData = existsSync(FOLDER);
// oxlint-disable-next-line no-console -- the one loud line that says why nothing runs
if (!hasData) console.warn(`SKIPPED: no LEAN data in ${FOLDER}; set LEGBOOK_DATA`);

const DATE = "2015-12-24";
const { open, close } = sessionOf(DATE);

function newMarket(seed = 1): LeanMarket {
  return new LeanMarket({ folder: FOLDER, symbols: ["GOOG"], date: DATE, seed });
}

/** One for all that only asks: every row of the day is read when it is made. */
let shared: LeanMarket | null = null;
function market(): LeanMarket {
  shared ??= newMarket();
  return shared;
}

function option(source: LeanMarket, localSymbol: string): OptionListing {
  return source.book.byName(localSymbol) as OptionListing;
}

/** Bid and ask of each row with both sides, at its open and its close. */
function twoSided(entry: string): { timeOfDayMs: number; prices: [number, number][] }[] {
  const archive = new LeanArchive(
    join(leanRoot(FOLDER), "option/usa/minute/goog/20151224_quote_american.zip"),
  );
  return archive
    .rows(entry)
    .map((row) => parseQuoteBar(entry, row))
    .flatMap(({ timeOfDayMs, bid, ask }) =>
      bid === null || ask === null
        ? []
        : [
            {
              timeOfDayMs,
              prices: [
                [bid.open, ask.open],
                [bid.close, ask.close],
              ] as [number, number][],
            },
          ],
    );
}

describe.skipIf(!hasData)("GOOG options of 2015-12-24", () => {
  it("are all listed, with the ticks that their prices have", () => {
    const source = market();
    const [stock] = source.book.stocks() as [StockListing];
    const chain = source.chain(stock, DATE);
    expect(chain).toHaveLength(2192);
    expect(new Set(chain.map(({ expiry }) => expiry)).size).toBe(12);
    expect(new Set(chain.map(({ conId }) => conId)).size).toBe(2192);
    expect(new Set(chain.map(({ minTick }) => minTick))).toEqual(new Set([500]));
    expect(source.openInterest(option(source, "GOOG  160115C00750000").conId, open)).toBe(889);
  });

  it.each(["call_7500000_20160115", "put_7000000_20151231", "call_7475000_20151224", "put_7500000_20160318"])(
    "%s show every two-sided quote of the file in its minute",
    (suffix) => {
      const source = market();
      const [right, strike, expiry] = suffix.split("_") as [string, string, string];
      const name = `GOOG  ${expiry.slice(2)}${right === "call" ? "C" : "P"}${String(Number(strike) / 10).padStart(8, "0")}`;
      const { conId } = option(source, name);
      const rows = twoSided(`20151224_goog_minute_quote_american_${suffix}.csv`);
      expect(rows.length).toBeGreaterThan(50);
      const midnight = open - 34_200_000;
      for (const { timeOfDayMs, prices } of rows) {
        const minute = midnight + timeOfDayMs;
        const start = source.quote(conId, minute);
        const shown = [{ quote: start }, ...source.states(conId, minute, minute + 59_999, 1000)].map(
          ({ quote }) => `${quote.bid?.price}/${quote.ask?.price}`,
        );
        for (const [bid, ask] of prices) expect(shown).toContain(`${bid}/${ask}`);
      }
    },
  );

  it("are never crossed, whatever the seed", () => {
    for (const source of [market(), newMarket(2)]) {
      const [stock] = source.book.stocks() as [StockListing];
      const some = source.chain(stock, DATE).filter((_, index) => index % 40 === 0);
      const crossed = some.flatMap(({ conId }) =>
        source
          .states(conId, open, close, 100_000)
          .filter(
            ({ quote }) => quote.bid !== null && quote.ask !== null && quote.bid.price > quote.ask.price,
          ),
      );
      expect(crossed).toEqual([]);
    }
  });

  it("lose a side that the file says nothing of for too long, and never had one that it has not", () => {
    const source = market();
    const { conId } = option(source, "GOOG  160115C00900000");
    const states = source.states(conId, open, close, 100_000);
    expect(states.some(({ quote }) => quote.ask !== null)).toBe(true);
    expect(states.every(({ quote }) => quote.bid === null)).toBe(true);
    const ends = states.filter(({ quote }) => quote.ask === null);
    for (const { at } of ends) {
      const last = source.states(conId, open, at - 1, 1)[0];
      expect(at - (last?.at ?? 0)).toBeGreaterThanOrEqual(SIDE_AGE_MAX_MS - 60_000);
    }
  });

  it("are the same for the same seed in any order of asking, and differ for another", () => {
    const conId = option(market(), "GOOG  160115C00750000").conId;
    const first = market().states(conId, open, close, 100_000);
    const again = newMarket();
    again.quote(conId, close - 1);
    expect(again.states(conId, open, close, 100_000)).toEqual(first);
    expect(newMarket(2).states(conId, open, close, 100_000)).not.toEqual(first);
  });
});

describe.skipIf(!hasData)("a client of the replay", () => {
  let simulator: Simulator;
  let api: IBApi;

  afterEach(async () => {
    api.disconnect();
    await simulator.close();
  });

  it("receives each bid of the file in order, at sixty times the market's speed", async () => {
    simulator = await startSimulator({
      market: { kind: "lean", folder: FOLDER, symbol: "GOOG", date: DATE, startTime: "10:00" },
      speed: 60,
      pace: "manual",
    });
    api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId: 1, maxReqPerSec: 1000 });
    const client = await OrderClient.connect(api, simulator);
    const call = {
      symbol: "GOOG",
      secType: "OPT",
      exchange: "SMART",
      currency: "USD",
      right: "C",
      strike: 750,
    };
    const contract = { ...call, lastTradeDateOrContractMonth: "20160115" } as Contract;
    api.reqMktData(1, contract, "", false, false);
    const bids = (): number[] =>
      client.heard
        .all("tickPrice")
        .filter(([, type]) => type === 1)
        .map(([, , price]) => price as number);
    await client.passUntil(() => bids().length >= 8, 100);
    api.cancelMktData(1);
    const source = market();
    const { conId } = option(source, "GOOG  160115C00750000");
    const start = open + 1_800_000;
    const expected = [{ quote: source.quote(conId, start) }, ...source.states(conId, start, close, 100_000)]
      .map(({ quote }) => (quote.bid?.price ?? -10_000) / 10_000)
      .filter((bid, index, all) => bid !== all[index - 1]);
    const from = expected.findIndex((bid, index) => bid === bids()[0] && expected[index + 1] === bids()[1]);
    expect(bids()).toEqual(expected.slice(from, from + bids().length));
  });
});
