import {
  distributionOfSmile,
  epochMs,
  isoDate,
  type Smile,
  smileVolatility,
  yearsToExpiry,
} from "@legbook/domain";
import type { SmilePointView, SmileView } from "@legbook/engine/ports";
import { PUT_740, PUT_745, TEN_O_CLOCK, units } from "@legbook/projections/testing";

const EXPIRY = isoDate("2016-01-15");
const FORWARD = 748.41;

/** A smile of January 2016 with the skew that shares have, as if fitted to quotes around the money. */
export function sampleSmile(atMs: number = TEN_O_CLOCK): SmileView {
  const at = epochMs(atMs);
  const years = yearsToExpiry(at, EXPIRY);
  const scale = years / 0.06;
  const smile: Smile = {
    forward: FORWARD,
    years,
    parameters: { a: 0.0009 * scale, b: 0.021 * scale, rho: -0.45, m: 0.01, sigma: 0.09 },
    rmsError: 0.0031,
    maxError: 0.0124,
    points: 34,
    strikeLow: 660,
    strikeHigh: 835,
  };
  return {
    symbol: "GOOG",
    expiry: EXPIRY,
    at,
    anchoredAt: at,
    daysToExpiry: 22,
    years,
    underlying: units(748.4),
    forward: FORWARD,
    forwardSource: "parity",
    rate: 0.004,
    rateSource: "given",
    dividendYield: 0.001,
    smile,
    smileFailure: null,
    distribution: distributionOfSmile(smile),
    points: pointsOf(smile),
  };
}

function pointsOf(smile: Smile): readonly SmilePointView[] {
  const points: SmilePointView[] = [];
  for (let strike = 640; strike <= 860; strike += 5) {
    for (const right of ["put", "call"] as const) points.push(pointOf(smile, strike, right));
  }
  return points;
}

/** Quotes out of the money near the curve, wider away from it; in the money and in the wings with something wrong. */
function pointOf(smile: Smile, strike: number, right: "put" | "call"): SmilePointView {
  const outOfTheMoney = right === "put" ? strike <= FORWARD : strike >= FORWARD;
  const distance = Math.abs(strike - FORWARD) / FORWARD;
  const mid = smileVolatility(smile, strike) + Math.sin(strike * 1.7) * 0.002 * (1 + 10 * distance);
  const half = 0.004 + 0.09 * distance * (outOfTheMoney ? 0.5 : 1.4);
  const isWing = strike < smile.strikeLow || strike > smile.strikeHigh;
  const used = outOfTheMoney && !isWing;
  const bid = isWing || (!outOfTheMoney && distance > 0.08) ? null : mid - half;
  return {
    conId: conIdOf(strike, right),
    right,
    strike: units(strike),
    bid,
    mid: bid === null ? null : mid,
    ask: mid + half,
    volatility: smileVolatility(smile, strike),
    source: "fitted",
    delta: right === "put" ? -0.4 : 0.5,
    used,
    flags: bid === null ? ["oneSided"] : strike % 60 === 0 ? ["stale"] : [],
    quoteAgeMs: Math.round(400 + distance * 20_000),
  };
}

function conIdOf(strike: number, right: "put" | "call"): number {
  const known = [PUT_740, PUT_745].find((put) => right === "put" && put.strike === units(strike));
  return known?.conId ?? strike * 2 + (right === "put" ? 1 : 0);
}
