import {
  exchangeDate,
  isTradingDay,
  nextTradingDay,
  previousTradingDay,
  sessionOf,
} from "../venue/calendar.ts";
import type { MarketSource } from "../venue/market.ts";
import { LOOKS_A_TURN } from "./sliced-work.ts";

/** What a day that nobody has asked for yet takes to be made, in looks at the market. */
const DAY_LOOKS = 200;

/** A market that makes its days one from the other makes those of a range, the latest first. */
function* madeDays(source: MarketSource, conId: number, from: number, to: number): Generator<number, void> {
  const { earliestDate } = source.past;
  let date = exchangeDate(to);
  if (!isTradingDay(date)) date = previousTradingDay(date);
  for (; date >= earliestDate && sessionOf(date).close > from; date = previousTradingDay(date)) {
    source.quote(conId, sessionOf(date).open);
    yield DAY_LOOKS;
  }
}

/** One that has its days from files opens those of a range, the earliest first: one may take a turn, and longer. */
function* openedDays(source: MarketSource, conId: number, from: number, to: number): Generator<number, void> {
  const { past } = source;
  const first = exchangeDate(Math.max(from, sessionOf(past.earliestDate).open));
  let date = isTradingDay(first) ? first : nextTradingDay(first);
  for (; sessionOf(date).open < to; date = nextTradingDay(date)) {
    if (!past.hasDay(date)) continue;
    source.quote(conId, sessionOf(date).open);
    yield LOOKS_A_TURN;
  }
}

/** Lets a market get ready the days of a range, one a step, before they are looked at in any order. */
export function readyDays(
  source: MarketSource,
  conId: number,
  from: number,
  to: number,
): Generator<number, void> {
  return (source.past.stepMs === null ? openedDays : madeDays)(source, conId, from, to);
}
