import { DELAYED_TICKS, GENERIC_TICKS, LIVE_TICKS, type TickTypes } from "../../session/tick-types.ts";
import type { ReplyValues } from "../../wire/reply-layouts.ts";
import { type Money, moneyFromUnits } from "../../venue/money.ts";

/** What a message says of a contract's quote: what it does not name stays as it was. Null prices are none. */
export interface TickValues {
  readonly bid?: Money | null;
  readonly bidSize?: number;
  readonly ask?: Money | null;
  readonly askSize?: number;
  readonly last?: Money | null;
  readonly lastSize?: number;
  /** In whole seconds, as milliseconds since 1970. */
  readonly lastTime?: number;
  readonly volume?: number;
  readonly open?: Money | null;
  readonly high?: Money | null;
  readonly low?: Money | null;
  readonly previousClose?: Money | null;
}

/** Which part of a quote a message is about: of each part one subscription is listened to at a time. */
export const ASPECTS = ["sides", "trades", "day"] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface TickContent {
  readonly aspect: Aspect;
  readonly isDelayed: boolean;
  readonly values: TickValues;
}

/** Stands for "there is none" where a price is. */
const NO_PRICE = -1;
/** Nothing costs so much; the unset double is beyond it. */
const PRICE_MAX = 100_000_000;

/** Throws `RangeError` for a price that is no amount of money. */
function priceOf(price: number, field = "price"): Money | null {
  if (Math.abs(price) < PRICE_MAX) return price === NO_PRICE ? null : moneyFromUnits(price);
  throw new RangeError(`${field} is no amount of money: ${price}`);
}

type TickName = keyof TickTypes;

const NAMES = new Map<number, { readonly name: TickName; readonly isDelayed: boolean }>(
  [LIVE_TICKS, DELAYED_TICKS].flatMap((types: TickTypes) =>
    (Object.entries(types) as [TickName, number][]).map(
      ([name, type]) => [type, { name, isDelayed: types === DELAYED_TICKS }] as const,
    ),
  ),
);

/** Prices of sides and trades come with their size. */
const PRICES: Readonly<
  Partial<Record<TickName, readonly [Aspect, (price: Money | null, size: number) => TickValues]>>
> = {
  bid: ["sides", (bid, bidSize) => ({ bid, bidSize })],
  ask: ["sides", (ask, askSize) => ({ ask, askSize })],
  last: ["trades", (last, lastSize) => ({ last, lastSize })],
  open: ["day", (open) => ({ open })],
  high: ["day", (high) => ({ high })],
  low: ["day", (low) => ({ low })],
  close: ["day", (previousClose) => ({ previousClose })],
};

/** Null for a price that is no part of a quote. */
export function priceTick({ tickType, price, size }: ReplyValues<"tickPrice">): TickContent | null {
  const known = NAMES.get(tickType);
  const place = known === undefined ? undefined : PRICES[known.name];
  if (known === undefined || place === undefined) return null;
  return { aspect: place[0], isDelayed: known.isDelayed, values: place[1](priceOf(price), size) };
}

const SIZES: Readonly<Partial<Record<TickName, readonly [Aspect, keyof TickValues]>>> = {
  bidSize: ["sides", "bidSize"],
  askSize: ["sides", "askSize"],
  lastSize: ["trades", "lastSize"],
  volume: ["day", "volume"],
};

/** Null for a size that is no part of a quote. */
export function sizeTick({ tickType, size }: ReplyValues<"tickSize">): TickContent | null {
  const known = NAMES.get(tickType);
  const place = known === undefined ? undefined : SIZES[known.name];
  if (known === undefined || place === undefined) return null;
  return { aspect: place[0], isDelayed: known.isDelayed, values: { [place[1]]: size } };
}

/** The time of the last trade; null for other texts. Throws `RangeError` for one that is no time. */
export function timeTick({ tickType, value }: ReplyValues<"tickString">): TickContent | null {
  const known = NAMES.get(tickType);
  if (known?.name !== "lastTimestamp") return null;
  if (!/^\d{1,11}$/.test(value)) throw new RangeError(`value is no time: ${JSON.stringify(value)}`);
  return { aspect: "trades", isDelayed: known.isDelayed, values: { lastTime: Number(value) * 1000 } };
}

/** A quote or a trade of tick-by-tick data; null for a middle, which no quote has. */
export function tickByTick({ time, last, bidAsk }: ReplyValues<"tickByTick">): TickContent | null {
  if (last !== null) {
    const values = { last: priceOf(last.price), lastSize: last.size, lastTime: time * 1000 };
    return { aspect: "trades", isDelayed: false, values };
  }
  if (bidAsk === null) return null;
  const { bidPrice, askPrice, bidSize, askSize } = bidAsk;
  const values = {
    bid: priceOf(bidPrice, "bidPrice"),
    bidSize,
    ask: priceOf(askPrice, "askPrice"),
    askSize,
  };
  return { aspect: "sides", isDelayed: false, values };
}

/** The underlying's price that an option computation was made with; null for those made without one. */
export function underlyingPrice({
  underlyingPrice: price,
}: ReplyValues<"tickOptionComputation">): Money | null {
  return price > 0 && price < PRICE_MAX ? moneyFromUnits(price) : null;
}

/** An option's open interest: each right has a tick of its own, and the other one's is 0. Null for other sizes. */
export function openInterestTick({ tickType, size }: ReplyValues<"tickSize">): "call" | "put" | null {
  if (size <= 0) return null;
  if (tickType === GENERIC_TICKS.callOpenInterest) return "call";
  return tickType === GENERIC_TICKS.putOpenInterest ? "put" : null;
}
