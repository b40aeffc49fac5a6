import { exchangeDate, sessionOf } from "../calendar.ts";
import type { Quote } from "../market.ts";
import { MONEY_PER_UNIT } from "../money.ts";
import { STOCK_RULE, roundToIncrement } from "../price-increment.ts";
import { between, uniform } from "../random.ts";
import { SPOT_STEP_MS, type SpotPath } from "./spot-path.ts";

/** Quotes hold for half a second; trades happen once in each of these. */
const QUOTE_MS = 2 * SPOT_STEP_MS;
const TRADE_MS = 1000;
const MEAN_TRADE = 220;

/** Moments with the same slot have the same quote. */
export function stockQuoteSlot(at: number): number {
  return Math.floor(at / QUOTE_MS);
}

const cents = (price: number): number => Math.round(price * 100) * (MONEY_PER_UNIT / 100);

/** A share's quote: one to three cents wide around the path, the last trade at one of its sides. */
export function stockQuote(path: SpotPath, conId: number, at: number): Quote {
  const { open, close } = sessionOf(exchangeDate(at));
  const within = Math.min(Math.max(at, open), close - 1);
  const moment = stockQuoteSlot(within) * QUOTE_MS;
  const spot = path.at(moment);
  const sides = (when: number): { bid: number; ask: number } => {
    const half = (0.005 + 0.01 * uniform(conId, Math.floor(when / QUOTE_MS), 1)) * MONEY_PER_UNIT;
    const price = path.at(when).price * MONEY_PER_UNIT;
    const bid = roundToIncrement(STOCK_RULE, price - half, "down");
    return {
      bid,
      ask: Math.max(bid + MONEY_PER_UNIT / 100, roundToIncrement(STOCK_RULE, price + half, "up")),
    };
  };
  const { bid, ask } = sides(moment);
  const trades = Math.floor((moment - open) / TRADE_MS);
  const tradedAt = open + trades * TRADE_MS;
  const traded = sides(stockQuoteSlot(tradedAt) * QUOTE_MS);
  const slot = stockQuoteSlot(moment);
  return {
    bid: { price: bid, size: 100 * between(1, 9, conId, slot, 2) },
    ask: { price: ask, size: 100 * between(1, 9, conId, slot, 3) },
    last: {
      price: uniform(conId, trades, 4) < 0.5 ? traded.bid : traded.ask,
      size: 10 * between(1, 40, conId, trades, 5),
      at: tradedAt,
    },
    volume: (trades + 1) * MEAN_TRADE,
    open: cents(spot.open),
    high: cents(spot.high),
    low: cents(spot.low),
    previousClose: cents(spot.previousClose),
  };
}
