import { describe, expect, it } from "vitest";
import type { RequestedContract, Tick } from "../../recording/quotes/recorded-line.ts";
import { RecordedLine } from "../../recording/quotes/recorded-line.ts";
import type { Aspect, TickValues } from "../../recording/quotes/ticks.ts";
import { blankValues } from "../../testing/layout-values.ts";
import { REQUEST_LAYOUTS } from "../../wire/request-layouts.ts";
import type { Quote } from "../market.ts";
import { tapeOf } from "./leading-lines.ts";

const BEGIN = Date.UTC(2026, 2, 16, 14);

/** Half a second after the begin is 500; entries are numbered by it. */
function line(
  request: RecordedLine["request"],
  ticks: readonly (readonly [ms: number, Aspect, TickValues, isDelayed?: boolean])[],
  endMs = Infinity,
): RecordedLine {
  const contract = blankValues(REQUEST_LAYOUTS.marketData) as unknown as RequestedContract;
  const made = new RecordedLine({ connection: 1, requestId: 1, request, contract, fileLine: 2 });
  made.ticks.push(
    ...ticks.map(([ms, aspect, values, isDelayed = false]): Tick => {
      return { n: ms, at: BEGIN + Math.floor(ms), aspect, values, isDelayed };
    }),
  );
  made.endN = endMs;
  return made;
}

/** `500 10x3/11x4` of each state: when, bid and ask. */
function sides(lines: readonly RecordedLine[]): string[] {
  return statesOf(lines).map(({ at, quote: { bid, ask } }) => {
    const side = (one: Quote["bid"]): string => (one === null ? "none" : `${one.price}x${one.size}`);
    return `${at - BEGIN} ${side(bid)}/${side(ask)}`;
  });
}

function statesOf(lines: readonly RecordedLine[]) {
  return tapeOf(lines).statesBetween(-Infinity, Infinity);
}

function trades(lines: readonly RecordedLine[]): string[] {
  return statesOf(lines)
    .map(({ quote: { last } }) =>
      last === null ? "none" : `${last.price}x${last.size} at ${last.at - BEGIN}`,
    )
    .filter((trade, index, all) => trade !== all[index - 1]);
}

describe("sides of a recorded quote", () => {
  it("stay while nothing is said of them, and are gone when it says so", () => {
    const only = line("marketData", [
      [0, "sides", { bid: 10, bidSize: 3 }],
      [1, "sides", { ask: 11, askSize: 4 }],
      [500, "sides", { askSize: 5 }],
      [600, "sides", { bid: null, bidSize: 0 }],
      [700, "sides", { bid: 9, bidSize: 1 }],
      [800, "sides", { askSize: 0 }],
      [900, "sides", { askSize: 2 }],
    ]);
    expect(sides([only])).toEqual([
      "0 10x3/none",
      "1 10x3/11x4",
      "500 10x3/11x5",
      "600 none/11x5",
      "700 9x1/11x5",
      "800 9x1/none",
      "900 9x1/11x2",
    ]);
  });

  it("that are told again are no change", () => {
    const only = line("marketData", [
      [0, "sides", { bid: 10, bidSize: 3 }],
      [1, "sides", { bidSize: 3 }],
      [2, "sides", { bid: 10, bidSize: 3 }],
    ]);
    expect(sides([only])).toEqual(["0 10x3/none"]);
  });
});

describe("two lines of one contract", () => {
  const first = [
    [0, "sides", { bid: 10, bidSize: 3, ask: 12, askSize: 3 }],
    [100, "sides", { bid: 11, bidSize: 3 }],
    [200, "sides", { bid: 10, bidSize: 3 }],
  ] as const;
  const second = [
    [50, "sides", { bid: 10, bidSize: 3, ask: 12, askSize: 3 }],
    [150, "sides", { bid: 11, bidSize: 3 }],
    [250, "sides", { bid: 10, bidSize: 3 }],
    [400, "sides", { bid: 9, bidSize: 3 }],
    [600, "sides", { bid: 8, bidSize: 3 }],
  ] as const;

  it("tell each change once: what the second hears late is no change back", () => {
    expect(sides([line("marketData", first), line("marketData", second)])).toEqual([
      "0 10x3/12x3",
      "100 11x3/12x3",
      "200 10x3/12x3",
    ]);
  });

  it("take over from each other where one ends, with what the other knew by then", () => {
    expect(sides([line("marketData", first, 500), line("marketData", second)]).slice(3)).toEqual([
      "400 9x3/12x3",
      "600 8x3/12x3",
    ]);
  });

  it("are listened to by what they tell best: tick by tick before market data", () => {
    const byTick = line("tickByTick", [[120, "sides", { bid: 11, bidSize: 7, ask: 12, askSize: 7 }]]);
    const lasts = line("marketData", [...first, [300, "trades", { last: 11, lastSize: 1 }]]);
    expect(sides([lasts, byTick])).toEqual([
      "0 10x3/12x3",
      "100 11x3/12x3",
      "120 11x7/12x7",
      "300 11x7/12x7",
    ]);
    expect(trades([lasts, byTick])).toEqual(["none", "11x1 at 300"]);
  });

  it("of which one is delayed are the live one", () => {
    const delayed = line("marketData", [[-10, "sides", { bid: 5, bidSize: 1 }, true]]);
    expect(sides([delayed, line("marketData", first)])).toHaveLength(3);
    expect(sides([delayed])).toEqual(["-10 5x1/none"]);
  });
});

describe("trades of a recording", () => {
  const second = (ms: number): number => BEGIN + ms - (ms % 1000);
  const trade = (ms: number, last: number, lastSize: number, time = second(ms)) =>
    [
      [ms, "trades", { last, lastSize }],
      [ms + 0.1, "trades", { lastSize }],
      [ms + 0.2, "trades", { lastTime: time }],
      [ms + 0.3, "day", { volume: ms }],
    ] as const;

  it("are one each, made of a price, a size, a time and a volume", () => {
    const states = statesOf([line("marketData", [...trade(100, 10, 2), ...trade(1300, 11, 3)])]);
    expect(states.map(({ at, quote }) => [at - BEGIN, quote.last?.price, quote.volume])).toEqual([
      [100, 10, 100],
      [1300, 11, 1300],
    ]);
  });

  it("of one moment are told apart, also those of the same price and size", () => {
    const only = line("marketData", [...trade(100, 10, 2), ...trade(100.5, 10, 2), ...trade(100.7, 11, 2)]);
    expect(trades([only])).toEqual(["10x2 at 100", "10x2 at 101", "11x2 at 102"]);
  });

  it("that a line begins with have the time at which they were, and happen once however many lines begin so", () => {
    const old = BEGIN - 90_000;
    const lines = [
      line("marketData", trade(100, 10, 2, old), 500),
      line("marketData", [...trade(800, 10, 2, old), ...trade(2100, 10, 2)]),
    ];
    expect(trades(lines)).toEqual(["10x2 at -90000", "10x2 at 2100"]);
  });

  it("may come as a size alone, or with a time of its own that comes late", () => {
    const only = line("marketData", [
      [100, "trades", { last: 10, lastSize: 2 }],
      [101, "trades", { lastTime: BEGIN }],
      [1200, "trades", { lastSize: 4 }],
    ]);
    expect(trades([only])).toEqual(["10x2 at 100", "10x4 at 1200"]);
  });

  it("are never later than they are told", () => {
    expect(trades([line("marketData", trade(100, 10, 2, BEGIN + 60_000))])).toEqual(["10x2 at 100"]);
  });
});
