import { microsToNumber } from "../../kernel/money.ts";
import { millsRatio } from "../../pricing/mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI, normalDistribution } from "../../pricing/normal.ts";
import { isOptionLeg, type Spread } from "./spread.ts";

/**
 * The underlying as a geometric Brownian motion with one volatility: a barrier's closed form knows no smile. A market's
 * distribution gives its volatility at the money and its forward.
 */
export interface BarrierWorld {
  readonly spot: number;
  /** Expected price at the end, from which the drift follows. */
  readonly forward: number;
  readonly years: number;
  readonly volatility: number;
}

function assertWorld({ spot, forward, years, volatility }: BarrierWorld): void {
  const sane = spot > 0 && forward > 0 && years >= 0 && volatility >= 0;
  if (!sane || !Number.isFinite(spot + forward + years + volatility)) {
    throw new RangeError(`no world for a barrier: ${JSON.stringify({ spot, forward, years, volatility })}`);
  }
}

/** exp(exponent)·N(x) without overflow or loss where the one is huge and the other tiny. */
function weightedTail(exponent: number, x: number): number {
  if (x > 0) return Math.exp(exponent) * normalDistribution(x);
  return INVERSE_SQRT_TWO_PI * Math.exp(exponent - 0.5 * x * x) * millsRatio(x);
}

/**
 * Probability that the underlying is at `level` at least once until the end (continuously watched), by reflection:
 * for a level above, N((m - b)/s) + exp(2bm/s²)·N((-b - m)/s) with b = ln(level/spot), s² the total variance and
 * m = ln(forward/spot) - s²/2; below it the mirror image. Source: E. G. Haug, *The Complete Guide to Option Pricing
 * Formulas* (2007), 4.17 (cash-at-hit and one-touch options, E. Reiner and M. Rubinstein 1991). With no volatility or
 * time left it is whether the way from spot to forward leads over the level. Throws `RangeError` for a world without
 * a meaning and for levels of 0 and below.
 */
export function probabilityOfTouching(level: number, world: BarrierWorld): number {
  assertWorld(world);
  if (!(level > 0 && level < Infinity)) throw new RangeError(`not a level: ${level}`);
  const { spot, forward, years, volatility } = world;
  const distance = Math.log(level / spot);
  if (distance === 0) return 1;
  const side = Math.sign(distance);
  const total = volatility * Math.sqrt(years);
  const growth = side * (years === 0 ? 0 : Math.log(forward / spot));
  const away = Math.abs(distance);
  if (total === 0) return growth >= away ? 1 : 0;
  const drift = growth - side * 0.5 * total * total;
  const direct = normalDistribution((drift - away) / total);
  return Math.min(1, direct + weightedTail((2 * away * drift) / (total * total), (0 - away - drift) / total));
}

/**
 * Probability that the underlying touches the nearest sold strike until the front expiry, which `world` ends at; null for
 * a spread that sells no option. A strike at which the underlying stands is touched.
 */
export function probabilityOfTouch({ legs }: Pick<Spread, "legs">, world: BarrierWorld): number | null {
  let nearest: number | null = null;
  for (const leg of legs) {
    if (!isOptionLeg(leg) || leg.ratio > 0) continue;
    const strike = microsToNumber(leg.contract.strike);
    const isNearer =
      nearest === null || Math.abs(Math.log(strike / world.spot)) < Math.abs(Math.log(nearest / world.spot));
    if (isNearer) nearest = strike;
  }
  return nearest === null ? null : probabilityOfTouching(nearest, world);
}
