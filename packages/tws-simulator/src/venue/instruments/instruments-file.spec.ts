import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataFileError } from "../../data-file/index.ts";
import { startSimulator } from "../../simulator.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { simulatorOfTest } from "../../testing/simulator-of-test.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../builtin/builtin-market.ts";
import { sessionOf } from "../calendar.ts";
import { ruleOf } from "../price-increment.ts";
import { readInstruments } from "./instruments-file.ts";

const FILE = `
marketRules:
  - id: 7001
    increments: [{ from: 0, step: 0.005 }, { from: 1, step: 0.01 }]
listings:
  - kind: stock
    symbol: AAPL
    conId: 265598
    name: APPLE INC
    tradingClass: NMS
    isin: US0378331005
    price: 190.5
    volatility: 0.28
    dividends:
      - { exDate: 2026-05-11, amount: 0.26 }
    options:
      - tradingClass: AAPL
        expiries: [2026-04-17, 2026-05-15]
        strikes: { from: 180, to: 200, step: 5 }
        series:
          - { expiry: 2026-04-17, strike: 190, right: C, conId: 700000001 }
          - { expiry: 2028-12-15, strike: 250, right: call, conId: 843630132 }
  - kind: future
    symbol: ES
    localSymbol: ESZ6
    conId: 515416577
    expiry: 2026-12-18
    multiplier: 50
    price: 5000
    volatility: 0.15
    follows: SPX
  - { kind: index, symbol: SPX, conId: 416904, price: 5000, volatility: 0.15 }
  - { kind: forex, symbol: EUR, currency: USD, conId: 12087792, price: 1.0855, volatility: 0.07 }
  - { kind: crypto, symbol: BTC, conId: 479624278, price: 60000, volatility: 0.6, minTick: 0.25 }
  - kind: bond
    symbol: BNS
    conId: 500
    isin: US064159KJ44
    maturity: 2030-10-15
    coupon: 4.5
    price: 99.5
    volatility: 0.03
    marketRule: 7001
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "instruments-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, "instruments.yaml");
  writeFileSync(path, text);
  return path;
}

function market(text = FILE): BuiltinMarket {
  return new BuiltinMarket(1, BUILTIN_DATE, readInstruments(fileOf(text)));
}

describe("an instruments file", () => {
  it("adds contracts of every kind with their own ids, and leaves the built-in ones as they were", () => {
    const source = market();
    expect(source.book.get(265598)).toMatchObject({ kind: "stock", symbol: "AAPL", tradingClass: "NMS" });
    expect(source.book.byName("AAPL  260417C00190000")?.conId).toBe(700000001);
    expect(source.book.get(843630132)).toMatchObject({ expiry: "2028-12-15", strike: 2_500_000 });
    expect(source.book.options(265598)).toHaveLength(2 * 2 * 5 + 1);
    expect(source.book.byName("EUR.USD")?.conId).toBe(12087792);
    const plain = new BuiltinMarket(1, BUILTIN_DATE);
    const at = sessionOf(BUILTIN_DATE).open + 3_600_000;
    for (const listing of plain.book.all()) {
      expect(source.book.get(listing.conId)).toEqual(listing);
      expect(source.quote(listing.conId, at)).toEqual(plain.quote(listing.conId, at));
    }
  });

  it("quotes each of them on its own ticks, near the price that it starts from", () => {
    const source = market();
    const at = sessionOf(BUILTIN_DATE).open + 3_600_000;
    for (const [conId, price] of [
      [265598, 1_905_000],
      [515416577, 50_000_000 * Math.exp(0.04 * (277 / 365))],
      [12087792, 10_855],
      [479624278, 600_000_000],
      [500, 995_000],
    ] as const) {
      const { bid, ask } = source.quote(conId, at);
      const listing = source.book.get(conId);
      if (bid === null || ask === null || listing === undefined) throw new Error(`no quote of ${conId}`);
      const tick = ruleOf(listing).increments.at(-1)?.increment ?? 0;
      expect([bid.price % tick, ask.price % tick]).toEqual([0, 0]);
      expect(ask.price).toBeGreaterThan(bid.price);
      expect(Math.abs(Math.log(bid.price / price))).toBeLessThan(0.06);
    }
    expect(source.quote(416904, at)).toMatchObject({ bid: null, ask: null });
  });

  it("knows what its shares pay", () => {
    const source = market();
    expect(source.dividendOn(265598, "2026-05-11")).toBe(2600);
    expect(source.dividendOn(265598, "2026-05-12")).toBeNull();
    expect(source.dividends(265598, BUILTIN_DATE, "2026-12-31")).toEqual([
      { exDate: "2026-05-11", amount: 2600 },
    ]);
  });

  it.each([
    ["volatility: 0.28", "volatility: high", 13, "listings[0].volatility"],
    ["price: 190.5", "price: 190.12345", 12, "listings[0].price"],
    ["exDate: 2026-05-11", "exDate: 2026-05-10", 15, "listings[0].dividends[0].exDate"],
    ["maturity: 2030-10-15", "maturity: 1830-10-15", 39, "listings[5].maturity"],
    ["conId: 700000001", "conId: 265598", 21, "listings[0].options[0].series[0].conId"],
    ["marketRule: 7001", "marketRule: 7002", 43, "listings[5].marketRule"],
    ["follows: SPX", "follows: NDX", 31, "listings[1].follows"],
    ["symbol: BNS", "symbol: BNS\n    strike: 5", 37, "listings[5].strike"],
  ])("is refused with its line and field: %s", (good, bad, line, field) => {
    try {
      market(FILE.replace(good, bad));
    } catch (error) {
      if (!(error instanceof DataFileError)) throw error;
      expect([error.line, error.field]).toEqual([line, field]);
      expect(error.message).toContain(`instruments.yaml:${line}: ${field}: `);
      return;
    }
    throw new Error("it was not refused");
  });

  it("stops a start that it is given to, by the option's name", async () => {
    const instruments = fileOf(FILE.replace("kind: bond", "kind: bund"));
    await expect(startSimulator({ market: { kind: "builtin", instruments } })).rejects.toMatchObject({
      name: "SimulatorOptionError",
      field: "market.instruments",
      message: expect.stringContaining("instruments.yaml:35: listings[5].kind") as string,
    });
  });

  it("lets a client find a bond by its ISIN in either place, and a currency pair", async () => {
    const simulator = await simulatorOfTest({
      market: { kind: "builtin", instruments: fileOf(FILE) },
      pace: "manual",
    });
    const client = await RawClient.started(simulator.port, 1);
    const isin = "US064159KJ44";
    request(client, "contractDetails", { requestId: 1, symbol: isin, secType: "BOND", exchange: "SMART" });
    request(client, "contractDetails", { requestId: 2, secIdType: "ISIN", secId: isin });
    request(client, "contractDetails", { requestId: 3, symbol: "EUR", secType: "CASH", currency: "USD" });
    request(client, "contractDetails", { requestId: 4, secIdType: "ISIN", secId: "US0000000000" });
    await client.until(() => errorsOf(client, 4).length > 0);
    const bonds = repliesOf(client, "bondContractDetails");
    expect(bonds.map(({ requestId, conId }) => [requestId, conId])).toEqual([
      [1, 500],
      [2, 500],
    ]);
    expect(bonds[0]).toMatchObject({ coupon: 4.5, maturity: "20301015", minTick: 0.005 });
    expect(repliesOf(client, "contractDetails")[0]).toMatchObject({
      localSymbol: "EUR.USD",
      marketName: "EUR.USD",
      exchange: "IDEALPRO",
      minTick: 0.0001,
    });
  });
});
