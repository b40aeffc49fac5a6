import { expiryInstant, YEAR_MS } from "../contract/settlement.ts";
import { type EpochMs, isoDate } from "../kernel/time.ts";
import { americanGreeks, americanPrice } from "../pricing/american/american.ts";
import { blackScholesPrice, type PricingInput } from "../pricing/black-scholes.ts";
import { greeks } from "../pricing/greeks.ts";
import {
  asBrokerShows,
  type BrokerTick,
  type BrokerWorld,
  brokerWorld,
  type Differences,
  differences,
} from "./broker-greeks.ts";

const MINUTE_MS = 60_000;
/** Of all recorded series. */
const EXPIRY = isoDate("2023-08-11");
const SESSION_MINUTES = 390;

function minutesLeft(at: EpochMs): number {
  return (expiryInstant(EXPIRY) - at) / MINUTE_MS;
}

function inYear(minutes: number, days = 365): number {
  return (minutes * MINUTE_MS * 365) / (days * YEAR_MS);
}

/** Ways in which the broker may count the years to expiry, the best one first. */
export const CLOCKS = {
  "365 days, minutes begun to 16:00": (at: EpochMs) => inYear(Math.floor(minutesLeft(at)) + 1),
  "365 days, milliseconds to 16:00": (at: EpochMs) => inYear(minutesLeft(at)),
  "365 days, whole minutes to 16:00": (at: EpochMs) => inYear(Math.floor(minutesLeft(at))),
  "365 days, milliseconds to 16:15": (at: EpochMs) => inYear(minutesLeft(at) + 15),
  "365.25 days, milliseconds to 16:00": (at: EpochMs) => inYear(minutesLeft(at), 365.25),
  "360 days, milliseconds to 16:00": (at: EpochMs) => inYear(minutesLeft(at), 360),
  "365 days, 7 whole days": () => 7 / 365,
  // Today's session and those of the five trading days after it.
  "252 sessions of 390 minutes": (at: EpochMs) =>
    (minutesLeft(at) - 7 * 1_440 + 5 * SESSION_MINUTES) / (252 * SESSION_MINUTES),
} as const;
export type ClockName = keyof typeof CLOCKS;
export const BEST_CLOCK: ClockName = "365 days, minutes begun to 16:00";

export interface Comparison {
  readonly world: BrokerWorld;
  readonly differences: Differences;
}

function inputOf(tick: BrokerTick, world: BrokerWorld, years: number): PricingInput {
  return {
    right: tick.right,
    spot: tick.spot - world.paid,
    strike: tick.strike,
    years,
    rate: world.rate,
    dividendYield: 0,
    volatility: tick.volatility,
  };
}

/** Index options: rate and dividends by parity of the ticks themselves, then Black-Scholes with the broker's volatility. */
export function compareEuropean(series: readonly (readonly BrokerTick[])[], clock: ClockName): Comparison {
  const years = CLOCKS[clock];
  const world = brokerWorld(series, years, { rate: null, style: "european" });
  const model = (tick: BrokerTick) => {
    const input = inputOf(tick, world, years(tick.at));
    const exercise = blackScholesPrice({ ...input, volatility: 0 });
    return asBrokerShows(blackScholesPrice(input), exercise, greeks(input));
  };
  return { world, differences: differences(series.flat(), model) };
}

/** Fund options: the index's rate, dividends by parity without early exercise, then the American model. */
export function compareAmerican(
  series: readonly (readonly BrokerTick[])[],
  clock: ClockName,
  rate: number,
): Comparison {
  const years = CLOCKS[clock];
  const world = brokerWorld(series, years, { rate, style: "american" });
  const model = (tick: BrokerTick) => {
    const input = inputOf(tick, world, years(tick.at));
    const exercise = americanPrice({ ...input, volatility: 0 });
    return asBrokerShows(americanPrice(input), exercise, americanGreeks(input));
  };
  return { world, differences: differences(series.flat(), model) };
}
