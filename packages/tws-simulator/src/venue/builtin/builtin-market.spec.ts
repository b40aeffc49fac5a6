import { describe, expect, it } from "vitest";
import { impliedVolatility } from "@legbook/domain/pricing";
import { sessionOf, yearsToExpiry } from "../calendar.ts";
import type { OptionListing, StockListing } from "../listing.ts";
import { incrementAt, ruleOf } from "../price-increment.ts";
import { BUILTIN_DATE, BuiltinMarket } from "./builtin-market.ts";

const { open, close } = sessionOf(BUILTIN_DATE);
const NOON = open + 9_000_000;

function all(
  market: BuiltinMarket,
  at: number,
): { option: OptionListing; quote: ReturnType<BuiltinMarket["quote"]> }[] {
  return market.book
    .stocks()
    .flatMap((stock) => market.chain(stock, BUILTIN_DATE))
    .map((option) => ({ option, quote: market.quote(option.conId, at) }));
}

describe("the built-in market", () => {
  it("is the same for the same seed in any order of asking, and differs for another", () => {
    const forwards = new BuiltinMarket(1, BUILTIN_DATE);
    const backwards = new BuiltinMarket(1, BUILTIN_DATE);
    const options = forwards.chain(forwards.book.stocks()[0] as StockListing, BUILTIN_DATE);
    const first = options.map(({ conId }) => forwards.quote(conId, NOON));
    backwards.quote((options[5] as OptionListing).conId, close - 1);
    const again = options.toReversed().map(({ conId }) => backwards.quote(conId, NOON));
    expect(again.toReversed()).toEqual(first);
    const other = new BuiltinMarket(2, BUILTIN_DATE);
    expect(options.map(({ conId }) => other.quote(conId, NOON))).not.toEqual(first);
  });

  it("quotes on the tick, never crossed, with missing sides as real markets have them", () => {
    const quotes = all(new BuiltinMarket(1, BUILTIN_DATE), NOON);
    for (const { option, quote } of quotes) {
      for (const side of [quote.bid, quote.ask]) {
        if (side !== null) expect(side.price % incrementAt(ruleOf(option), side.price)).toBe(0);
      }
      if (quote.bid !== null && quote.ask !== null) expect(quote.bid.price).toBeLessThan(quote.ask.price);
    }
    const without = (side: "bid" | "ask"): number =>
      quotes.filter(({ quote }) => quote[side] === null).length / quotes.length;
    expect(without("bid")).toBeGreaterThan(0.03);
    expect(without("ask")).toBeGreaterThan(0.003);
    expect(without("bid")).toBeLessThan(0.3);
  });

  it("has a volatility skew: low strikes are dearer than high ones", () => {
    const market = new BuiltinMarket(1, BUILTIN_DATE);
    const [lbx] = market.book.stocks() as [StockListing];
    const quoted = market.quote(lbx.conId, NOON);
    const spot = ((quoted.bid?.price ?? 0) + (quoted.ask?.price ?? 0)) / 20_000;
    const volatility = (strike: number, right: "call" | "put"): number => {
      const option = market
        .chain(lbx, BUILTIN_DATE)
        .find((one) => one.strike === strike * 10_000 && one.right === right && one.expiry === "2026-04-17");
      const { bid, ask } = market.quote(option?.conId ?? 0, NOON);
      const price = ((bid?.price ?? 0) + (ask?.price ?? 0)) / 20_000;
      const years = yearsToExpiry(NOON, "2026-04-17");
      const solved = impliedVolatility({
        right,
        spot,
        strike,
        years,
        rate: market.rate,
        dividendYield: 0,
        price,
      });
      return solved.kind === "volatility" ? solved.volatility : Number.NaN;
    };
    expect(volatility(90, "put")).toBeGreaterThan(volatility(100, "call") + 0.01);
    expect(volatility(100, "call")).toBeGreaterThan(0.25);
    expect(volatility(100, "call")).toBeLessThan(0.5);
  });

  it("offers no vertical for less than nothing across the spread", () => {
    const market = new BuiltinMarket(1, BUILTIN_DATE);
    for (const at of [open + 60_000, NOON, NOON + 137_250]) {
      const groups = Map.groupBy(
        all(market, at),
        ({ option }) => `${option.symbol} ${option.expiry} ${option.right}`,
      );
      for (const series of groups.values()) {
        for (const { option: long, quote: bought } of series) {
          for (const { option: short, quote: sold } of series) {
            const worthSomething =
              long.right === "call" ? long.strike < short.strike : long.strike > short.strike;
            if (!worthSomething || bought.ask === null || sold.bid === null) continue;
            expect(
              bought.ask.price - sold.bid.price,
              `${long.localSymbol} against ${short.localSymbol}`,
            ).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it("goes on at the next trading day's open with a new week's series", () => {
    const market = new BuiltinMarket(1, "2026-04-02");
    expect(market.dateAfter("2026-04-02")).toBe("2026-04-06");
    const [stock] = market.book.stocks() as [StockListing];
    const expiries = (date: string): Set<string> =>
      new Set(market.chain(stock, date).map(({ expiry }) => expiry));
    expect(expiries("2026-04-06").size).toBeGreaterThan(6);
    expect(expiries("2026-04-06").has("2026-04-02")).toBe(false);
    const night = sessionOf("2026-04-02").close - 1;
    const morning = sessionOf("2026-04-06").open;
    expect(market.quote(stock.conId, morning).previousClose).toBeGreaterThan(0);
    expect(market.quote(stock.conId, morning).bid?.price).not.toBe(
      market.quote(stock.conId, night).bid?.price,
    );
  });
});
