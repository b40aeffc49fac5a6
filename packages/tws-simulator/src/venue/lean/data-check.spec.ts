import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { leanFolder, leanShare } from "../../testing/lean-folder.ts";
import { sessionOf } from "../calendar.ts";
import { LeanMarket } from "./lean-market.ts";

const DATE = "2026-03-16";
const OPTION =
  "34200000,10000,10200,9900,10100,5,10500,10600,10400,10500,7\n34260000,,,,,0,10500,10500,10500,10500,3\n";
const SHARE = "34200000,1000000,1001000,999000,1000500,100,1000100,1001200,999100,1000600,200\n";
const TRADES = "34200000,1000000,1001000,999000,1000500,400\n";
const { open } = sessionOf(DATE);

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function market(symbols: readonly string[], rows: Parameters<typeof leanShare>[1]): LeanMarket {
  folder = leanFolder(Object.assign({}, ...symbols.map((symbol) => leanShare(symbol, rows))));
  return new LeanMarket({ folder, symbols, date: DATE, seed: 1 });
}

describe("a folder of LEAN's files", () => {
  it("may have several shares, each with its own bars and options", () => {
    const source = market(["aaa", "bbb"], { option: OPTION, share: SHARE, trades: TRADES });
    expect(source.book.stocks().map(({ symbol }) => symbol)).toEqual(["AAA", "BBB"]);
    for (const stock of source.book.stocks()) {
      const [call] = source.chain(stock, DATE);
      expect(call?.symbol).toBe(stock.symbol);
      const states = source.states(stock.conId, open, open + 60_000, 100);
      expect(states.at(-1)?.quote).toMatchObject({
        bid: { price: 1_000_500, size: 100 },
        last: { price: 1_000_500 },
        high: 1_001_000,
        low: 999_000,
        volume: 400,
      });
      expect(source.quote(call?.conId ?? 0, open + 59_000).ask).toEqual({ price: 10_500, size: 7 });
    }
  });

  it("shows a bar's open, high, low and close in a plausible order, and keeps a side that a row leaves empty", () => {
    const source = market(["aaa"], { option: OPTION });
    const [call] = source.chain(source.book.stocks()[0] as never, DATE);
    const states = source.states(call?.conId ?? 0, open, open + 120_000, 100);
    expect(states.map(({ quote }) => quote.bid?.price)).toEqual([10_000, 9900, 10_200, 10_100, 10_100]);
    expect(states.map(({ quote }) => quote.ask?.size)).toEqual([7, 7, 7, 7, 3]);
  });

  it.each([
    [OPTION.replace("10600", "abc"), 'line 1: ask high: has "a"'],
    [OPTION.replace("34260000", "34140000"), "line 2: time: is earlier"],
    [OPTION.replace("34200000", ""), "line 1: time: is empty"],
    [OPTION.replace(",7\n", "\n"), "line 1: ask size: there are 10 fields instead of 11"],
    [OPTION.replace("34260000", "134260000"), "line 2: time: is no time of the day"],
    [OPTION.replace("9900", "-9900"), 'line 1: bid low: has "-"'],
  ])("that is wrong is refused with file, entry, line and field", (option, message) => {
    const entry = "20260316_quote_american.zip: 20260316_aaa_minute_quote_american_call_1000000_20260417.csv";
    expect(() => market(["aaa"], { option })).toThrow(`${entry}, ${message}`);
  });

  it("is refused when a share's bars are wrong, too", () => {
    expect(() => market(["aaa"], { option: OPTION, trades: "34200000,1,2,3\n" })).toThrow(
      "20260316_trade.zip: 20260316_aaa_minute_trade.csv, line 1: close: there are 4 fields instead of 6",
    );
  });
});
