import { describe, expect, it } from "vitest";
import { type FutureListing, type Listing, shareListing, shareOption } from "../venue/listing.ts";
import { MONEY_PER_UNIT, type Money } from "../venue/money.ts";
import { between } from "../venue/random.ts";
import { type AccountState, bookDelivery, bookDividend, bookTrade, isPaidFor, openAccount } from "./books.ts";

const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");
const FUTURE: FutureListing = {
  ...shareListing("FUT", "SAMPLE FUTURE"),
  kind: "future",
  multiplier: 50,
  expiry: "2026-06-19",
  underlyingConId: null,
};

function option(right: "call" | "put", underlying: Listing) {
  const series = { expiry: "2026-03-20", strike: 100 * MONEY_PER_UNIT, right };
  const names = { localSymbol: `${underlying.symbol} ${right}`, minTick: 100 };
  return { ...shareOption(SHARE, series, names), underlyingConId: underlying.conId };
}

const OPTIONS = [
  { listing: option("call", SHARE), underlying: SHARE },
  { listing: option("put", SHARE), underlying: SHARE },
  { listing: { ...option("call", FUTURE), multiplier: FUTURE.multiplier }, underlying: FUTURE },
] as const;
const TRADED: readonly Listing[] = [SHARE, FUTURE, ...OPTIONS.map(({ listing }) => listing)];

/** Cash, and what the positions that were paid for cost: only what is realised and dividends change it. */
function cashAndCost(account: AccountState): Money {
  const listings = new Map(TRADED.map((listing) => [listing.conId, listing]));
  return [...account.positions.values()]
    .filter(({ conId }) => isPaidFor(listings.get(conId) as Listing))
    .reduce((sum, { cost }) => sum + cost, account.cash);
}

/** One random thing that happens to an account; what dividends it paid. */
function happen(account: AccountState, ...keys: readonly number[]): Money {
  const pick = between(0, 9, ...keys, 1);
  if (pick === 0) {
    const shares = account.positions.get(SHARE.conId)?.quantity ?? 0;
    const paid = shares * between(1, 9999, ...keys, 2);
    bookDividend(account, SHARE.conId, paid);
    return paid;
  }
  const { listing, underlying } = OPTIONS[between(0, 2, ...keys, 3)] as (typeof OPTIONS)[number];
  const held = account.positions.get(listing.conId)?.quantity ?? 0;
  if (pick <= 2 && held !== 0) {
    const quantity = Math.sign(held) * between(1, Math.abs(held), ...keys, 4);
    const each = underlying === FUTURE ? 1 : listing.multiplier;
    const units = pick === 1 ? 0 : quantity * each * (listing.right === "call" ? 1 : -1);
    bookDelivery(account, listing, underlying, { quantity, units, strike: listing.strike });
    return 0;
  }
  bookTrade(account, TRADED[between(0, TRADED.length - 1, ...keys, 5)] as Listing, {
    quantity: between(-4, 4, ...keys, 6) || 1,
    price: between(1, 2_000_000, ...keys, 7),
    commission: between(0, 20_000, ...keys, 8),
  });
  return 0;
}

describe("an account's books", () => {
  it("keep cash and cost together: trades, settlements and dividends make no money from nothing", () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const account = openAccount("DU1234567", 0);
      let dividends = 0;
      for (let step = 0; step < 60; step += 1) {
        dividends += happen(account, seed, step);
        expect(cashAndCost(account), `seed ${seed}, step ${step}`).toBe(account.realisedToday + dividends);
      }
    }
  });

  it("split a day's profit into the positions' own", () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const account = openAccount("DU1234567", 0);
      for (let step = 0; step < 30; step += 1) {
        const listing = TRADED[between(0, TRADED.length - 1, seed, step, 5)] as Listing;
        bookTrade(account, listing, {
          quantity: between(-4, 4, seed, step, 6) || 1,
          price: between(1, 2_000_000, seed, step, 7),
          commission: between(0, 20_000, seed, step, 8),
        });
      }
      const positions = [...account.positions.values()];
      const paid = positions.reduce((sum, { paidToday }) => sum + paidToday, 0);
      const cost = positions.reduce((sum, position) => sum + position.cost, 0);
      expect(-paid, `seed ${seed}`).toBe(account.realisedToday - cost);
    }
  });
});
