import type { ComboContract, OptionContract, Right } from "../../contract/contract.ts";
import { formatMicros, type Micros, micros, subtractMicros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import type { IsoDate } from "../../kernel/time.ts";
import { payoffOfLegs } from "../payoff.ts";
import type { SpreadSide } from "./spread.ts";
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

/** Whether it gains when the underlying rises: the lower strike is long, whatever the right. */
export function isBullish(spread: VerticalSpread): boolean {
  return spread.longLeg.strike < spread.shortLeg.strike;
}

/** What the legs pay together at expiry, per share: in [0, width] for a debit spread, [-width, 0] for a credit one. */
export function payoffAtExpiry(spread: VerticalSpread, underlying: Micros): Micros {
  return payoffOfLegs(
    [
      { contract: spread.longLeg, quantity: 1 },
      { contract: spread.shortLeg, quantity: -1 },
    ],
    underlying,
  );
}

/** A signed combo price as a net price; negative when the quote has the opposite sign of the spread's side. */
export function netPriceMagnitude(spread: VerticalSpread, comboPrice: Micros): Micros {
  return micros(spread.side === "debit" ? comboPrice : 0 - comboPrice);
}

/** The signed price of the combo (the `lmtPrice` of the BUY order that opens it) for a net price. */
export function comboLimitPrice(spread: VerticalSpread, netPrice: Micros): Micros {
  return micros(spread.side === "debit" ? netPrice : 0 - netPrice);
}

/** The combo whose purchase opens the spread; selling it closes the spread. */
export function comboContract(spread: VerticalSpread): ComboContract {
  const { symbol, longLeg, shortLeg } = spread;
  return {
    kind: "combo",
    symbol,
    currency: longLeg.currency,
    exchange: longLeg.exchange,
    legs: [
      { conId: longLeg.conId, ratio: 1, action: "buy", exchange: longLeg.exchange },
      { conId: shortLeg.conId, ratio: 1, action: "sell", exchange: shortLeg.exchange },
    ],
  };
}

/** What a spread can come to when opened at a net price, per share. */
export interface VerticalOutcome {
  readonly maxGain: Micros;
  /** Positive. */
  readonly maxLoss: Micros;
  /** The underlying's price at expiry at which it neither gains nor loses. */
  readonly breakeven: Micros;
}

export type VerticalOutcomeResult =
  | { readonly kind: "outcome"; readonly outcome: VerticalOutcome }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Best, worst and break-even results of opening at `netPrice` (debit paid or credit received a share). Refused
 * (`vertical.net-price-outside-width`) outside [0, width]: no such price is sane for either side of the trade.
 */
export function verticalOutcome(spread: VerticalSpread, netPrice: Micros): VerticalOutcomeResult {
  const widest = width(spread);
  if (netPrice < 0 || netPrice > widest) return { kind: "refused", refusal: outsideWidth(spread, netPrice) };
  const rest = subtractMicros(widest, netPrice);
  const { longLeg, shortLeg, right, side } = spread;
  const breakeven =
    right === "call"
      ? Math.min(longLeg.strike, shortLeg.strike) + netPrice
      : Math.max(longLeg.strike, shortLeg.strike) - netPrice;
  return {
    kind: "outcome",
    outcome: {
      maxGain: side === "debit" ? rest : netPrice,
      maxLoss: side === "debit" ? netPrice : rest,
      breakeven: micros(breakeven),
    },
  };
}

function outsideWidth(spread: VerticalSpread, netPrice: Micros): Refusal {
  const widest = formatMicros(width(spread));
  return {
    code: "vertical.net-price-outside-width",
    message: `A ${spread.side} of ${formatMicros(netPrice)} lies outside what a vertical ${widest} wide can be worth.`,
    field: "netPrice",
    inputs: { netPrice: formatMicros(netPrice), width: widest, side: spread.side },
    limit: `between 0 and ${widest}`,
    remedy: `Use a ${spread.side} of ${netPrice < 0 ? "at least 0" : `at most ${widest}`}.`,
  };
}

/** The vertical's natural quote: ask = long ask - short bid, bid = long bid - short ask. See `quoteOfLegs`. */
export function comboQuote(longQuote: LegQuote, shortQuote: LegQuote): ComboQuote {
  return quoteOfLegs([1, -1], [longQuote, shortQuote]);
}
