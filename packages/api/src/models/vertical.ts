import {
  asSpread,
  COMBO_TICK,
  comboQuote,
  type ComboMarketView,
  type EpochMs,
  greeks,
  type IsoDate,
  legWords,
  lognormalDistribution,
  type Micros,
  microsToNumber,
  netGreeks,
  type OptionContract,
  outcomeAtExpiry,
  payoffColumns,
  probabilityOfProfit,
  type Refusal,
  rewardToRisk,
  type Right,
  scaleMicros,
  type Spread,
  type SpreadModel,
  spreadModel,
  type SpreadOutcome,
  spreadWords,
  thetaPerDay,
  vegaPerPoint,
  type VerticalSpread,
  width,
  yearsToExpiry,
} from "@legbook/domain";
import type { QuoteView } from "@legbook/projections";
import { type Money, money } from "../schema/money.ts";

/** What theoretical values rest on besides quotes; continuously compounded, a year. */
export interface PricingAssumptions {
  readonly rate: number;
  readonly dividendYield: number;
}

export interface VerticalLegModel {
  readonly conId: number;
  readonly action: "buy" | "sell";
  readonly words: string;
  readonly strike: Micros;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly volatility: number | null;
  readonly delta: number | null;
  readonly quoteAgeMs: number | null;
}

export interface PositionGreeksModel {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

export interface PayoffCurveModel {
  readonly underlying: readonly number[];
  readonly atExpiry: readonly number[];
  readonly today: readonly number[] | null;
  readonly oneSigmaLow: number | null;
  readonly oneSigmaHigh: number | null;
}

export interface VerticalModel {
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly right: Right;
  readonly side: "debit" | "credit";
  readonly words: readonly string[];
  readonly width: Micros;
  readonly tick: Micros;
  readonly bid: Micros | null;
  readonly mid: Micros | null;
  readonly ask: Micros | null;
  readonly price: Micros | null;
  readonly underlying: Micros | null;
  readonly maxGain: Money | null;
  readonly maxLoss: Money | null;
  readonly breakeven: Micros | null;
  readonly rewardToRisk: number | null;
  readonly probabilityOfProfit: number | null;
  readonly greeks: PositionGreeksModel | null;
  readonly payoff: PayoffCurveModel | null;
  readonly legs: readonly VerticalLegModel[];
  readonly at: EpochMs;
}

/** One leg's newest values; null where the gateway gave none. */
export type LegQuoteModel = Pick<
  QuoteView,
  "bid" | "ask" | "volatility" | "delta" | "gamma" | "vega" | "theta" | "quoteAgeMs"
>;

export interface VerticalInputs {
  readonly spread: VerticalSpread;
  readonly quantity: number;
  /** Signed price to work the figures with; null for the mid. */
  readonly price: Micros | null;
  readonly longQuote: LegQuoteModel;
  readonly shortQuote: LegQuoteModel;
  readonly underlying: Micros | null;
  readonly at: EpochMs;
  readonly pricing: PricingAssumptions;
}

export type VerticalFigures =
  | { readonly kind: "figures"; readonly model: VerticalModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const PAYOFF_POINTS = 121;
const SIGMAS_SHOWN = 3;

/** The combo's market and what the spread can come to. Whatever the market does not tell is null. */
export function verticalFigures(inputs: VerticalInputs): VerticalFigures {
  const { spread, quantity, longQuote, shortQuote, underlying, at } = inputs;
  const quote = comboQuote(longQuote, shortQuote);
  const price = inputs.price ?? quote.mid;
  const whole = asSpread(spread);
  const result = price === null ? null : outcomeAtExpiry(whole, price);
  if (result?.kind === "refused" && inputs.price !== null) return result;
  const outcome = result?.kind === "outcome" ? result.outcome : null;
  const { longLeg, shortLeg, symbol, expiry, right, side } = spread;
  const contracts = quantity * longLeg.multiplier;
  const reward = outcome === null ? null : rewardToRisk(outcome);
  const world = marketWorld(inputs, whole, outcome);
  const amount = (value: Micros | null | undefined): Money | null =>
    value === undefined || value === null ? null : money(scaleMicros(value, contracts), longLeg.currency);
  return {
    kind: "figures",
    model: {
      symbol,
      expiry,
      right,
      side,
      words: spreadWords(whole, quantity),
      width: width(spread),
      tick: COMBO_TICK,
      ...quote,
      price,
      underlying,
      maxGain: amount(outcome?.maxGain),
      maxLoss: amount(outcome?.maxLoss),
      breakeven: outcome?.breakevens[0] ?? null,
      rewardToRisk: reward !== null && Number.isFinite(reward) ? reward : null,
      probabilityOfProfit: outcome === null || world === null ? null : oddsOf(outcome, world),
      greeks: wholeGreeks(inputs, contracts),
      payoff: price === null || outcome === null ? null : payoff(inputs, whole, price, world),
      legs: [legModel("sell", quantity, shortLeg, shortQuote), legModel("buy", quantity, longLeg, longQuote)],
      at,
    },
  };
}

/** One volatility for the underlying, and the legs at their own. */
interface World {
  readonly model: SpreadModel;
  readonly forward: number;
  readonly years: number;
  readonly volatility: number;
}

/** The lognormal world at the break-even: between the strikes the legs' volatilities are joined by a straight line. */
function marketWorld(inputs: VerticalInputs, whole: Spread, outcome: SpreadOutcome | null): World | null {
  const { spread, longQuote, shortQuote, underlying, at, pricing } = inputs;
  const longVolatility = longQuote.volatility;
  const shortVolatility = shortQuote.volatility;
  const breakeven = outcome?.breakevens[0];
  if (breakeven === undefined || longVolatility === null || shortVolatility === null) return null;
  const result = spreadModel(whole, {
    spot: underlying === null ? null : microsToNumber(underlying),
    at,
    legs: whole.legs.map(({ ratio }) => ({
      ...pricing,
      volatility: ratio > 0 ? longVolatility : shortVolatility,
    })),
  });
  if (result.kind === "refused") return null;
  const { model } = result;
  const { longLeg, shortLeg } = spread;
  const share = (breakeven - longLeg.strike) / (shortLeg.strike - longLeg.strike);
  const years = model.legs[0]?.years ?? 0;
  return {
    model,
    years,
    forward: model.spot * Math.exp((pricing.rate - pricing.dividendYield) * years),
    volatility: longVolatility + share * (shortVolatility - longVolatility),
  };
}

/** Null when no time or volatility is left: nothing is probable then, it is or it is not. */
function oddsOf(outcome: SpreadOutcome, { forward, years, volatility }: World): number | null {
  if (years === 0 || volatility === 0) return null;
  return probabilityOfProfit(outcome, lognormalDistribution({ forward, years, volatility }));
}

function legModel(
  action: "buy" | "sell",
  quantity: number,
  contract: OptionContract,
  quote: LegQuoteModel,
): VerticalLegModel {
  return {
    conId: contract.conId,
    action,
    words: legWords(action, quantity, contract),
    strike: contract.strike,
    bid: quote.bid,
    ask: quote.ask,
    volatility: quote.volatility,
    delta: quote.delta,
    quoteAgeMs: quote.quoteAgeMs,
  };
}

/** The gateway's greeks where it gave all of both legs', else ours at the legs' volatilities, else null. */
function wholeGreeks(inputs: VerticalInputs, contracts: number): PositionGreeksModel | null {
  const long =
    reportedGreeks(inputs.longQuote) ?? computedGreeks(inputs, inputs.spread.longLeg, inputs.longQuote);
  const short =
    reportedGreeks(inputs.shortQuote) ?? computedGreeks(inputs, inputs.spread.shortLeg, inputs.shortQuote);
  if (long === null || short === null) return null;
  const net = netGreeks(
    [
      { weight: 1, greeks: long },
      { weight: -1, greeks: short },
    ],
    ["delta", "gamma", "vega", "theta"],
  );
  return {
    delta: net.delta * contracts,
    gamma: net.gamma * contracts,
    vega: vegaPerPoint(net) * contracts,
    theta: thetaPerDay(net) * contracts,
  };
}

/** The gateway's vega is per point and its theta per day; ours per 1.00 of volatility and per year. */
function reportedGreeks({ delta, gamma, vega, theta }: LegQuoteModel): PositionGreeksModel | null {
  if (delta === null || gamma === null || vega === null || theta === null) return null;
  return { delta, gamma, vega: vega / vegaPerPoint({ vega: 1 }), theta: theta / thetaPerDay({ theta: 1 }) };
}

function computedGreeks(
  { underlying, at, pricing }: VerticalInputs,
  contract: OptionContract,
  { volatility }: LegQuoteModel,
): PositionGreeksModel | null {
  if (underlying === null || underlying <= 0 || volatility === null) return null;
  return greeks({
    right: contract.right,
    spot: microsToNumber(underlying),
    strike: microsToNumber(contract.strike),
    years: yearsToExpiry(at, contract.expiry),
    volatility,
    ...pricing,
  });
}

/** At expiry it needs a price only; today's curve and the one-sigma band need the underlying and both volatilities. */
function payoff(
  { spread, quantity }: VerticalInputs,
  whole: Spread,
  price: Micros,
  world: World | null,
): PayoffCurveModel {
  const strikes = [spread.longLeg.strike, spread.shortLeg.strike].map(microsToNumber);
  const reach = microsToNumber(width(spread));
  const sigma = world === null ? 0 : world.volatility * Math.sqrt(world.years);
  const sigmas = (count: number): number[] =>
    world === null ? [] : [world.model.spot * Math.exp(count * sigma)];
  const result = payoffColumns({
    spread: whole,
    price,
    model: world?.model ?? null,
    from: Math.max(0, Math.min(...strikes.map((strike) => strike - 2 * reach), ...sigmas(-SIGMAS_SHOWN))),
    to: Math.max(...strikes.map((strike) => strike + 2 * reach), ...sigmas(SIGMAS_SHOWN)),
    points: PAYOFF_POINTS,
  });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  const { underlying, atExpiry, atModel } = result.columns;
  const times = (column: readonly number[]): number[] => column.map((profit) => profit * quantity);
  return {
    underlying,
    atExpiry: times(atExpiry),
    today: atModel === null ? null : times(atModel),
    oneSigmaLow: sigmas(-1)[0] ?? null,
    oneSigmaHigh: sigmas(1)[0] ?? null,
  };
}

/** The legs' values as the engine saw them, with the greeks of the views beside them. */
export function legQuoteOf(
  view: ComboMarketView,
  contract: OptionContract,
  quote: QuoteView | null,
): LegQuoteModel {
  const leg = view.legs.find(({ conId }) => conId === contract.conId);
  return {
    bid: leg?.bid ?? null,
    ask: leg?.ask ?? null,
    volatility: leg?.volatility ?? null,
    delta: leg?.delta ?? null,
    gamma: quote?.gamma ?? null,
    vega: quote?.vega ?? null,
    theta: quote?.theta ?? null,
    quoteAgeMs: leg === undefined || leg.quotedAt === null ? null : Math.max(0, view.at - leg.quotedAt),
  };
}
