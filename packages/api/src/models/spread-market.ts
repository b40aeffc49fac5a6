import {
  isOptionLeg,
  legWords,
  type LegQuote,
  type Micros,
  microsToNumber,
  type OptionContract,
  type Right,
  type Spread,
  type SpreadLeg,
  type SpreadMarket,
  type IsoDate,
  type EpochMs,
  daysToExpiry,
} from "@legbook/domain";
import type { ScanGreeksSource, SmilePointView, SmileView } from "@legbook/engine/ports";
import type { QuoteView } from "@legbook/projections";
import type { ChosenDay } from "./spread-payoff.ts";

/** What theoretical values rest on besides quotes; continuously compounded, a year. */
export interface PricingAssumptions {
  /** Null: each chain's own options tell it; 0 until they do. */
  readonly rate: number | null;
  readonly dividendYield: number;
}

/** One leg's newest values; null where the gateway gave none. */
export type LegQuoteModel = Pick<QuoteView, "bid" | "ask" | "volatility" | "delta" | "quoteAgeMs">;

export interface SpreadLegModel {
  readonly conId: number;
  readonly action: "buy" | "sell";
  /** Of one spread, positive: contracts, or shares. */
  readonly ratio: number;
  readonly words: string;
  readonly right: Right | null;
  readonly strike: Micros | null;
  readonly expiry: IsoDate | null;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly volatility: number | null;
  readonly delta: number | null;
  readonly greeksSource: ScanGreeksSource | null;
  readonly quoteAgeMs: number | null;
}

/** A leg with its quote and what the scanner knows of its expiry; null before the expiry was looked at. */
export interface LegMarket {
  readonly leg: SpreadLeg;
  readonly quote: LegQuoteModel;
  readonly view: SmileView | null;
}

/** What the figures of a spread are made of. */
export interface SpreadInputs {
  readonly spread: Spread;
  readonly quantity: number;
  /** Signed price to work the figures with; null for the mid. */
  readonly price: Micros | null;
  /** In the spread's order. */
  readonly legs: readonly LegMarket[];
  readonly underlying: Micros | null;
  readonly chosen: ChosenDay | null;
  readonly at: EpochMs;
  readonly pricing: PricingAssumptions;
}

function pointOf({ leg, view }: LegMarket): SmilePointView | null {
  return view?.points.find(({ conId }) => conId === leg.contract.conId) ?? null;
}

/** The gateway's volatility where there is one, else the scanner's for the contract. */
function volatilityOf(market: LegMarket): Pick<SpreadLegModel, "volatility" | "delta" | "greeksSource"> {
  const { volatility, delta } = market.quote;
  if (!isOptionLeg(market.leg)) return { volatility: null, delta: 1, greeksSource: null };
  if (volatility !== null && delta !== null) return { volatility, delta, greeksSource: "model" };
  const point = pointOf(market);
  if (point === null || point.volatility === null)
    return { volatility, delta, greeksSource: volatility === null ? null : "model" };
  return { volatility: point.volatility, delta: point.delta, greeksSource: point.source };
}

/** A leg as it is shown, for a quantity of spreads. */
export function legModel(market: LegMarket, quantity: number): SpreadLegModel {
  const { leg, quote } = market;
  const { contract, ratio } = leg;
  const option: OptionContract | null = isOptionLeg(leg) ? leg.contract : null;
  const action = ratio > 0 ? "buy" : "sell";
  return {
    conId: contract.conId,
    action,
    ratio: Math.abs(ratio),
    words: legWords(action, quantity * Math.abs(ratio), contract),
    right: option?.right ?? null,
    strike: option?.strike ?? null,
    expiry: option?.expiry ?? null,
    bid: quote.bid,
    ask: quote.ask,
    ...volatilityOf(market),
    quoteAgeMs: quote.quoteAgeMs,
  };
}

/** What the formulas take: each leg at its own volatility, carried at its own expiry's rates. */
export function spreadMarket(
  legs: readonly LegMarket[],
  underlying: Micros | null,
  at: EpochMs,
  pricing: PricingAssumptions,
): SpreadMarket {
  return {
    spot: underlying === null ? null : microsToNumber(underlying),
    at,
    legs: legs.map((market) =>
      isOptionLeg(market.leg)
        ? {
            rate: market.view?.rate ?? pricing.rate ?? 0,
            dividendYield: market.view?.dividendYield ?? pricing.dividendYield,
            volatility: volatilityOf(market).volatility,
          }
        : null,
    ),
  };
}

export function legQuotes(legs: readonly LegMarket[]): readonly LegQuote[] {
  return legs.map(({ quote: { bid, ask } }) => ({ bid, ask }));
}

/** Calendar days to the front expiry. */
export function daysOf(spread: Pick<Spread, "expiry">, at: EpochMs): number {
  return daysToExpiry(at, spread.expiry);
}
