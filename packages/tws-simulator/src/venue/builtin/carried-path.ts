import { exchangeDate, previousTradingDay, sessionOf, YEAR_MS } from "../calendar.ts";
import type { PriceSource, SpotAt } from "./spot-path.ts";

/** A future's price: that of what it is settled by, at the cost of carrying it until then. */
export class CarriedPath implements PriceSource {
  readonly #source: PriceSource;
  readonly #rate: number;
  readonly #settledAt: number;

  constructor(source: PriceSource, rate: number, settledAt: number) {
    this.#source = source;
    this.#rate = rate;
    this.#settledAt = settledAt;
  }

  priceAt(moment: number): number {
    return this.#source.priceAt(moment) * this.#carry(moment);
  }

  /** High and low are those of the source at today's carry, which differs by some millionths within a day. */
  at(moment: number): SpotAt {
    const spot = this.#source.at(moment);
    const date = exchangeDate(moment);
    const carry = this.#carry(sessionOf(date).open);
    const price = this.priceAt(moment);
    return {
      price,
      open: spot.open * carry,
      high: Math.max(price, spot.high * carry),
      low: Math.min(price, spot.low * carry),
      previousClose: spot.previousClose * this.#carry(sessionOf(previousTradingDay(date)).close),
    };
  }

  #carry(moment: number): number {
    return Math.exp((this.#rate * Math.max(0, this.#settledAt - moment)) / YEAR_MS);
  }
}
