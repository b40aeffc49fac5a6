import type { OptionClass, SeriesTerms } from "../builtin/instrument.ts";
import { OPTION_MULTIPLIER } from "../listing.ts";
import type { MarketRule } from "../market-rule.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import type { DescribedClass, DescribedListing } from "./instruments-schema.ts";

const CENT = MONEY_PER_UNIT / 100;

function strikesOf({ strikes }: DescribedClass): readonly Money[] {
  if (strikes === undefined) return [];
  if (!("from" in strikes)) return strikes;
  const { from, to, step } = strikes;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function seriesOf(described: DescribedClass): readonly SeriesTerms[] {
  const own = described.series;
  const isOwn = (expiry: string, strike: Money, right: "call" | "put"): boolean =>
    own.some((one) => one.expiry === expiry && one.strike === strike && one.right === right);
  const generated = described.expiries.flatMap((expiry) =>
    strikesOf(described).flatMap((strike) =>
      (["call", "put"] as const)
        .filter((right) => !isOwn(expiry, strike, right))
        .map((right): SeriesTerms => ({ expiry, strike, right })),
    ),
  );
  return [...own, ...generated];
}

/** The smallest distance of two strikes, or a hundredth of one that is alone. */
function stepOf(series: readonly SeriesTerms[]): Money {
  const strikes = [...new Set(series.map(({ strike }) => strike))].sort((a, b) => a - b);
  const steps = strikes.slice(1).map((strike, index) => strike - (strikes[index] as Money));
  return steps.length === 0 ? (strikes[0] ?? MONEY_PER_UNIT) : Math.min(...steps);
}

/** The class that a file describes; what it leaves open is as for standard options of its underlying's kind. */
export function describedClass(
  described: DescribedClass,
  underlying: DescribedListing,
  rule: MarketRule | undefined,
): OptionClass {
  const isIndex = underlying.kind === "index";
  const series = seriesOf(described);
  const multiplier = underlying.kind === "future" ? underlying.multiplier : OPTION_MULTIPLIER;
  return {
    tradingClass: described.tradingClass ?? underlying.tradingClass ?? underlying.symbol,
    multiplier: described.multiplier ?? multiplier,
    style: described.style ?? (isIndex ? "european" : "american"),
    settlement: described.settlement ?? "pm",
    cashSettled: described.cashSettled ?? isIndex,
    minTick: described.minTick ?? rule?.increments[0]?.increment ?? (isIndex ? 5 * CENT : CENT),
    rule,
    exchanges: described.exchanges,
    widthFactor: described.width ?? 1,
    strikeStep: stepOf(series),
    listedOn: (date) => series.filter(({ expiry }) => expiry >= date),
  };
}
