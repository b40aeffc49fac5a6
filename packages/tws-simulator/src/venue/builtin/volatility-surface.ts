import { uniform } from "../random.ts";

const VOLATILITY_MIN = 0.08;
const VOLATILITY_MAX = 2;
const MINUTE_MS = 60_000;

/**
 * Volatility by moneyness and time: a level above the share's own volatility (the premium that sellers ask), higher
 * for short expiries, skewed to low strikes, curved at both wings, and moving slowly through the day, up when the
 * share falls.
 */
export function surfaceVolatility(point: {
  readonly seed: number;
  readonly base: number;
  readonly spot: number;
  readonly referenceSpot: number;
  readonly strike: number;
  readonly years: number;
  readonly at: number;
}): number {
  const { seed, base, spot, referenceSpot, strike, years, at } = point;
  const root = Math.sqrt(Math.max(years, 1 / 365));
  const moneyness = Math.log(strike / spot) / root;
  const phase = (period: number, key: number): number =>
    Math.sin((2 * Math.PI * at) / period + 2 * Math.PI * uniform(seed, key));
  const drift = 1 + 0.03 * phase(47 * MINUTE_MS, 1) + 0.015 * phase(13 * MINUTE_MS, 2);
  const leverage = Math.exp(-1.5 * Math.log(spot / referenceSpot));
  const level = 1.08 * base * (1 + 0.12 * Math.exp(-6 * years)) * drift * leverage;
  const bounded = Math.max(-1.5, Math.min(1.5, moneyness));
  const smile = 1 - 0.22 * bounded + 0.18 * bounded * bounded;
  return Math.max(VOLATILITY_MIN, Math.min(VOLATILITY_MAX, level * smile));
}
