import { newYorkInstant } from "../calendar.ts";
import type { QuoteSide } from "../market.ts";
import type { Money } from "../money.ts";
import { uniform } from "../random.ts";
import type { BarSide, QuoteBar, TradeBar } from "./bars.ts";

/** What changes of a quote at a moment; a side that is absent stays. */
export interface Change {
  readonly at: number;
  readonly bid?: QuoteSide | undefined;
  readonly ask?: QuoteSide | undefined;
  readonly trade?: { readonly price: Money; readonly size: number };
  /** Traded in its minute until now, of a bar's volume. */
  readonly volume?: number;
}

const HOUR_MS = 3_600_000;
/** Seconds of a minute at which a bar's four prices appear, each moved by up to two seconds by the seed. */
const MOMENTS_MS = [500, 18_000, 37_000, 55_000] as const;
const JITTER_MS = 2000;

/** A bar's prices in the order in which they were plausibly seen: against the close first, then with it. */
function prices(bar: BarSide, rising: boolean): readonly Money[] {
  return rising ? [bar.open, bar.low, bar.high, bar.close] : [bar.open, bar.high, bar.low, bar.close];
}

function moments(seed: number, conId: number, minute: number): readonly number[] {
  return MOMENTS_MS.map(
    (ms, index) => minute + ms + Math.floor(JITTER_MS * uniform(seed, conId, minute, index)),
  );
}

export function quoteChanges(bars: readonly QuoteBar[], date: string, seed: number, conId: number): Change[] {
  // No clock is moved while the exchange is open: times of the day count from the hour before it opens.
  const midnight = newYorkInstant(date, 9 * HOUR_MS) - 9 * HOUR_MS;
  return bars.flatMap(({ timeOfDayMs, bid, ask }) => {
    const minute = midnight + timeOfDayMs;
    const move = (bid?.close ?? 0) - (bid?.open ?? 0) + (ask?.close ?? 0) - (ask?.open ?? 0);
    const bids = bid === null ? null : prices(bid, move >= 0);
    const asks = ask === null ? null : prices(ask, move >= 0);
    const sideAt = (
      bar: BarSide | null,
      seen: readonly Money[] | null,
      index: number,
    ): QuoteSide | undefined =>
      bar === null || seen === null ? undefined : { price: seen[index] as Money, size: bar.size };
    return moments(seed, conId, minute).map((at, index) => ({
      at,
      bid: sideAt(bid, bids, index),
      ask: sideAt(ask, asks, index),
    }));
  });
}

export function tradeChanges(bars: readonly TradeBar[], date: string, seed: number, conId: number): Change[] {
  // No clock is moved while the exchange is open: times of the day count from the hour before it opens.
  const midnight = newYorkInstant(date, 9 * HOUR_MS) - 9 * HOUR_MS;
  return bars.flatMap(({ timeOfDayMs, bar }) => {
    const minute = midnight + timeOfDayMs;
    const flat = bar.open === bar.high && bar.high === bar.low && bar.low === bar.close;
    const times = moments(seed + 1, conId, minute);
    if (flat || bar.size < 4) {
      const at = times[flat ? 1 : 3] as number;
      return [{ at, trade: { price: bar.close, size: bar.size }, volume: bar.size }];
    }
    const part = Math.floor(bar.size / 4);
    return prices(bar, bar.close >= bar.open).map((price, index) => {
      const size = index === 3 ? bar.size - 3 * part : part;
      return { at: times[index] as number, trade: { price, size }, volume: size };
    });
  });
}
