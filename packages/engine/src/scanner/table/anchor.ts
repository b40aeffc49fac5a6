import {
  calendarViolation,
  distributionOfSmile,
  fitSmile,
  inferForward,
  type InferredForward,
  lognormalDistribution,
  MICROS_PER_UNIT,
  normalDensity,
  type ParityPair,
  type SmilePoint,
  smileVolatility,
} from "@legbook/domain";
import type { ChainColumns } from "./columns.ts";
import { MIDLESS_FLAGS } from "./flags.ts";
import type { ExpiryWorld } from "./world.ts";

/** What the anchor reads of the rows; strikes in micros. */
export interface AnchorRows {
  readonly columns: ChainColumns;
  readonly strikes: Float64Array;
}

/** A quote is no more certain than this in volatility, however narrow it is. */
const VOLATILITY_WIDTH_MIN = 0.002;
/** Nor in price, in currency units: locked quotes have no width. */
const PRICE_WIDTH_MIN = 0.01;

/** Calls and puts of one strike whose quotes both have a mid, by strike. */
export function parityPairs(
  { columns, strikes }: AnchorRows,
  { from, putsFrom, to }: ExpiryWorld,
): ParityPair[] {
  const pairs: ParityPair[] = [];
  const { bid, ask, flags } = columns;
  let put = putsFrom;
  for (let call = from; call < putsFrom; call += 1) {
    const strike = strikes[call] as number;
    while (put < to && (strikes[put] as number) < strike) put += 1;
    if (put === to || strikes[put] !== strike) continue;
    if ((((flags[call] as number) | (flags[put] as number)) & MIDLESS_FLAGS) !== 0) continue;
    pairs.push({
      strike: strike / MICROS_PER_UNIT,
      callBid: (bid[call] as number) / MICROS_PER_UNIT,
      callAsk: (ask[call] as number) / MICROS_PER_UNIT,
      putBid: (bid[put] as number) / MICROS_PER_UNIT,
      putAsk: (ask[put] as number) / MICROS_PER_UNIT,
    });
  }
  return pairs;
}

/** On either side of the money. */
const PARITY_STRIKES_EACH_SIDE = 5;

/** The index of the strike at which call and put are worth the same, as nearly as any. */
export function closestToTheMoney(pairs: readonly ParityPair[]): number {
  let [centre, narrowest] = [0, Infinity];
  for (const [index, { callBid, callAsk, putBid, putAsk }] of pairs.entries()) {
    const gap = Math.abs(callBid + callAsk - putBid - putAsk);
    if (gap < narrowest) [centre, narrowest] = [index, gap];
  }
  return centre;
}

/** The pairs around the money: they tell most of the forward, and soonest. */
function nearTheMoney(pairs: readonly ParityPair[]): readonly ParityPair[] {
  const centre = closestToTheMoney(pairs);
  return pairs.slice(Math.max(0, centre - PARITY_STRIKES_EACH_SIDE), centre + PARITY_STRIKES_EACH_SIDE + 1);
}

/** The forward that a series' own quotes imply; null when they imply none. */
export function forwardByParity(rows: AnchorRows, world: ExpiryWorld): InferredForward | null {
  const { spot, years, rate } = world;
  if (years === 0) return null;
  const pairs = nearTheMoney(parityPairs(rows, world));
  // Options on shares are American.
  const result = inferForward({ pairs, spot, years, rate, style: "american" });
  return result.kind === "failed" ? null : result;
}

/** One over the square of the quote's width in volatility, to first order: its width in price over vega. */
function weightOf(width: number, strike: number, volatility: number, world: ExpiryWorld): number {
  const { forward, years, discount } = world;
  const total = volatility * Math.sqrt(years);
  const d2 = Math.log((forward as number) / strike) / total - total / 2;
  const vega = discount * strike * normalDensity(d2) * Math.sqrt(years);
  const volatilityWidth = Math.max(PRICE_WIDTH_MIN, width) / vega;
  return 1 / Math.max(VOLATILITY_WIDTH_MIN, volatilityWidth) ** 2;
}

/**
 * The points to fit: mids of out-of-the-money options, whose prices are all time value and next to no early exercise.
 * Marks their rows.
 */
function smilePoints({ columns, strikes }: AnchorRows, world: ExpiryWorld): SmilePoint[] {
  const { from, putsFrom, to, forward } = world;
  const points: SmilePoint[] = [];
  for (let row = from; row < to; row += 1) {
    columns.inSmile[row] = 0;
    const volatility = columns.midVolatility[row] as number;
    const strike = (strikes[row] as number) / MICROS_PER_UNIT;
    if (forward === null || !(volatility > 0) || (row < putsFrom ? strike < forward : strike > forward))
      continue;
    const width = ((columns.ask[row] as number) - (columns.bid[row] as number)) / MICROS_PER_UNIT;
    const weight = weightOf(width, strike, volatility, world);
    if (!(weight > 0)) continue;
    columns.inSmile[row] = 1;
    points.push({ strike, volatility, weight });
  }
  return points;
}

/** Mean volatility of the mids at the strike nearest to the forward. */
function nearestVolatility(
  { columns, strikes }: AnchorRows,
  { from, to, forward }: ExpiryWorld,
): number | null {
  let [nearest, sum, count] = [Infinity, 0, 0];
  for (let row = from; row < to; row += 1) {
    const mid = columns.midVolatility[row] as number;
    const volatility = mid > 0 ? mid : (columns.modelVolatility[row] as number);
    if (!(volatility > 0 && volatility < Infinity)) continue;
    const distance = Math.abs((strikes[row] as number) / MICROS_PER_UNIT - (forward as number));
    if (distance > nearest) continue;
    if (distance < nearest) [nearest, sum, count] = [distance, 0, 0];
    sum += volatility;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** The world with its smile and distribution, once its rows' mids have volatilities. */
export function withSmile(rows: AnchorRows, world: ExpiryWorld): ExpiryWorld {
  const { forward, years } = world;
  const points = smilePoints(rows, world);
  if (years === 0) return { ...world, smileFailure: "expired" };
  if (forward === null) return { ...world, smileFailure: "no-forward" };
  const fit = fitSmile({ forward, years, points });
  if (fit.kind === "smile") {
    const { smile } = fit;
    return {
      ...world,
      smile,
      volatilityAtTheMoney: smileVolatility(smile, forward),
      distribution: distributionOfSmile(smile),
      distributionSource: "smile",
    };
  }
  rows.columns.inSmile.fill(0, world.from, world.to);
  const volatility = nearestVolatility(rows, world);
  const failed = { ...world, smileFailure: fit.reason, volatilityAtTheMoney: volatility };
  if (volatility === null) return failed;
  return {
    ...failed,
    distribution: lognormalDistribution({ forward, years, volatility }),
    distributionSource: "lognormal",
  };
}

/** The worlds, each compared with the one before it of the same kind of contract. */
export function withCalendars(worlds: readonly ExpiryWorld[]): readonly ExpiryWorld[] {
  const before = new Map<string, ExpiryWorld>();
  return worlds.map((world) => {
    if (world.smile === null) return world;
    const kind = `${world.tradingClass}|${world.multiplier}|${world.currency}`;
    const earlier = before.get(kind)?.smile ?? null;
    before.set(kind, world);
    if (earlier === null) return world;
    return { ...world, calendarViolation: calendarViolation(earlier, world.smile) };
  });
}
