import { nextTradingDay } from "../calendar.ts";
import { contractId, type IndexListing, OPTION_MULTIPLIER, shareListing } from "../listing.ts";
import type { Dividend } from "../market.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { type Instrument, noDividends, type OptionClass } from "./instrument.ts";
import { monthlyExpiriesOn, seriesOf, shareSeries, strikesOf, weeklyExpiriesOn } from "./listed-chain.ts";

const CENT = MONEY_PER_UNIT / 100;

/** The standard class of a share: American, settled in shares, by the prices of the last close. */
function shareClass(parts: {
  readonly symbol: string;
  readonly centre: Money;
  readonly strikeStep: Money;
  readonly wingStep: Money;
  /** A cent in the penny programme, else a nickel. */
  readonly minTick: Money;
  readonly widthFactor: number;
}): OptionClass {
  const { symbol, centre, strikeStep, wingStep, minTick, widthFactor } = parts;
  return {
    tradingClass: symbol,
    multiplier: OPTION_MULTIPLIER,
    style: "american",
    settlement: "pm",
    cashSettled: false,
    minTick,
    widthFactor,
    strikeStep,
    listedOn: (date) => shareSeries({ centre, step: strikeStep, wingStep }, date),
  };
}

/** LBY's: each quarter, with the ex-date on the 12th of its second month or the first trading day after it. */
const DIVIDEND_MONTHS = new Set([2, 5, 8, 11]);
const DIVIDEND_DAY = 12;
const DIVIDEND: Money = 0.3 * MONEY_PER_UNIT;

function quarterlyDividends(after: string, upTo: string): readonly Dividend[] {
  const dividends: Dividend[] = [];
  const last = Temporal.PlainDate.from(upTo);
  for (
    let month = Temporal.PlainDate.from(after).with({ day: 1 });
    Temporal.PlainDate.compare(month, last) <= 0;
    month = month.add({ months: 1 })
  ) {
    if (!DIVIDEND_MONTHS.has(month.month)) continue;
    const exDate = nextTradingDay(month.with({ day: DIVIDEND_DAY - 1 }).toString());
    if (exDate > after && exDate <= upTo) dividends.push({ exDate, amount: DIVIDEND });
  }
  return dividends;
}

/** Invented: no symbol is listed anywhere that we know of. */
const INDEX: IndexListing = {
  kind: "index",
  conId: contractId("LBI"),
  symbol: "LBI",
  localSymbol: "LBI",
  longName: "LEGBOOK COMPOSITE INDEX",
  currency: "USD",
  primaryExchange: "CBOE",
  tradingClass: "LBI",
  multiplier: 1,
  minTick: CENT,
};

const INDEX_PRICE = 2500 * MONEY_PER_UNIT;
const INDEX_STEP = 25 * MONEY_PER_UNIT;
const INDEX_LADDER = { centre: INDEX_PRICE, step: INDEX_STEP, wingStep: 4 * INDEX_STEP };

/** European, in money: the monthly series by the opening prices of their day, the weekly ones by the close. */
const INDEX_CLASSES: readonly OptionClass[] = [
  {
    tradingClass: "LBI",
    multiplier: OPTION_MULTIPLIER,
    style: "european",
    settlement: "am",
    cashSettled: true,
    minTick: 5 * CENT,
    exchanges: ["SMART", "CBOE"],
    widthFactor: 1.2,
    strikeStep: INDEX_STEP,
    listedOn: (date) => seriesOf(monthlyExpiriesOn(date), () => strikesOf(INDEX_LADDER, true)),
  },
  {
    tradingClass: "LBIW",
    multiplier: OPTION_MULTIPLIER,
    style: "european",
    settlement: "pm",
    cashSettled: true,
    minTick: 5 * CENT,
    exchanges: ["SMART", "CBOE"],
    widthFactor: 1,
    strikeStep: INDEX_STEP,
    listedOn: (date) => seriesOf(weeklyExpiriesOn(date), () => strikesOf(INDEX_LADDER, false)),
  },
];

export const INDEX_INSTRUMENT: Instrument = {
  listing: INDEX,
  startPrice: INDEX_PRICE,
  volatility: 0.16,
  jumpsPerDay: 0.5,
  jumpSize: 0.003,
  classes: INDEX_CLASSES,
  dividends: noDividends,
};

/** Invented companies: no symbol is listed anywhere that we know of. */
export const SHARES: readonly Instrument[] = [
  {
    listing: shareListing("LBX", "LEGBOOK INDUSTRIES"),
    startPrice: 100 * MONEY_PER_UNIT,
    volatility: 0.32,
    jumpsPerDay: 1.2,
    jumpSize: 0.006,
    classes: [
      shareClass({
        symbol: "LBX",
        centre: 100 * MONEY_PER_UNIT,
        strikeStep: MONEY_PER_UNIT,
        wingStep: 5 * MONEY_PER_UNIT,
        minTick: CENT,
        widthFactor: 1,
      }),
    ],
    dividends: noDividends,
  },
  {
    listing: shareListing("LBY", "LEGBOOK TRANSPORT"),
    startPrice: 47.5 * MONEY_PER_UNIT,
    volatility: 0.24,
    jumpsPerDay: 0.6,
    jumpSize: 0.005,
    classes: [
      shareClass({
        symbol: "LBY",
        centre: 47.5 * MONEY_PER_UNIT,
        strikeStep: 0.5 * MONEY_PER_UNIT,
        wingStep: 2.5 * MONEY_PER_UNIT,
        minTick: CENT,
        widthFactor: 1.3,
      }),
    ],
    dividends: quarterlyDividends,
  },
  {
    listing: shareListing("LBZ", "LEGBOOK SEMICONDUCTOR"),
    startPrice: 412 * MONEY_PER_UNIT,
    volatility: 0.45,
    jumpsPerDay: 2,
    jumpSize: 0.01,
    classes: [
      shareClass({
        symbol: "LBZ",
        centre: 412 * MONEY_PER_UNIT,
        strikeStep: 5 * MONEY_PER_UNIT,
        wingStep: 10 * MONEY_PER_UNIT,
        minTick: 5 * CENT,
        widthFactor: 1.6,
      }),
    ],
    dividends: noDividends,
  },
];
