import { describe, expect, it } from "vitest";
import { market, money, TEN_O_CLOCK, verticalLegs } from "../testing/fixtures.ts";
import {
  applyTicks,
  comboMarketView,
  createQuoteTable,
  NO_PRICE,
  TICK_KINDS,
  type QuoteTable,
  type TickName,
  type TicksRecorded,
} from "./index.ts";

type Tick = readonly [conId: number, kind: TickName, value: number, offsetMs?: number];

function batch(...ticks: readonly Tick[]): TicksRecorded {
  return {
    baseTime: TEN_O_CLOCK,
    conIds: ticks.map(([conId]) => conId),
    kinds: ticks.map(([, kind]) => TICK_KINDS[kind]),
    values: ticks.map(([, , value]) => value),
    offsetsMs: ticks.map(([, , , offsetMs]) => offsetMs ?? 0),
  };
}

function tableOf(...ticks: readonly Tick[]): QuoteTable {
  const table = createQuoteTable();
  applyTicks(table, batch(...ticks));
  return table;
}

describe("the quote table", () => {
  it("keeps the newest value of each kind by contract", () => {
    const table = tableOf(
      [1, "bid", money(1.25)],
      [1, "ask", money(1.35)],
      [2, "bid", money(9)],
      [1, "bid", money(1.3)],
      [1, "bidSize", 40],
      [1, "modelVolatility", 0.31],
      [1, "modelDelta", -1],
      [1, "halted", 0],
      [1, "close", money(1.2)],
    );
    expect(table.rows.get(1)).toMatchObject({
      bid: money(1.3),
      ask: money(1.35),
      bidSize: 40,
      last: null,
      close: money(1.2),
      halted: false,
      model: { volatility: 0.31, delta: -1, gamma: null },
    });
    expect(table.rows.get(2)?.bid).toBe(money(9));
  });

  it("takes every kind of tick that the log may hold", () => {
    const names = Object.keys(TICK_KINDS) as TickName[];
    const row = tableOf(...names.map((name): Tick => [1, name, 7])).rows.get(1);
    const {
      model,
      conId: _conId,
      bidAt: _bidAt,
      askAt: _askAt,
      quotedAt: _quotedAt,
      halted,
      ...values
    } = row!;
    expect([...Object.values(values), ...Object.values(model)]).toEqual(
      Array.from({ length: names.length - 1 }, () => 7),
    );
    expect(halted).toBe(true);
  });

  it("empties a side when the gateway says that there is no price, and only then", () => {
    const row = tableOf([1, "bid", money(1.3)], [1, "bid", NO_PRICE], [1, "modelDelta", -1]).rows.get(1);
    expect(row?.bid).toBeNull();
    expect(row?.model.delta).toBe(-1);
  });

  it("dates a quote by the newest word on either side, a repeated price too", () => {
    const table = tableOf(
      [1, "bid", money(1), 0],
      [1, "ask", money(2), 40],
      [1, "bid", money(1), 70],
      [1, "last", money(1), 90],
    );
    expect(table.rows.get(1)).toMatchObject({
      bidAt: TEN_O_CLOCK + 70,
      askAt: TEN_O_CLOCK + 40,
      quotedAt: TEN_O_CLOCK + 70,
    });
  });

  it("names each contract once for a run of its ticks, and none that did not change", () => {
    const table = tableOf([1, "volume", 10]);
    const changed: number[] = [];
    const ticks = batch([1, "volume", 10], [2, "bid", 1], [2, "ask", 2], [1, "volume", 11], [3, "volume", 5]);
    applyTicks(table, ticks, (conId) => changed.push(conId));
    expect(changed).toEqual([2, 1, 3]);
  });

  it("folds batches as it folds their ticks one by one", () => {
    const ticks: Tick[] = [
      [1, "bid", 5],
      [2, "ask", 6],
      [1, "modelVega", 0.1],
      [1, "bid", NO_PRICE],
      [2, "last", 4],
    ];
    const single = createQuoteTable();
    for (const tick of ticks) applyTicks(single, batch(tick));
    expect(single).toEqual(tableOf(...ticks));
  });

  it("refuses columns of unequal length and kinds that it does not know", () => {
    const table = createQuoteTable();
    expect(() => applyTicks(table, { ...batch([1, "bid", 1]), values: [] })).toThrow(
      "columns of unequal length",
    );
    expect(() => applyTicks(table, { ...batch([1, "bid", 1]), kinds: [99 as 1] })).toThrow(
      "unknown tick kind: 99",
    );
  });
});

describe("the market of a combo", () => {
  const legs = verticalLegs("call", 745, 750);
  const [long, short] = [legs[0]!.contract.conId, legs[1]!.contract.conId];
  const quoted: readonly Tick[] = [
    [long, "bid", money(14.1)],
    [long, "ask", money(14.5), 30],
    [long, "modelVolatility", 0.22],
    [long, "modelDelta", 0.56],
    [short, "bid", money(11.2)],
    [short, "ask", money(11.6), 10],
  ];

  it("lets its buyer pay the long ask less the short bid, and its seller get the long bid less the short ask", () => {
    const view = comboMarketView(tableOf(...quoted), legs, null, TEN_O_CLOCK);
    expect(view).toEqual({
      legs: [
        {
          conId: long,
          bid: money(14.1),
          ask: money(14.5),
          volatility: 0.22,
          delta: 0.56,
          quotedAt: TEN_O_CLOCK + 30,
        },
        {
          conId: short,
          bid: money(11.2),
          ask: money(11.6),
          volatility: null,
          delta: null,
          quotedAt: TEN_O_CLOCK + 10,
        },
      ],
      bid: money(2.5),
      ask: money(3.3),
      underlying: null,
      at: TEN_O_CLOCK,
    });
  });

  it("is negative for a credit: the same legs the other way round", () => {
    const view = comboMarketView(
      tableOf(...quoted),
      [
        { ...legs[1]!, action: "buy" },
        { ...legs[0]!, action: "sell" },
      ],
      null,
      TEN_O_CLOCK,
    );
    expect([view.bid, view.ask]).toEqual([money(-3.3), money(-2.5)]);
  });

  it("counts each leg by its ratio", () => {
    const view = comboMarketView(
      tableOf(...quoted),
      [legs[0]!, { ...legs[1]!, ratio: 2 }],
      null,
      TEN_O_CLOCK,
    );
    expect([view.bid, view.ask]).toEqual([money(14.1 - 23.2), money(14.5 - 22.4)]);
  });

  it("has no price on a side for which a leg has none", () => {
    const view = comboMarketView(tableOf(...quoted, [short, "bid", NO_PRICE]), legs, null, TEN_O_CLOCK);
    expect([view.bid, view.ask]).toEqual([money(2.5), null]);
    const empty = comboMarketView(createQuoteTable(), legs, null, TEN_O_CLOCK);
    expect([empty.bid, empty.ask, empty.legs[0]?.quotedAt]).toEqual([null, null, null]);
    expect(comboMarketView(createQuoteTable(), [], null, TEN_O_CLOCK).bid).toBeNull();
  });

  it("has no price while a leg is halted", () => {
    const view = comboMarketView(tableOf(...quoted, [long, "halted", 1]), legs, null, TEN_O_CLOCK);
    expect([view.bid, view.ask, view.legs[0]?.bid]).toEqual([null, null, null]);
  });

  it("sees the underlying half way between its quotes, or at its last trade when a side is missing", () => {
    const at = (...ticks: readonly Tick[]) =>
      comboMarketView(tableOf(...ticks), legs, 9, TEN_O_CLOCK).underlying;
    expect(at([9, "bid", money(748.3)], [9, "ask", money(748.5)], [9, "last", money(700)])).toBe(
      money(748.4),
    );
    expect(at([9, "bid", money(748.3)], [9, "last", money(748.6)])).toBe(money(748.6));
    expect(at([9, "bid", money(748.3)])).toBeNull();
    expect(at()).toBeNull();
  });

  it("has the shape that decisions and verdicts keep", () => {
    expect(Object.keys(comboMarketView(createQuoteTable(), legs, null, TEN_O_CLOCK))).toEqual(
      Object.keys(market(legs)),
    );
  });
});
