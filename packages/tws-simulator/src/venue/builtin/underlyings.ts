import { shareListing, type StockListing } from "../listing.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";

/** What makes one of the built-in market's shares what it is. */
export interface Underlying {
  readonly listing: StockListing;
  /** Price before the first session's opening gap. */
  readonly startPrice: Money;
  /** Of the share's own path, per year. */
  readonly volatility: number;
  /** Mean number of jumps a day, and their size as a standard deviation. */
  readonly jumpsPerDay: number;
  readonly jumpSize: number;
  /** Distance of strikes near the money and far from it. */
  readonly strikeStep: Money;
  readonly wingStep: Money;
  /** The smallest tick of its options: a cent in the penny programme, else a nickel. */
  readonly optionTick: Money;
  /** Mean half width of its options' quotes relative to the most liquid share's. */
  readonly widthFactor: number;
}

const CENT = MONEY_PER_UNIT / 100;

/** Invented companies: no symbol is listed anywhere that we know of. */
export const UNDERLYINGS: readonly Underlying[] = [
  {
    listing: shareListing("LBX", "LEGBOOK INDUSTRIES"),
    startPrice: 100 * MONEY_PER_UNIT,
    volatility: 0.32,
    jumpsPerDay: 1.2,
    jumpSize: 0.006,
    strikeStep: MONEY_PER_UNIT,
    wingStep: 5 * MONEY_PER_UNIT,
    optionTick: CENT,
    widthFactor: 1,
  },
  {
    listing: shareListing("LBY", "LEGBOOK TRANSPORT"),
    startPrice: 47.5 * MONEY_PER_UNIT,
    volatility: 0.24,
    jumpsPerDay: 0.6,
    jumpSize: 0.005,
    strikeStep: 0.5 * MONEY_PER_UNIT,
    wingStep: 2.5 * MONEY_PER_UNIT,
    optionTick: CENT,
    widthFactor: 1.3,
  },
  {
    listing: shareListing("LBZ", "LEGBOOK SEMICONDUCTOR"),
    startPrice: 412 * MONEY_PER_UNIT,
    volatility: 0.45,
    jumpsPerDay: 2,
    jumpSize: 0.01,
    strikeStep: 5 * MONEY_PER_UNIT,
    wingStep: 10 * MONEY_PER_UNIT,
    optionTick: 5 * CENT,
    widthFactor: 1.6,
  },
];
