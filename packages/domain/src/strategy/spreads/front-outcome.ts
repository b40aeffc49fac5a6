import { type Micros, microsFromNumber, microsToNumber } from "../../kernel/money.ts";
import { type FrontValue, frontValue } from "./front-value.ts";
import {
  outcomeOfPayoff,
  type ProfitInterval,
  type SpreadOutcome,
  type SpreadOutcomeResult,
} from "./outcome.ts";
import { priceRefusal } from "./price-bounds.ts";
import type { Spread } from "./spread.ts";
import type { SpreadModel } from "./spread-model.ts";

/** Points a total volatility of the underlying: what bends within less is not seen. */
const POINTS_PER_TOTAL_VOLATILITY = 4;
const POINTS_MIN = 48;
const POINTS_MAX = 800;
/** How far beyond the strikes is looked, in total volatilities, and in logarithms at most. */
const REACH = 8;
const REACH_MAX = 8;
/** A profit's changes below this are rounding, not extremes. */
const FLAT = 1e-6;
/** Less than half a millionth is no gain: prices have no smaller part. */
const GAIN_LEAST = 5e-7;
/** Doublings of the underlying's price in search of an unlimited gain or loss. */
const DOUBLINGS_MAX = 60;
/** Golden sections: the profit at an extreme is flat, so its error is that of its place squared (below 1e-10). */
const SECTIONS = 26;
/** Half of them halve the interval, by 2⁴⁰ at most; about a dozen are taken. */
const ROOT_STEPS_MAX = 80;
const ROOT_WIDTH = 1e-7;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The outcome at the front expiry of opening a spread at `price`: exact (`outcomeAtExpiry`) for one expiry, else with the
 * legs that live on valued by the model (`frontValue`). Then the extremes and break-evens are searched between nothing
 * and 8 total volatilities beyond the strikes, on a grid of 4 points a total volatility, each refined to the nearest
 * millionth; two break-evens closer than the grid are found when an extreme lies between them.
 */
export function outcomeAtFrontExpiry(spread: Spread, price: Micros, model: SpreadModel): SpreadOutcomeResult {
  const refusal = priceRefusal(spread, price);
  if (refusal !== null) return { kind: "refused", refusal };
  if (spread.payoff !== null) return { kind: "outcome", outcome: outcomeOfPayoff(spread.payoff, price) };
  return { kind: "outcome", outcome: searched(frontValue(spread, model), microsToNumber(price)) };
}

function searched(value: FrontValue, price: number): SpreadOutcome {
  const profit = (underlying: number): number => value.at(underlying) - price;
  const grid = gridOf(value);
  const points = [
    ...withExtremes(profit, grid),
    ...pointsBeyond(profit, grid.at(-1) ?? 1, value.slopeBeyond),
  ];
  let least = Infinity;
  let most = -Infinity;
  for (const { profit } of points) {
    least = Math.min(least, profit);
    most = Math.max(most, profit);
  }
  return {
    basis: "model",
    maxGain: value.slopeBeyond > 0 ? null : microsFromNumber(most),
    maxLoss: value.slopeBeyond < 0 ? null : microsFromNumber(0 - least),
    ...signChanges(profit, points),
  };
}

/**
 * 0, evenly spaced logarithms to both sides of the strikes, and every bend. Beyond their reach the value is straight but
 * for where exercising overtakes holding.
 */
function gridOf({ bends, exercises, totalVolatility }: FrontValue): readonly number[] {
  const [lowest, highest] = [bends.at(0) ?? 1, bends.at(-1) ?? 1];
  const { least, largest } = totalVolatility ?? { least: 0, largest: 0 };
  const reach = Math.min(REACH_MAX, Math.max(0.1, REACH * largest));
  const [from, to] = [Math.log(lowest) - reach, Math.log(highest) + reach];
  const wanted = ((to - from) / least) * POINTS_PER_TOTAL_VOLATILITY;
  const count = Math.ceil(Math.min(POINTS_MAX, Math.max(POINTS_MIN, least === 0 ? 0 : wanted)));
  const points = new Set([0, ...bends, ...exercises.flatMap((price) => [price, 2 * price])]);
  for (let index = 0; index <= count; index += 1) points.add(Math.exp(from + ((to - from) * index) / count));
  return [...points].sort((a, b) => a - b);
}

/** Doublings beyond the grid until an unlimited gain or loss is one: the grid ends where the payoff is straight. */
function pointsBeyond(profit: (underlying: number) => number, end: number, slope: number): readonly Point[] {
  const points: Point[] = [];
  if (slope === 0) return points;
  let underlying = end;
  while (points.length < DOUBLINGS_MAX && profit(underlying) * slope <= 0) {
    underlying *= 2;
    points.push({ underlying, profit: profit(underlying) });
  }
  return points;
}

interface Point {
  readonly underlying: number;
  readonly profit: number;
}

/** The grid's points with the extremes between them. */
function withExtremes(profit: (underlying: number) => number, grid: readonly number[]): readonly Point[] {
  const points = grid.map((underlying) => ({ underlying, profit: profit(underlying) }));
  const found: Point[] = [];
  let [before, here]: (Point | undefined)[] = [];
  for (const after of points) {
    if (before !== undefined && here !== undefined) {
      const [left, right] = [here.profit - before.profit, here.profit - after.profit];
      const isExtreme = left * right > 0 && Math.max(Math.abs(left), Math.abs(right)) > FLAT;
      if (isExtreme) found.push(extreme(profit, before.underlying, after.underlying, Math.sign(left)));
    }
    [before, here] = [here, after];
  }
  return [...points, ...found].sort((a, b) => a.underlying - b.underlying);
}

/** The one extreme in an interval by golden section (J. Kiefer 1953): a maximum for `sign` 1, a minimum for -1. */
function extreme(profit: (underlying: number) => number, from: number, to: number, sign: number): Point {
  let [low, high] = [from, to];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [profit(left), profit(right)];
  for (let step = 0; step < SECTIONS; step += 1) {
    if (sign * atLeft >= sign * atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = profit(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = profit(right);
    }
  }
  return sign * atLeft >= sign * atRight
    ? { underlying: left, profit: atLeft }
    : { underlying: right, profit: atRight };
}

function signChanges(
  profit: (underlying: number) => number,
  points: readonly Point[],
): Pick<SpreadOutcome, "breakevens" | "profitable"> {
  const breakevens: Micros[] = [];
  const profitable: ProfitInterval[] = [];
  let before: Point | null = null;
  let opened: Micros | null = null;
  for (const point of points) {
    if (before === null) opened = point.profit > GAIN_LEAST ? microsFromNumber(point.underlying) : null;
    else if (before.profit > GAIN_LEAST !== point.profit > GAIN_LEAST) {
      const crossing = microsFromNumber(root(profit, before, point));
      breakevens.push(crossing);
      if (opened !== null) profitable.push({ from: opened, to: crossing });
      opened = point.profit > GAIN_LEAST ? crossing : null;
    }
    before = point;
  }
  if (opened !== null) profitable.push({ from: opened, to: null });
  return { breakevens, profitable };
}

/**
 * Where the profit passes `GAIN_LEAST`: false position after Illinois (M. Dowell and P. Jarratt, BIT 11 (1971), 168-174), with
 * every other step a halving: profits that fade away are too flat for the secant.
 */
function root(profit: (underlying: number) => number, from: Point, to: Point): number {
  let [a, b] = [from.underlying, to.underlying];
  let [atA, atB] = [from.profit - GAIN_LEAST, to.profit - GAIN_LEAST];
  for (let step = 0; step < ROOT_STEPS_MAX && Math.abs(b - a) > ROOT_WIDTH; step += 1) {
    const isHalving = step % 2 === 1;
    const next = isHalving ? 0.5 * (a + b) : b - (atB * (b - a)) / (atB - atA);
    const atNext = profit(next) - GAIN_LEAST;
    if (atNext === 0) return next;
    if (atNext > 0 !== atB > 0) [a, atA] = [b, atB];
    else if (!isHalving) atA *= 0.5;
    [b, atB] = [next, atNext];
  }
  return b;
}
