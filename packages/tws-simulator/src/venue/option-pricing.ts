import { blackScholesPrice, type PricingInput } from "@legbook/domain/pricing";
import { sessionOf, YEAR_MS } from "./calendar.ts";
import { yearsToSettlement } from "./last-trade.ts";
import type { OptionListing } from "./listing.ts";
import type { Dividend } from "./market.ts";
import { moneyToUnits } from "./money.ts";

/** An option's pricing input but for its volatility, and what went into it. */
export interface OptionTerms {
  readonly input: Omit<PricingInput, "volatility">;
  /** What the underlying pays until the option's settlement, as it is worth now. */
  readonly presentDividends: number;
}

function yearsUntil(at: number, exDate: string): number {
  return Math.max(0, sessionOf(exDate).open - at) / YEAR_MS;
}

/**
 * Dividends are known amounts: the share without what it will have paid is what moves (escrowed dividends; Hull,
 * Options, Futures, and Other Derivatives, chapter 15). A future costs nothing to hold, so that its options have the
 * rate as their yield (Black 1976).
 */
export function optionTerms(
  option: OptionListing,
  spot: number,
  at: number,
  rate: number,
  dividends: readonly Dividend[],
): OptionTerms {
  let presentDividends = 0;
  for (const { exDate, amount } of dividends) {
    presentDividends += moneyToUnits(amount) * Math.exp(-rate * yearsUntil(at, exDate));
  }
  return {
    presentDividends,
    input: {
      right: option.right,
      spot: Math.max(0, spot - presentDividends),
      strike: moneyToUnits(option.strike),
      years: yearsToSettlement(at, option),
      rate,
      dividendYield: option.underlyingKind === "future" ? rate : 0,
    },
  };
}

/**
 * What an option is worth at a volatility. An American call on a share that pays may be worth more when it is
 * exercised at the close before the last ex-date (Black's approximation; Hull, chapter 15); other early exercise is
 * left out [U].
 */
export function theoreticalValue(
  option: OptionListing,
  terms: OptionTerms,
  volatility: number,
  at: number,
  dividends: readonly Dividend[],
): number {
  const held = blackScholesPrice({ ...terms.input, volatility });
  const last = dividends.at(-1);
  if (last === undefined || option.style !== "american" || option.right !== "call") return held;
  const years = yearsUntil(at, last.exDate);
  const lastPresent = moneyToUnits(last.amount) * Math.exp(-terms.input.rate * years);
  const exercised = { ...terms.input, spot: terms.input.spot + lastPresent, years, volatility };
  return Math.max(held, blackScholesPrice(exercised));
}
