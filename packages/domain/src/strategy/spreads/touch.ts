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

/** Images on either side that still matter: beyond them exp(-x²/2) is below 1e-30. */
const IMAGE_REACH = 12;
/** Total volatilities across a corridor beyond which staying inside it has no probability (below 1e-30). */
const CORRIDOR_MAX = 4;

/**
 * Probability that the underlying leaves the corridor between `low` and `high` at least once until the end, by images of
 * the reflection at both barriers (D. Cox and H. Miller, *The Theory of Stochastic Processes*, 1965, 5.7). 1 when
 * it is not inside to begin with. Absolute error below 1e-12. Throws as `probabilityOfTouching`.
 */
export function probabilityOfLeaving(low: number, high: number, world: BarrierWorld): number {
  assertWorld(world);
  if (!(low > 0 && low < high && high < Infinity)) throw new RangeError(`not a corridor: ${low} to ${high}`);
  const { spot, forward, years, volatility } = world;
  const [a, b] = [Math.log(low / spot), Math.log(high / spot)];
  if (a >= 0 || b <= 0) return 1;
  const growth = years === 0 ? 0 : Math.log(forward / spot);
  const s = volatility * Math.sqrt(years);
  if (s === 0) return growth > a && growth < b ? 0 : 1;
  const across = b - a;
  if (s > CORRIDOR_MAX * across) return 1;
  const m = growth - 0.5 * s * s;
  const images = Math.ceil((IMAGE_REACH * s + Math.abs(m)) / (2 * across)) + 1;
  let inside = 0;
  for (let n = 0 - images; n <= images; n += 1) {
    const source = 2 * n * across;
    inside += imageInside(source, a, b, m, s) - imageInside(2 * b - source, a, b, m, s);
  }
  return Math.min(1, Math.max(0, 1 - inside));
}

/** exp(source·m/s²)·(N((b - source - m)/s) - N((a - source - m)/s)): what an image at `source` leaves in the corridor. */
function imageInside(source: number, a: number, b: number, m: number, s: number): number {
  const exponent = (source * m) / (s * s);
  const [from, to] = [(a - source - m) / s, (b - source - m) / s];
  return from > 0
    ? weightedTail(exponent, 0 - from) - weightedTail(exponent, 0 - to)
    : weightedTail(exponent, to) - weightedTail(exponent, from);
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
