import type { OptionContract, Right } from "../../contract/contract.ts";
import { formatMicros, type Micros, micros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import type { IsoDate } from "../../kernel/time.ts";
import type { Spread, SpreadSide } from "./spread.ts";
import { spreadOf } from "./spread-of.ts";
import { type ComboQuote, type LegQuote, quoteOfLegs } from "./spread-quote.ts";

/**
 * Two options of one series but for the strike, one bought and one sold.
 *
 * Prices of the combo are signed everywhere: what the *buyer* of the spread as its legs define it (long leg bought,
 * short leg sold) pays a share. A debit is positive, a credit negative. That is also how TWS takes it: the order is
 * always BUY of a BAG whose legs are BUY long, SELL short, with the signed price as `lmtPrice`.
 * A *net price* is the size of it in the spread's own direction: debit paid or credit received, positive.
 */
export interface VerticalSpread {
  readonly kind: "vertical";
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly right: Right;
  readonly longLeg: OptionContract;
  readonly shortLeg: OptionContract;
  /** Of any price without an arbitrage. */
  readonly side: SpreadSide;
}

export type VerticalSpreadResult =
  | { readonly kind: "spread"; readonly spread: VerticalSpread }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What a leg must share with the other one, and how a person calls it. */
const SHARED_TERMS = [
  ["symbol", "underlying"],
  ["underlyingConId", "underlying's contract id"],
  ["tradingClass", "trading class"],
  ["multiplier", "multiplier"],
  ["currency", "currency"],
  ["expiry", "expiry"],
  ["right", "right"],
] as const;

/**
 * The vertical of a long and a short leg. Refused (`vertical.*`) when they differ in underlying, trading class,
 * multiplier, currency, expiry or right, or have one strike.
 */
export function verticalSpread(longLeg: OptionContract, shortLeg: OptionContract): VerticalSpreadResult {
  for (const [term, name] of SHARED_TERMS) {
    if (longLeg[term] === shortLeg[term]) continue;
    return {
      kind: "refused",
      refusal: {
        code: "vertical.legs-differ",
        message: `The legs of a vertical have one ${name}: the long leg has ${longLeg[term]}, the short leg ${shortLeg[term]}.`,
        field: `shortLeg.${term}`,
        inputs: { long: longLeg[term], short: shortLeg[term] },
        limit: `same ${name}`,
        remedy: `Choose a short leg with ${name} ${longLeg[term]}.`,
      },
    };
  }
  if (longLeg.strike === shortLeg.strike) {
    return {
      kind: "refused",
      refusal: {
        code: "vertical.same-strike",
        message: `Both legs have the strike ${formatMicros(longLeg.strike)}.`,
        field: "shortLeg.strike",
        inputs: { strike: formatMicros(longLeg.strike) },
        limit: "two different strikes",
        remedy: "Choose a short leg with another strike.",
      },
    };
  }
  const { symbol, expiry, right } = longLeg;
  const longIsWorthMore =
    right === "call" ? longLeg.strike < shortLeg.strike : longLeg.strike > shortLeg.strike;
  const side = longIsWorthMore ? "debit" : "credit";
  return { kind: "spread", spread: { kind: "vertical", symbol, expiry, right, longLeg, shortLeg, side } };
}

/** Distance of the strikes: the most that the spread can be worth, per share. */
export function width(spread: VerticalSpread): Micros {
  return micros(Math.abs(spread.longLeg.strike - spread.shortLeg.strike));
}

/** The same as a general spread, which outcomes, values and probabilities are asked of. */
export function asSpread({ longLeg, shortLeg }: VerticalSpread): Spread {
  const result = spreadOf([
    { contract: longLeg, ratio: 1 },
    { contract: shortLeg, ratio: -1 },
  ]);
  if (result.kind === "refused") throw new Error(`a vertical is no spread: ${result.refusal.message}`);
  return result.spread;
}

/** The vertical's natural quote: ask = long ask - short bid, bid = long bid - short ask. See `quoteOfLegs`. */
export function comboQuote(longQuote: LegQuote, shortQuote: LegQuote): ComboQuote {
  return quoteOfLegs([1, -1], [longQuote, shortQuote]);
}
