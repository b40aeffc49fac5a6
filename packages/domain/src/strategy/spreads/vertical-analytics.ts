import { microsToNumber, type Micros } from "../../kernel/money.ts";
import type { EpochMs } from "../../kernel/time.ts";
import { yearsToExpiry } from "../../contract/settlement.ts";
import { blackScholesPrice } from "../../pricing/black-scholes.ts";
import type { Greeks } from "../../pricing/greeks.ts";
import { normalDistribution } from "../../pricing/normal.ts";
import { comboLimitPrice, isBullish, verticalOutcome, type VerticalSpread } from "./vertical.ts";

/** Greeks of one spread a share: long leg minus short leg. */
export function netGreeks(longLeg: Greeks, shortLeg: Greeks): Greeks {
  return {
    delta: longLeg.delta - shortLeg.delta,
    gamma: longLeg.gamma - shortLeg.gamma,
    vega: longLeg.vega - shortLeg.vega,
    theta: longLeg.theta - shortLeg.theta,
    rho: longLeg.rho - shortLeg.rho,
    dividendRho: longLeg.dividendRho - shortLeg.dividendRho,
  };
}

/** What the legs' theoretical values depend on. Rates are continuously compounded, volatilities per year (0.2 is 20 %). */
export interface LegModel {
  /** Price of the underlying a share. */
  readonly spot: number;
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly longVolatility: number;
  readonly shortVolatility: number;
}

/** Signed theoretical value of the combo a share (Black-Scholes-Merton, each leg at its own volatility). */
export function theoreticalValue(spread: VerticalSpread, model: LegModel): number {
  const { spot, years, rate, dividendYield, longVolatility, shortVolatility } = model;
  const { right, longLeg, shortLeg } = spread;
  const shared = { right, spot, years, rate, dividendYield };
  return (
    blackScholesPrice({ ...shared, strike: microsToNumber(longLeg.strike), volatility: longVolatility }) -
    blackScholesPrice({ ...shared, strike: microsToNumber(shortLeg.strike), volatility: shortVolatility })
  );
}

export interface PayoffCurveInput extends Omit<LegModel, "spot" | "years"> {
  readonly spread: VerticalSpread;
  /** Debit paid or credit received a share, within [0, width]. */
  readonly netPrice: Micros;
  /** Prices of the underlying between which the curve is drawn; `from` is at least 0 and below `to`. */
  readonly spotRange: { readonly from: number; readonly to: number };
  /** Evenly spaced points, at least 2, at most `PAYOFF_POINTS_MAX`. */
  readonly points: number;
  readonly now: EpochMs;
}

/** Profit of one spread (times its multiplier) in the contract's currency, as columns of equal length. */
export interface PayoffCurve {
  readonly underlying: readonly number[];
  readonly atExpiry: readonly number[];
  readonly today: readonly number[];
}

export const PAYOFF_POINTS_MAX = 2_000;

/**
 * Profit against the underlying's price, at expiry and now. Besides the even grid it holds the strikes and the
 * break-even where they lie in range, so that no kink or crossing is drawn askew. Throws `RangeError` for a range,
 * number of points or net price that has no meaning.
 */
export function payoffCurve(input: PayoffCurveInput): PayoffCurve {
  const { spread, netPrice, spotRange, points, now } = input;
  const { from, to } = spotRange;
  if (!(from >= 0 && from < to && Number.isFinite(to))) {
    throw new RangeError(`not a range of spot prices: ${from} to ${to}`);
  }
  if (!Number.isInteger(points) || points < 2 || points > PAYOFF_POINTS_MAX) {
    throw new RangeError(`points must be 2 to ${PAYOFF_POINTS_MAX}: ${points}`);
  }
  const result = verticalOutcome(spread, netPrice);
  if (result.kind === "refused") throw new RangeError(result.refusal.message);
  const exact = [spread.longLeg.strike, spread.shortLeg.strike, result.outcome.breakeven].map(microsToNumber);
  const grid = Array.from({ length: points }, (_, index) => from + ((to - from) * index) / (points - 1));
  const inRange = exact.filter((price) => price >= from && price <= to);
  const underlying = [...new Set([...grid, ...inRange])].sort((a, b) => a - b);
  const paid = microsToNumber(comboLimitPrice(spread, netPrice));
  const profit = (spot: number, years: number) =>
    (theoreticalValue(spread, { ...input, spot, years }) - paid) * spread.longLeg.multiplier;
  const years = yearsToExpiry(now, spread.expiry);
  return {
    underlying,
    atExpiry: underlying.map((spot) => profit(spot, 0)),
    today: underlying.map((spot) => profit(spot, years)),
  };
}

/** The lognormal world in which a probability holds: spot above 0, years and volatility at least 0. */
export interface LognormalView {
  readonly spot: number;
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
}

/**
 * Probability that the underlying ends above `level`, N(d2) of Black-Scholes-Merton (risk-neutral drift). With no time or
 * volatility left it is 1, or 0 at and below the level.
 */
export function lognormalProbabilityAbove(level: number, view: LognormalView): number {
  const { spot, years, rate, dividendYield, volatility } = view;
  if (level <= 0) return 1;
  const drift = (rate - dividendYield) * years;
  const totalVolatility = volatility * Math.sqrt(years);
  const distance = Math.log(spot / level) + drift;
  if (totalVolatility === 0) return distance > 0 ? 1 : 0;
  return normalDistribution(distance / totalVolatility - totalVolatility / 2);
}

/**
 * Probability of a profit at expiry after opening at `netPrice`: that the underlying ends beyond the break-even on the
 * spread's side. Throws `RangeError` for a net price outside [0, width].
 */
export function probabilityOfProfit(spread: VerticalSpread, netPrice: Micros, view: LognormalView): number {
  const result = verticalOutcome(spread, netPrice);
  if (result.kind === "refused") throw new RangeError(result.refusal.message);
  const breakeven = microsToNumber(result.outcome.breakeven);
  if (isBullish(spread)) return lognormalProbabilityAbove(breakeven, view);
  if (view.volatility * Math.sqrt(view.years) > 0) return 1 - lognormalProbabilityAbove(breakeven, view);
  const forward = view.spot * Math.exp((view.rate - view.dividendYield) * view.years);
  return forward < breakeven ? 1 : 0;
}

/** Mean profit at expiry a share in the same world, after opening at `netPrice` (no interest on the premium). */
export function expectedProfit(spread: VerticalSpread, netPrice: Micros, view: LognormalView): number {
  const { volatility, years, rate } = view;
  const value = theoreticalValue(spread, {
    ...view,
    longVolatility: volatility,
    shortVolatility: volatility,
  });
  return value * Math.exp(rate * years) - microsToNumber(comboLimitPrice(spread, netPrice));
}
