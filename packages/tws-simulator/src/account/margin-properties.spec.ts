import { describe, expect, it } from "vitest";
import { shareListing, shareOption } from "../venue/listing.ts";
import { MONEY_PER_UNIT, type Money, moneyFromUnits } from "../venue/money.ts";
import { between, uniform } from "../venue/random.ts";
import { accountMargin, type MarginRequirement, type MarkedHolding } from "./margin.ts";

const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");
const EXPIRIES = ["2026-03-20", "2026-04-17", "2026-06-19"] as const;

/** A price that falls with the strike and bends upwards, as one without arbitrage does. */
function optionPrice(right: "call" | "put", strike: number, expiry: number, spot: number): Money {
  const distance = right === "call" ? spot - strike : strike - spot;
  const width = 4 + 3 * expiry;
  return Math.max(1, Math.round(((distance + Math.hypot(distance, width)) / 2) * MONEY_PER_UNIT));
}

function randomOption(spot: number, quantity: number, ...keys: readonly number[]): MarkedHolding {
  const right = uniform(...keys, 1) < 0.5 ? "call" : "put";
  const strike = 70 + 5 * between(0, 12, ...keys, 2);
  const expiry = between(0, 2, ...keys, 3);
  const series = { expiry: EXPIRIES[expiry] as string, strike: moneyFromUnits(strike), right } as const;
  const localSymbol = `${right} ${strike} ${series.expiry}`;
  return {
    listing: shareOption(SHARE, series, { localSymbol, minTick: 100 }),
    quantity,
    mark: optionPrice(right, strike, expiry, spot),
  };
}

interface RandomBook {
  readonly spot: Money;
  readonly holdings: readonly MarkedHolding[];
}

function randomBook(seed: number): RandomBook {
  const spot = between(60, 140, seed, 1);
  const options = Array.from({ length: between(1, 7, seed, 2) }, (_, index) => {
    const quantity = between(1, 5, seed, index, 3) * (uniform(seed, index, 4) < 0.55 ? -1 : 1);
    return randomOption(spot, quantity, seed, index);
  });
  const shares = between(-3, 3, seed, 5) * 100;
  const withShares = shares === 0 ? [] : [{ listing: SHARE, quantity: shares, mark: moneyFromUnits(spot) }];
  return { spot: moneyFromUnits(spot), holdings: [...options, ...withShares] };
}

function marginOf({ spot }: RandomBook, holdings: readonly MarkedHolding[]): MarginRequirement {
  return accountMargin(holdings, () => spot);
}

const BOOKS = 400;

describe("margin, whatever is held,", () => {
  it("is never negative, and never less at first than later", () => {
    for (let seed = 0; seed < BOOKS; seed += 1) {
      const book = randomBook(seed);
      const { initial, maintenance } = marginOf(book, book.holdings);
      expect(maintenance, `book ${seed}`).toBeGreaterThanOrEqual(0);
      expect(initial, `book ${seed}`).toBeGreaterThanOrEqual(maintenance);
    }
  });

  it("rises by no more than its price when a long option is added", () => {
    for (let seed = 0; seed < BOOKS; seed += 1) {
      const book = randomBook(seed);
      const added = randomOption(book.spot / MONEY_PER_UNIT, 1, seed, 77);
      const before = marginOf(book, book.holdings);
      // Where it buys back what is short at its own mark, it is no long option any more.
      if (
        book.holdings.some(({ listing, quantity }) => listing.conId === added.listing.conId && quantity < 0)
      )
        continue;
      const after = marginOf(book, [...book.holdings, added]);
      const price = added.mark * added.listing.multiplier;
      expect(after.initial, `book ${seed}`).toBeLessThanOrEqual(before.initial + price);
      expect(after.maintenance, `book ${seed}`).toBeLessThanOrEqual(before.maintenance + price);
    }
  });

  it("does not depend on the order of the holdings or on the lots that they were bought in", () => {
    for (let seed = 0; seed < BOOKS; seed += 1) {
      const book = randomBook(seed);
      const shuffled = book.holdings
        .map((holding, index) => ({ holding, key: uniform(seed, index, 8) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ holding }) => holding);
      const lots = shuffled.flatMap(({ listing, quantity, mark }, index) => {
        const part = between(0, Math.abs(quantity), seed, index, 9) * Math.sign(quantity);
        return [
          { listing, quantity: part, mark },
          { listing, quantity: quantity - part, mark },
        ];
      });
      const expected = marginOf(book, book.holdings);
      expect(marginOf(book, shuffled), `book ${seed}`).toEqual(expected);
      expect(marginOf(book, lots), `book ${seed}`).toEqual(expected);
    }
  });

  it("of books beyond the search's bound is found too, and is no less than what the search would find", () => {
    const book = randomBook(1);
    const wide = Array.from({ length: 60 }, (_, index) =>
      randomOption(book.spot / MONEY_PER_UNIT, index % 2 === 0 ? 1 : -1, 500, index),
    );
    const { initial } = marginOf(book, wide);
    const alone = wide.reduce((sum, holding) => sum + marginOf(book, [holding]).initial, 0);
    expect(initial).toBeGreaterThan(0);
    expect(initial).toBeLessThan(alone);
  });
});
