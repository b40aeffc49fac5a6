import {
  COMBO_TICK,
  type EpochMs,
  type IsoDate,
  lognormalDistribution,
  type MarketDistribution,
  type Micros,
  micros,
  outcomeAtExpiry,
  outcomeAtFrontExpiry,
  type ProbabilityBand,
  priceRefusal,
  type Refusal,
  rewardToRisk,
  scaleMicros,
  sideAt,
  type Spread,
  spreadGreeks,
  spreadModel,
  type SpreadModel,
  type SpreadOutcome,
  spreadQuote,
  type SpreadSide,
  spreadTitle,
  spreadWords,
  type StrategyKind,
  thetaPerDay,
  vegaPerPoint,
} from "@legbook/domain";
import { type Money, money } from "../schema/money.ts";
import {
  daysOf,
  legModel,
  legQuotes,
  type SpreadInputs,
  type SpreadLegModel,
  spreadMarket,
} from "./spread-market.ts";
import { type SpreadMarginModel, marginOf } from "./spread-margin.ts";
import { bandsOf, type PayoffModel, payoffOf } from "./spread-payoff.ts";
import { type ProbabilityModel, probabilitiesOf } from "./spread-probabilities.ts";

/** Of the whole quantity; vega per volatility point, theta per calendar day. */
export interface PositionGreeksModel {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
}

export interface SpreadModelView extends ProbabilityModel, SpreadMarginModel {
  readonly kind: StrategyKind;
  readonly symbol: string;
  readonly title: string;
  readonly words: readonly string[];
  readonly expiry: IsoDate;
  readonly backExpiry: IsoDate | null;
  readonly daysToExpiry: number;
  readonly side: SpreadSide;
  readonly quantity: number;
  readonly width: Micros | null;
  readonly tick: Micros;
  readonly bid: Micros | null;
  readonly mid: Micros | null;
  readonly ask: Micros | null;
  readonly price: Micros | null;
  readonly underlying: Micros | null;
  /** How max gain, max loss and breakevens were found; null while they are not known. */
  readonly basis: SpreadOutcome["basis"] | null;
  readonly maxGain: Money | null;
  readonly gainUnlimited: boolean;
  readonly maxLoss: Money | null;
  readonly lossUnlimited: boolean;
  readonly breakevens: readonly Micros[];
  readonly rewardToRisk: number | null;
  readonly greeks: PositionGreeksModel | null;
  readonly bands: readonly ProbabilityBand[];
  readonly payoff: PayoffModel | null;
  readonly legs: readonly SpreadLegModel[];
  /** Why curves, greeks and probabilities are missing; null when they are there. */
  readonly missing: string | null;
  readonly anchoredAt: EpochMs | null;
  readonly at: EpochMs;
}

export type SpreadFigures =
  | { readonly kind: "figures"; readonly model: SpreadModelView }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** The combo's market and what the spread can come to. Whatever the market does not tell is null. */
export function spreadFigures(inputs: SpreadInputs): SpreadFigures {
  const { spread, quantity, legs, underlying, at, pricing } = inputs;
  const quote = spreadQuote(spread, legQuotes(legs));
  const price = inputs.price ?? quote.mid;
  const refusal = inputs.price === null ? null : priceRefusal(spread, inputs.price);
  if (refusal !== null) return { kind: "refused", refusal: { ...refusal, field: "price" } };
  const modelled = spreadModel(spread, spreadMarket(legs, underlying, at, pricing));
  const model = modelled.kind === "model" ? modelled.model : null;
  const distribution = distributionOf(inputs, model);
  const outcome = price === null ? null : outcomeOf(spread, price, model);
  const payoff = price === null ? null : payoffOf({ ...inputs, price, model, distribution });
  if (payoff?.kind === "refused") return { kind: "refused", refusal: payoff.refusal };
  const contracts = quantity * spread.multiplier;
  const amount = (value: Micros | null | undefined): Money | null =>
    money(value === null || value === undefined ? null : scaleMicros(value, contracts), spread.currency);
  const reward = outcome === null ? null : rewardToRisk(outcome);
  return {
    kind: "figures",
    model: {
      kind: spread.kind,
      symbol: spread.symbol,
      title: spreadTitle(spread),
      words: spreadWords(spread, quantity),
      expiry: spread.expiry,
      backExpiry: spread.backExpiry,
      daysToExpiry: daysOf(spread, at),
      side: sideAt(spread, price ?? micros(0)),
      quantity,
      width: widthOf(spread),
      tick: COMBO_TICK,
      ...quote,
      price,
      underlying,
      basis: outcome?.basis ?? null,
      maxGain: amount(outcome?.maxGain),
      gainUnlimited: outcome !== null && outcome.maxGain === null,
      maxLoss: amount(outcome?.maxLoss),
      lossUnlimited: outcome !== null && outcome.maxLoss === null,
      breakevens: outcome?.breakevens ?? [],
      rewardToRisk: reward !== null && Number.isFinite(reward) ? reward : null,
      ...probabilitiesOf({ spread, price, outcome, model, distribution, contracts }),
      ...marginOf(inputs, outcome, price),
      greeks: model === null ? null : wholeGreeks(spread, model, contracts),
      bands: bandsOf(distribution),
      payoff: payoff?.payoff ?? null,
      legs: legs.map((market) => legModel(market, quantity)),
      missing: modelled.kind === "refused" ? modelled.refusal.message : null,
      anchoredAt: frontView(inputs)?.anchoredAt ?? null,
      at,
    },
  };
}

function frontView({ spread, legs }: SpreadInputs) {
  return legs.find(({ view }) => view?.expiry === spread.expiry)?.view ?? null;
}

/** The market's own for the front expiry, else a lognormal one of the front legs' mean volatility. */
function distributionOf(inputs: SpreadInputs, model: SpreadModel | null): MarketDistribution | null {
  const known = frontView(inputs)?.distribution ?? null;
  if (known !== null || model === null) return known;
  const { spread } = inputs;
  const front = model.legs.filter((leg, index) => {
    const contract = spread.legs[index]?.contract;
    return leg !== null && contract?.kind === "option" && contract.expiry === spread.expiry;
  });
  const [first] = front;
  if (first === undefined || first === null || first.years <= 0) return null;
  const volatility = front.reduce((sum, leg) => sum + (leg?.volatility ?? 0), 0) / front.length;
  if (volatility <= 0) return null;
  const forward = model.spot * Math.exp((first.rate - first.dividendYield) * first.years);
  return lognormalDistribution({ forward, years: first.years, volatility });
}

/** The distance of the strikes of two legs or wings; null with one strike. */
function widthOf({ legs }: Spread): Micros | null {
  const strikes = legs.flatMap(({ contract }) => (contract.kind === "option" ? [contract.strike] : []));
  const sorted = [...new Set(strikes)].toSorted((a, b) => a - b);
  if (sorted.length < 2) return null;
  const gaps = sorted.slice(1).map((strike, index) => strike - (sorted[index] ?? strike));
  return micros(legs.length > 2 ? Math.max(gaps[0] ?? 0, gaps.at(-1) ?? 0) : Math.max(...gaps));
}

/** Exact for one expiry; null while legs of several have no model. */
function outcomeOf(spread: Spread, price: Micros, model: SpreadModel | null): SpreadOutcome | null {
  const result = model === null ? outcomeAtExpiry(spread, price) : outcomeAtFrontExpiry(spread, price, model);
  return result.kind === "outcome" ? result.outcome : null;
}

function wholeGreeks(spread: Spread, model: SpreadModel, contracts: number): PositionGreeksModel {
  const net = spreadGreeks(spread, model);
  return {
    delta: net.delta * contracts,
    gamma: net.gamma * contracts,
    vega: vegaPerPoint(net) * contracts,
    theta: thetaPerDay(net) * contracts,
    rho: (net.rho * contracts) / 100,
  };
}
