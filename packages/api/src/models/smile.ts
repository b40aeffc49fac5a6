import { microsToNumber, smileVolatility } from "@legbook/domain";
import type { SmileView } from "@legbook/engine/ports";

/** A fitted smile as numbers to draw and to judge it by. */
export interface SmileCurveModel {
  readonly strikes: readonly number[];
  readonly volatilities: readonly number[];
  readonly points: number;
  readonly strikeLow: number;
  readonly strikeHigh: number;
  readonly rmsError: number;
  readonly maxError: number;
}

const POINTS = 121;

/** The curve over the strikes of the expiry; null without a fit. */
export function smileCurve({ smile, points }: SmileView): SmileCurveModel | null {
  if (smile === null) return null;
  const listed = points.map(({ strike }) => microsToNumber(strike));
  const from = Math.min(smile.strikeLow, ...listed);
  const to = Math.max(smile.strikeHigh, ...listed);
  const strikes = Array.from({ length: POINTS }, (_, index) => from + ((to - from) * index) / (POINTS - 1));
  const { strikeLow, strikeHigh, rmsError, maxError } = smile;
  return {
    strikes,
    volatilities: strikes.map((strike) => smileVolatility(smile, strike)),
    points: smile.points,
    strikeLow,
    strikeHigh,
    rmsError,
    maxError,
  };
}
