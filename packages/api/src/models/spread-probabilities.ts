import {
  barrierWorld,
  expectedProfit,
  type MarketDistribution,
  type Micros,
  micros,
  MICROS_PER_UNIT,
  probabilityOfProfit,
  probabilityOfTouch,
  type Spread,
  type SpreadModel,
  type SpreadOutcome,
} from "@legbook/domain";
import { type Money, money } from "../schema/money.ts";

/** What the distribution of the front expiry says; null without one. */
export interface ProbabilityModel {
  readonly distribution: MarketDistribution["source"] | null;
  readonly probabilityOfProfit: number | null;
  readonly probabilityOfTouch: number | null;
  readonly expectedProfit: Money | null;
}

export interface ProbabilityInputs {
  readonly spread: Spread;
  readonly price: Micros | null;
  readonly outcome: SpreadOutcome | null;
  readonly model: SpreadModel | null;
  readonly distribution: MarketDistribution | null;
  /** Quantity times the multiplier. */
  readonly contracts: number;
}

/** A mean is no more exact than that, and reads as money. */
const CENT = MICROS_PER_UNIT / 100;

const NOTHING: ProbabilityModel = {
  distribution: null,
  probabilityOfProfit: null,
  probabilityOfTouch: null,
  expectedProfit: null,
};

/** Of what the distribution says at the front expiry, as far as price, outcome and model are known. */
export function probabilitiesOf(inputs: ProbabilityInputs): ProbabilityModel {
  const { spread, price, outcome, model, distribution, contracts } = inputs;
  if (distribution === null) return NOTHING;
  const canExpect = price !== null && (spread.backExpiry === null || model !== null);
  return {
    distribution: distribution.source,
    probabilityOfProfit: outcome === null ? null : probabilityOfProfit(outcome, distribution),
    probabilityOfTouch:
      model === null ? null : probabilityOfTouch(spread, barrierWorld(model.spot, distribution)),
    expectedProfit: canExpect
      ? money(
          micros(Math.round(expectedProfit(spread, price, distribution, model) * contracts * 100) * CENT),
          spread.currency,
        )
      : null,
  };
}
