import { type MarketDistribution, MICROS_PER_UNIT, probabilityAbove } from "@legbook/domain";

/** A power of two. */
const PLACES = 4_096;
/** Break-evens lie on the grid of the quotes' ticks: neighbours go to neighbouring places. */
const TICK = 10_000;

/**
 * Odds of a distribution by levels in micros, remembered: the break-evens of millions of spreads come back to few levels.
 * Every answer is that of `probabilityAbove`, to the bit.
 */
export class RememberedOdds {
  readonly #distribution: MarketDistribution;
  readonly #levels = new Float64Array(PLACES).fill(-1);
  readonly #odds = new Float64Array(PLACES);

  constructor(distribution: MarketDistribution) {
    this.#distribution = distribution;
  }

  /** The probability that the underlying ends above `level` micros, 0 or more. */
  above(level: number): number {
    const place = (level / TICK) & (PLACES - 1);
    if (this.#levels[place] === level) return this.#odds[place] as number;
    const odds = probabilityAbove(this.#distribution, level / MICROS_PER_UNIT);
    this.#levels[place] = level;
    this.#odds[place] = odds;
    return odds;
  }
}
