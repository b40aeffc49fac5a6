import { beforeEach, describe, expect, it } from "vitest";
import { ScriptedMarket } from "../testing/scripted-market.ts";
import { scriptedVenue, sleep, type StartingPosition } from "../testing/scripted-venue.ts";
import {
  contractId,
  type FutureListing,
  type IndexListing,
  type OptionListing,
  shareListing,
  shareOption,
} from "../venue/listing.ts";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { dividendFacts } from "./dividends.ts";

const THURSDAY = "2026-03-19";
const FRIDAY = "2026-03-20";
const MONDAY = "2026-03-23";
const ACCOUNT = "DU1234567";

let market: ScriptedMarket;
let venue: Venue;

beforeEach(() => {
  market = new ScriptedMarket(THURSDAY);
});

const flat = (price: number) => ({ open: price, price });

function share(thursday: number, friday: number, monday = friday) {
  return market.list(shareListing("XYZ", "SAMPLE CORPORATION"), {
    [THURSDAY]: flat(thursday),
    [FRIDAY]: flat(friday),
    [MONDAY]: flat(monday),
  });
}

const FUTURE_PRICES = { [THURSDAY]: flat(4000), [FRIDAY]: flat(4020), [MONDAY]: flat(4030) };

function futureListing(expiry: string): FutureListing {
  const names = shareListing("FUT", "SAMPLE FUTURE");
  return { ...names, kind: "future", multiplier: 50, expiry, underlyingConId: null };
}

/** An option on the share with the same price all along. */
function option(
  right: "call" | "put",
  strike: number,
  price: number,
  change: Partial<OptionListing> = {},
): OptionListing {
  const underlying = market.book.byName("XYZ");
  if (underlying?.kind !== "stock") throw new Error("list the share first");
  const expiry = change.expiry ?? FRIDAY;
  const localSymbol = `${right} ${strike} ${expiry}`;
  const series = { expiry, strike: moneyFromUnits(strike), right };
  return market.list(
    { ...shareOption(underlying, series, { localSymbol, minTick: 100 }), ...change },
    { [THURSDAY]: flat(price), [FRIDAY]: flat(price), [MONDAY]: flat(price) },
  );
}

function hold(...positions: readonly StartingPosition[]): void {
  venue = scriptedVenue(market, { [ACCOUNT]: positions });
}

function books() {
  const { cash, positions } = venue.state.account(ACCOUNT);
  return {
    cash: moneyToUnits(cash),
    held: [...positions.values()]
      .filter(({ quantity }) => quantity !== 0)
      .map(({ conId, quantity, cost }) => [
        venue.source.book.get(conId)?.localSymbol,
        quantity,
        moneyToUnits(cost),
      ]),
  };
}

function facts(): string[] {
  const quiet = new Set(["SimulatorStarted", "DayStarted"]);
  return [...venue.ledger].map(({ type }) => type).filter((type) => !quiet.has(type));
}

describe("an option at its end", () => {
  it.each<readonly [string, "call" | "put", number, number, number, object]>([
    ["a long call in the money buys", "call", 100, 1, 105, { cash: 90_000, held: [["XYZ", 100, 10_250]] }],
    [
      "a short call in the money sells",
      "call",
      100,
      -1,
      105,
      { cash: 110_000, held: [["XYZ", -100, -10_250]] },
    ],
    ["a long put in the money sells", "put", 100, 1, 95, { cash: 110_000, held: [["XYZ", -100, -9750]] }],
    ["a short put in the money buys", "put", 100, -1, 95, { cash: 90_000, held: [["XYZ", 100, 9750]] }],
    ["a cent in the money is enough", "call", 100, 1, 100.01, { cash: 90_000, held: [["XYZ", 100, 10_250]] }],
    ["less than a cent is not", "call", 100, 1, 100.0099, { cash: 100_000, held: [] }],
    ["out of the money it is gone", "put", 100, -1, 105, { cash: 100_000, held: [] }],
  ])("%s", (_, right, strike, quantity, close, expected) => {
    share(100, close);
    hold([option(right, strike, 2.5), quantity, 250]);
    sleep(venue);
    expect(books().held).toHaveLength(1);
    sleep(venue);
    expect(books()).toEqual(expected);
    expect(facts()).toEqual(["OptionSettled"]);
  });

  it("is exercised, or left to lapse, as its holder instructed", () => {
    share(100, 101);
    const [wanted, unwanted] = [option("call", 105, 0.1), option("call", 100, 2.5)];
    hold([wanted, 2, 10], [unwanted, 3, 250]);
    sleep(venue);
    const instructed = { type: "ExerciseInstructed", account: ACCOUNT } as const;
    venue.record({ ...instructed, conId: wanted.conId, exercise: 1, lapse: 0 });
    venue.record({ ...instructed, conId: unwanted.conId, exercise: 0, lapse: 2 });
    sleep(venue);
    expect(books()).toEqual({ cash: 100_000 - 10_500 - 10_000, held: [["XYZ", 200, 20_500 + 10 + 250]] });
  });

  it("on an index is paid out: by the close, or by the opening of its day", () => {
    const index = market.list<IndexListing>(
      { ...shareListing("IDX", "SAMPLE INDEX"), kind: "index" },
      { [THURSDAY]: flat(1000), [FRIDAY]: { open: 1040, price: 1020 }, [MONDAY]: flat(1020) },
    );
    share(100, 100);
    const onIndex = { underlyingConId: index.conId, underlyingKind: "index", style: "european" } as const;
    const listed = (settlement: "am" | "pm") =>
      option("call", 1000, 30, {
        ...onIndex,
        cashSettled: true,
        settlement,
        localSymbol: settlement,
        conId: contractId(settlement),
      });
    hold([listed("am"), 1, 3000], [listed("pm"), -1, 3000]);
    sleep(venue);
    expect(books()).toEqual({ cash: 104_000, held: [["pm", -1, -3000]] });
    expect(moneyToUnits(venue.state.account(ACCOUNT).realisedToday)).toBe(1000);
    sleep(venue);
    expect(books()).toEqual({ cash: 102_000, held: [] });
    expect(facts()).toEqual(["CashSettled", "CashSettled"]);
  });

  it("on a future becomes the future, and the future's profit is paid when it ends", () => {
    const future = market.list(futureListing(MONDAY), FUTURE_PRICES);
    share(100, 100);
    const call = option("call", 4000, 10, {
      underlyingConId: future.conId,
      underlyingKind: "future",
      multiplier: 50,
    });
    hold([call, 2, 500]);
    const before = moneyToUnits(venue.valuation(ACCOUNT).netLiquidation);
    expect(before).toBe(100_000 + 1000);
    sleep(venue);
    sleep(venue);
    expect(books().held).toEqual([["FUT", 2, 400_000 + 1000]]);
    expect(moneyToUnits(venue.valuation(ACCOUNT).netLiquidation)).toBe(100_000 + 2 * 50 * 30);
    sleep(venue);
    expect(books()).toEqual({ cash: 100_000 + 2 * 50 * 30, held: [] });
  });
});

describe("a future that ends with the option on it", () => {
  it("is delivered and paid out in the same night", () => {
    const future = market.list(futureListing(FRIDAY), FUTURE_PRICES);
    share(100, 100);
    const onFuture = { underlyingConId: future.conId, underlyingKind: "future", multiplier: 50 } as const;
    hold([option("call", 4000, 10, onFuture), 2, 500]);
    sleep(venue);
    sleep(venue);
    const types = [...venue.ledger].map(({ type }) => type);
    expect(types.slice(-3)).toEqual(["OptionSettled", "CashSettled", "DayStarted"]);
    expect(books()).toEqual({ cash: 100_000 + 2 * 50 * 20, held: [] });
  });
});

describe("an option before its end", () => {
  it("is assigned on the eve of an ex-date when the dividend exceeds what is left of its time", () => {
    const { conId } = share(110, 109, 109);
    const later = { expiry: "2026-04-17" };
    const [short] = [option("call", 100, 10.2, later), option("put", 100, 0.2, later)];
    market.pay(conId, FRIDAY, 0.5);
    hold([short, -2, 1020], [market.book.get(conId) as OptionListing, 200, 100]);
    sleep(venue);
    expect(facts()).toEqual(["OptionAssigned"]);
    expect(books()).toEqual({ cash: 100_000 + 20_000, held: [] });
  });

  it.each<readonly [string, number, number, number]>([
    ["the dividend is less than what is left of its time", 110, 0.6, 0.5],
    ["it is out of the money", 99, 0.2, 0.5],
    ["there is no dividend", 110, 0.2, 0],
  ])("is not assigned when %s", (_, spot, putPrice, dividend) => {
    const { conId } = share(spot, spot);
    const later = { expiry: "2026-04-17" };
    const short = option("call", 100, 10.2, later);
    option("put", 100, putPrice, later);
    if (dividend > 0) market.pay(conId, FRIDAY, dividend);
    hold([short, -1, 1020]);
    sleep(venue);
    expect(facts()).toEqual([]);
  });

  it("that is European is never assigned early", () => {
    const { conId } = share(110, 109);
    const later = { expiry: "2026-04-17" };
    const short = option("call", 100, 10.2, { ...later, style: "european" });
    option("put", 100, 0.1, later);
    market.pay(conId, FRIDAY, 0.5);
    hold([short, -1, 1020]);
    sleep(venue);
    expect(facts()).toEqual([]);
  });

  it("is assigned on some nights, by the seed, when it is a put whose strike is worth more now", () => {
    share(50, 50, 50);
    const later = { expiry: "2026-06-19" };
    const puts = Array.from({ length: 40 }, (_, index) => {
      option("call", 90 + index, 0.01, later);
      return option("put", 90 + index, 40 + index, later);
    });
    hold(...puts.map((put) => [put, -1, 4000] as const));
    sleep(venue);
    expect(facts().length).toBeGreaterThan(2);
    expect(facts().length).toBeLessThan(25);
    expect(new Set(facts())).toEqual(new Set(["OptionAssigned"]));
  });

  it("is exercised in the night after its holder asked for it", () => {
    share(110, 110);
    const call = option("call", 100, 10.5, { expiry: "2026-04-17" });
    hold([call, 2, 1000]);
    venue.record({ type: "ExerciseInstructed", account: ACCOUNT, conId: call.conId, exercise: 1, lapse: 0 });
    sleep(venue);
    expect(books()).toEqual({
      cash: 90_000,
      held: [
        ["call 100 2026-04-17", 1, 1000],
        ["XYZ", 100, 11_000],
      ],
    });
    sleep(venue);
    expect(facts()).toEqual(["ExerciseInstructed", "OptionExercised"]);
  });
});

describe("a dividend", () => {
  it.each([
    ["is paid to who holds shares", 300, 150],
    ["is charged to who is short", -300, -150],
  ])("%s, on its ex-date and once", (_, quantity, paid) => {
    const listing = share(110, 109);
    market.pay(listing.conId, FRIDAY, 0.5);
    hold([listing, quantity, 100]);
    sleep(venue);
    expect(books().cash).toBe(100_000 + paid);
    sleep(venue);
    expect(facts()).toEqual(["DividendPaid"]);
  });

  it("is not paid again when the day is begun again after a restart", () => {
    const listing = share(110, 109);
    market.pay(listing.conId, FRIDAY, 0.5);
    hold([listing, 100, 100]);
    expect(dividendFacts(market, venue.state.account(ACCOUNT), FRIDAY)).toHaveLength(1);
    sleep(venue);
    expect(dividendFacts(market, venue.state.account(ACCOUNT), FRIDAY)).toEqual([]);
  });

  it("makes the day's profit with the fall of the price", () => {
    const listing = share(110, 109);
    market.pay(listing.conId, FRIDAY, 0.5);
    hold([listing, 100, 100]);
    sleep(venue);
    venue.clock.advance(1000);
    expect(moneyToUnits(venue.valuation(ACCOUNT).daily)).toBe(-100 + 50);
  });
});

describe("a night", () => {
  it("leaves each position with the close that its day's profit starts from", () => {
    const listing = share(110, 112);
    hold([listing, 100, 90]);
    sleep(venue);
    venue.clock.advance(1000);
    const [position] = venue.valuation(ACCOUNT).positions;
    expect([position?.daily, position?.unrealised].map((money) => moneyToUnits(money as number))).toEqual([
      200, 2200,
    ]);
  });
});
