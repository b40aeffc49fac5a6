import {
  type ChainParameters,
  type DomainEvent,
  epochMs,
  isoDate,
  type OptionContract,
} from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  GOOG,
  googOption,
  JANUARY,
  positionAt,
  PUT_740,
  PUT_745,
  recorded,
  TEN_O_CLOCK,
  ticks,
  units,
  viewsAfter,
} from "../testing/index.ts";
import { chainQuotesView, chainRefusal, chainRows, chainView } from "./query.ts";

const CALL_745 = googOption(745, "call");

function parameters(changes: Partial<ChainParameters> = {}): DomainEvent {
  return {
    type: "ChainParametersReported",
    data: {
      symbol: "GOOG",
      exchange: "SMART",
      tradingClass: "GOOG",
      multiplier: 100,
      expiries: [JANUARY, isoDate("2015-12-18"), isoDate("2015-12-31")],
      strikes: [units(745), units(740)],
      ...changes,
    },
  };
}

function expiry(...contracts: OptionContract[]): DomainEvent {
  return { type: "ExpiryContractsReported", data: { symbol: "GOOG", expiry: JANUARY, contracts } };
}

const CHAIN: readonly DomainEvent[] = [
  { type: "ChainRequested", data: { symbol: "GOOG" } },
  { type: "UnderlyingReported", data: { symbol: "GOOG", contract: GOOG } },
  parameters(),
  expiry(PUT_745, CALL_745, PUT_740),
];

describe("a chain", () => {
  it("is unknown until the gateway described it", () => {
    expect(chainView(viewsAfter(CHAIN.slice(0, 2)), "GOOG", TEN_O_CLOCK)).toBeNull();
  });

  it("lists the expiries that still trade, nearest first, with days left and whether they are open", () => {
    expect(chainView(viewsAfter(CHAIN), "GOOG", TEN_O_CLOCK)?.expiries).toEqual([
      { date: "2015-12-31", daysToExpiry: 7, opened: false },
      { date: "2016-01-15", daysToExpiry: 22, opened: true },
    ]);
  });

  it("is the standard series, whichever order adjusted ones are reported in", () => {
    const adjusted = parameters({ tradingClass: "GOOG1", multiplier: 10, strikes: [units(700)] });
    for (const events of [
      [parameters(), adjusted],
      [adjusted, parameters()],
    ]) {
      expect(chainView(viewsAfter(events), "GOOG", TEN_O_CLOCK)?.multiplier).toBe(100);
    }
  });

  it("says why the gateway refused it, until it is asked for again", () => {
    const refused: DomainEvent = {
      type: "ChainRequestRefused",
      data: { symbol: "XXXX", code: 200, message: "No security", remedy: "Check the symbol." },
    };
    expect(chainRefusal(viewsAfter([refused]), "XXXX")).toMatchObject({
      code: 200,
      remedy: "Check the symbol.",
    });
    const again: DomainEvent = { type: "ChainRequested", data: { symbol: "XXXX" } };
    expect(chainRefusal(viewsAfter([refused, again]), "XXXX")).toBeNull();
  });
});

describe("an expiry's rows", () => {
  it("pair calls and puts by strike, lowest first, with gaps where nothing is listed", () => {
    const rows = chainRows(viewsAfter(CHAIN), "GOOG", JANUARY, TEN_O_CLOCK);
    expect(rows.map((row) => [row.strike, row.call?.conId ?? null, row.put?.conId ?? null])).toEqual([
      [units(740), null, PUT_740.conId],
      [units(745), CALL_745.conId, PUT_745.conId],
    ]);
  });

  it("may arrive in parts", () => {
    const parts = [parameters(), expiry(PUT_745), expiry(CALL_745)];
    expect(chainRows(viewsAfter(parts), "GOOG", JANUARY, TEN_O_CLOCK)).toHaveLength(1);
  });

  it("leave out contracts of another trading class", () => {
    const adjusted = { ...PUT_740, conId: 9999, tradingClass: "GOOG1" };
    const rows = chainRows(viewsAfter([...CHAIN, expiry(adjusted)]), "GOOG", JANUARY, TEN_O_CLOCK);
    expect(rows[0]?.put?.conId).toBe(PUT_740.conId);
  });

  it("show whether a line is open and the quote with its age", () => {
    const line: DomainEvent = {
      type: "LineOpened",
      data: { contract: PUT_740, requestId: 1, purpose: "chain", usedAt: TEN_O_CLOCK },
    };
    const views = viewsAfter([...CHAIN, line, ticks(PUT_740.conId, { bid: 3, openInterest: 250 })]);
    expect(chainRows(views, "GOOG", JANUARY, epochMs(TEN_O_CLOCK + 40))[0]?.put).toMatchObject({
      hasLine: true,
      quote: { bid: units(3), openInterest: 250, quoteAgeMs: 40 },
    });
  });
});

describe("changes of an expiry since a position", () => {
  const quotes = (events: readonly DomainEvent[], since: number | null) =>
    chainQuotesView(
      viewsAfter(events),
      "GOOG",
      JANUARY,
      since === null ? null : positionAt(since),
      TEN_O_CLOCK,
    );
  const strikes = (view: ReturnType<typeof quotes>) => view.rows.map(({ strike }) => strike / 1_000_000);

  it("begin with every row", () => {
    const view = quotes(CHAIN, null);
    expect([view.whole, strikes(view), view.position]).toEqual([true, [740, 745], positionAt(4)]);
  });

  it("are the rows with a newer tick, the underlying always with them", () => {
    const events = [...CHAIN, ticks(PUT_740.conId, { bid: 3 }), ticks(CALL_745.conId, { bid: 9 })];
    expect(strikes(quotes(events, 4))).toEqual([740, 745]);
    expect(strikes(quotes(events, 5))).toEqual([745]);
    const none = quotes(events, 6);
    expect([none.whole, none.rows, none.underlying?.conId]).toEqual([false, [], GOOG.conId]);
  });

  it("include a row whose line opened or closed", () => {
    const line: DomainEvent = {
      type: "LineOpened",
      data: { contract: PUT_740, requestId: 1, purpose: "chain", usedAt: TEN_O_CLOCK },
    };
    const closed: DomainEvent = { type: "LineReleased", data: { conId: PUT_740.conId, requestId: 1 } };
    expect(strikes(quotes([...CHAIN, line, closed], 5))).toEqual([740]);
  });

  it("are whole again when the expiry's contracts were described anew", () => {
    expect(quotes([...CHAIN, expiry(googOption(750))], 4)).toMatchObject({ whole: true });
  });

  it("add up to the whole, however often one asks", () => {
    const events = [
      ...CHAIN,
      ticks(PUT_740.conId, { bid: 3, ask: 3.1 }),
      ticks(CALL_745.conId, { bid: 9 }),
      ticks(PUT_740.conId, { bid: "none" }),
    ];
    const log = recorded(events);
    const rows = new Map<number, unknown>();
    const views = viewsAfter([]);
    let since: ReturnType<typeof positionAt> | null = null;
    for (const event of log) {
      views.apply({ events: [event], live: true });
      const view = chainQuotesView(views, "GOOG", JANUARY, since, TEN_O_CLOCK);
      if (view.whole) rows.clear();
      for (const row of view.rows) rows.set(row.strike, row);
      since = view.position;
    }
    expect([...rows.values()]).toEqual(chainRows(views, "GOOG", JANUARY, TEN_O_CLOCK));
  });
});
