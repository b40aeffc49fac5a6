import type { EpochMs, IsoDate, Micros, Refusal, Spread, SpreadLeg } from "@legbook/domain";
import type { SmileView } from "@legbook/engine/ports";
import { quoteView, type ViewStates } from "@legbook/projections";
import type { NamedLeg } from "../schema/spread-legs.ts";
import { type SpreadFigures, spreadFigures } from "./spread.ts";
import type { LegMarket, LegQuoteModel, PricingAssumptions } from "./spread-market.ts";
import type { ChosenDay } from "./spread-payoff.ts";

/** A spread as a client asks for it. */
export interface SpreadRequest {
  readonly symbol: string;
  readonly legs: readonly NamedLeg[];
  readonly quantity: number;
  readonly price?: Micros | null | undefined;
  readonly chosen?: ChosenDay | null | undefined;
}

/** What a spread's figures are read from, at one moment. */
export interface SpreadSight {
  readonly views: Pick<ViewStates, "market">;
  readonly now: EpochMs;
  readonly pricing: PricingAssumptions;
  readonly smile: (expiry: IsoDate) => SmileView | null;
}

const NO_QUOTE: LegQuoteModel = { bid: null, ask: null, volatility: null, delta: null, quoteAgeMs: null };

/** The figures of a spread whose legs were reduced by `count`: two of 2 against 2 are four of 1 against 1. */
export function spreadFiguresAt(
  sight: SpreadSight,
  { quantity, price, chosen }: SpreadRequest,
  spread: Spread,
  count: number,
): SpreadFigures {
  return spreadFigures({
    spread,
    quantity: quantity * count,
    price: price ?? null,
    chosen: chosen ?? null,
    legs: spread.legs.map((leg) => legMarket(sight, leg)),
    underlying: underlyingPrice(sight, spread.underlyingConId),
    at: sight.now,
    pricing: sight.pricing,
  });
}

function legMarket({ views, now, smile }: SpreadSight, leg: SpreadLeg): LegMarket {
  const { contract } = leg;
  return {
    leg,
    quote: quoteView(views.market, contract.conId, now) ?? NO_QUOTE,
    view: contract.kind === "option" ? smile(contract.expiry) : null,
  };
}

/** Mid of the underlying, else its last trade. */
function underlyingPrice({ views, now }: SpreadSight, conId: number): Micros | null {
  const quote = quoteView(views.market, conId, now);
  if (quote === null) return null;
  if (quote.bid === null || quote.ask === null) return quote.last;
  return Math.round((quote.bid + quote.ask) / 2) as Micros;
}

/** For a quantity below one. */
export function quantityRefusal(quantity: number): Refusal {
  return {
    code: "spread.quantity-not-positive",
    message: `A quantity of ${quantity} spreads cannot be traded.`,
    field: "quantity",
    inputs: { quantity },
    limit: "at least 1",
    remedy: "Ask for 1 spread or more.",
  };
}
