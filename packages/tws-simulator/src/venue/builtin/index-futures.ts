import { expiryInstant, monthlyExpiry, YEAR_MS } from "../calendar.ts";
import { contractId, type FutureListing } from "../listing.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { FUTURE_OPTION_RULE } from "../price-increment.ts";
import { type Instrument, noDividends, type PricedListing } from "./instrument.ts";
import { monthlyExpiriesOn, seriesOf, strikesOf } from "./listed-chain.ts";

const QUARTERS = new Set([3, 6, 9, 12]);
const MONTH_CODES = "FGHJKMNQUVXZ";
const QUARTERS_LISTED = 4;
/** Months ahead that have options on the future that expires next after them. */
const OPTION_MONTHS = 4;
const CENT = MONEY_PER_UNIT / 100;
const SYMBOL = "LBE";
const MULTIPLIER = 50;
const STRIKE_STEP = 25 * MONEY_PER_UNIT;

/** `LBEH6`: symbol, the month's letter and the year's last digit [D]. */
export function futureLocalSymbol(symbol: string, expiry: string): string {
  return `${symbol}${MONTH_CODES[Number(expiry.slice(5, 7)) - 1]}${expiry.slice(3, 4)}`;
}

/** Third Fridays of quarters, from a date on. */
function quarterlyExpiries(date: string): readonly string[] {
  const first = Temporal.PlainDate.from(date).with({ day: 1 });
  const months = Array.from({ length: 3 * QUARTERS_LISTED + 1 }, (_, index) => first.add({ months: index }));
  return months
    .filter(({ month }) => QUARTERS.has(month))
    .map(({ year, month }) => monthlyExpiry(year, month))
    .filter((expiry) => expiry >= date)
    .slice(0, QUARTERS_LISTED);
}

function listing(index: PricedListing, expiry: string): FutureListing {
  const localSymbol = futureLocalSymbol(SYMBOL, expiry);
  return {
    kind: "future",
    conId: contractId(localSymbol),
    symbol: SYMBOL,
    localSymbol,
    longName: `E-MINI ${index.longName}`,
    currency: index.currency,
    primaryExchange: "CME",
    tradingClass: SYMBOL,
    multiplier: MULTIPLIER,
    minTick: 25 * CENT,
    expiry,
    underlyingConId: index.conId,
    underlyingSymbol: index.symbol,
  };
}

/** The third Fridays after the quarter before a future's, up to its own. */
function optionExpiries(future: string, date: string): readonly string[] {
  const before = Temporal.PlainDate.from(future).subtract({ months: 3 });
  const previous = monthlyExpiry(before.year, before.month);
  return monthlyExpiriesOn(date, OPTION_MONTHS).filter((expiry) => expiry > previous && expiry <= future);
}

/** The futures on an index that are listed on a date, with American options that are settled in them. */
export function indexFutures(index: Instrument, rate: number, date: string): readonly Instrument[] {
  return quarterlyExpiries(date).map((expiry): Instrument => {
    const centre: Money = index.startPrice;
    const start = Temporal.PlainDate.from(date).toZonedDateTime("UTC").epochMilliseconds;
    const carry = Math.exp((rate * (expiryInstant(expiry) - start)) / YEAR_MS);
    return {
      listing: listing(index.listing, expiry),
      startPrice: Math.round(index.startPrice * carry),
      volatility: index.volatility,
      jumpsPerDay: index.jumpsPerDay,
      jumpSize: index.jumpSize,
      carriedFrom: index.listing,
      dividends: noDividends,
      classes: [
        {
          tradingClass: SYMBOL,
          multiplier: MULTIPLIER,
          style: "american",
          settlement: "pm",
          cashSettled: false,
          minTick: 5 * CENT,
          rule: FUTURE_OPTION_RULE,
          exchanges: ["CME"],
          widthFactor: 1.2,
          strikeStep: STRIKE_STEP,
          listedOn: (day) =>
            seriesOf(optionExpiries(expiry, day), () =>
              strikesOf({ centre, step: STRIKE_STEP, wingStep: 4 * STRIKE_STEP }, false),
            ),
        },
      ],
    };
  });
}
