import type { Tick } from "../../recording/quotes/recorded-line.ts";
import type { TickValues } from "../../recording/quotes/ticks.ts";
import { EMPTY_QUOTE, type Quote, type QuoteSide } from "../market.ts";
import type { Money } from "../money.ts";
import { type QuoteTape, QuoteTapeWriter } from "../quote-tape.ts";

const SECOND_MS = 1000;

/** A trade whose price, size, time and volume come in messages of their own. */
interface OpenTrade {
  readonly at: number;
  readonly isFirstOfLine: boolean;
  readonly values: TickValues;
  /** A message of the size alone was there: the price's own has one as well. */
  readonly hasSizeMessage: boolean;
}

function sideOf(price: Money | null | undefined, size: number | undefined): QuoteSide | null {
  if (price === undefined || price === null || size === undefined || size === 0) return null;
  return { price, size };
}

function sameSide(a: QuoteSide | null, b: QuoteSide | null): boolean {
  return a?.price === b?.price && a?.size === b?.size;
}

function differs(a: Quote, b: Quote): boolean {
  return (
    !sameSide(a.bid, b.bid) ||
    !sameSide(a.ask, b.ask) ||
    a.last !== b.last ||
    a.volume !== b.volume ||
    a.open !== b.open ||
    a.high !== b.high ||
    a.low !== b.low ||
    a.previousClose !== b.previousClose
  );
}

/**
 * Makes states of one contract's quote from messages that each name a part of it. A part that no message names stays;
 * a side whose price is -1 or whose size is 0 is none.
 */
export class QuoteFold {
  readonly #writer = new QuoteTapeWriter();
  /** What was told last of the sides and of the last trade, shown or not. */
  #told: TickValues = {};
  /** The time that the server told of the last trade. */
  #toldTime: number | undefined;
  #quote: Quote = EMPTY_QUOTE;
  #trade: OpenTrade | null = null;

  /** `isFirstTrade`: the line tells of its first trade, which may be an old one that it begins with. */
  apply(tick: Pick<Tick, "at" | "values">, isFirstTrade: boolean): void {
    const { at, values } = tick;
    if (this.#trade !== null && at > this.#trade.at) this.#endTrade();
    if (values.last !== undefined || values.lastSize !== undefined || values.lastTime !== undefined) {
      this.#joinTrade(at, values, isFirstTrade);
    } else if (
      values.volume !== undefined &&
      this.#trade !== null &&
      this.#trade.values.volume === undefined
    ) {
      this.#trade = { ...this.#trade, values: { ...this.#trade.values, volume: values.volume } };
    } else this.#tell(at, values);
  }

  tape(): QuoteTape {
    this.#endTrade();
    return this.#writer.tape();
  }

  /** A message that names what the open trade has already begins the next one. */
  #joinTrade(at: number, values: TickValues, isFirstOfLine: boolean): void {
    const { last, lastSize, lastTime } = values;
    const open = this.#trade?.values;
    const isSizeMessage = lastSize !== undefined && last === undefined;
    const isNext =
      (last !== undefined && open?.last !== undefined) ||
      (lastTime !== undefined && open?.lastTime !== undefined) ||
      (isSizeMessage && this.#trade?.hasSizeMessage === true);
    if (isNext) this.#endTrade();
    this.#trade = {
      at,
      isFirstOfLine: this.#trade?.isFirstOfLine ?? isFirstOfLine,
      values: { ...this.#trade?.values, ...values },
      hasSizeMessage: isSizeMessage || this.#trade?.hasSizeMessage === true,
    };
  }

  #endTrade(): void {
    const trade = this.#trade;
    if (trade === null) return;
    this.#trade = null;
    const { last = this.#told.last, lastSize = this.#told.lastSize ?? 0, lastTime, volume } = trade.values;
    const isKnown = this.#isKnown(trade);
    this.#told = { ...this.#told, ...trade.values };
    this.#toldTime = lastTime;
    const shown = volume === undefined ? this.#quote : { ...this.#quote, volume };
    if (isKnown || last === undefined) this.#show(trade.at, shown);
    else if (last === null) this.#show(trade.at, { ...shown, last: null });
    else {
      const at = this.#tradeTime(trade.at, lastTime);
      this.#show(trade.at, { ...shown, last: { price: last, size: lastSize, at } });
    }
  }

  /**
   * What a line begins with is no trade when it is the one that is known already, and neither is a time alone when the
   * trade before came without one.
   */
  #isKnown({ isFirstOfLine, values }: OpenTrade): boolean {
    const { last, lastSize, lastTime } = values;
    if (last === undefined && lastSize === undefined && this.#toldTime === undefined) return true;
    return (
      isFirstOfLine &&
      (last === undefined || last === this.#told.last) &&
      (lastSize === undefined || lastSize === this.#told.lastSize) &&
      (lastTime === undefined || lastTime === this.#toldTime)
    );
  }

  /** Servers tell the second only: of one that has passed its begin, and never one trade at the time of another. */
  #tradeTime(at: number, told: number | undefined): number {
    const time = told !== undefined && Math.floor(at / SECOND_MS) * SECOND_MS > told ? told : at;
    const before = this.#quote.last?.at ?? -Infinity;
    return time > before ? time : before + 1;
  }

  #tell(at: number, values: TickValues): void {
    this.#told = { ...this.#told, ...values };
    const { bid, bidSize, ask, askSize, volume, open, high, low, previousClose } = this.#told;
    const quote = this.#quote;
    this.#show(at, {
      ...quote,
      bid: sideOf(bid, bidSize),
      ask: sideOf(ask, askSize),
      volume: volume ?? quote.volume,
      open: open ?? null,
      high: high ?? null,
      low: low ?? null,
      previousClose: previousClose ?? null,
    });
  }

  #show(at: number, quote: Quote): void {
    if (!differs(this.#quote, quote)) return;
    this.#quote = quote;
    this.#writer.push(at, quote);
  }
}
