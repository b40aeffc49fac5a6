import {
  annualised,
  fundsOf,
  type Micros,
  micros,
  returnOnMargin,
  scaleMicros,
  type SpreadOutcome,
} from "@legbook/domain";
import { type Money, money } from "../schema/money.ts";
import { daysOf, type SpreadInputs } from "./spread-market.ts";

/** By the rules of a margin account, as if nothing else were held; null where a mark is missing. */
export interface SpreadMarginModel {
  readonly marginInitial: Money | null;
  readonly marginMaintenance: Money | null;
  /** What opening takes of the available funds. */
  readonly tiedUp: Money | null;
  /** Null for an unlimited gain and where nothing is tied up. */
  readonly returnOnMargin: number | null;
  readonly annualisedReturnOnMargin: number | null;
}

const UNKNOWN: SpreadMarginModel = {
  marginInitial: null,
  marginMaintenance: null,
  tiedUp: null,
  returnOnMargin: null,
  annualisedReturnOnMargin: null,
};

/** Mid of each leg, the underlying's price of shares; null where one is not known. */
function marksOf({ legs, underlying }: SpreadInputs): readonly Micros[] | null {
  const marks = legs.flatMap(({ leg, quote: { bid, ask } }) => {
    if (leg.contract.kind === "stock") return underlying === null ? [] : [underlying];
    return bid === null || ask === null ? [] : [micros(Math.round((bid + ask) / 2))];
  });
  return marks.length < legs.length ? null : marks;
}

/** What the spread asks of an account, the whole quantity of it. */
export function marginOf(
  inputs: SpreadInputs,
  outcome: SpreadOutcome | null,
  price: Micros | null,
): SpreadMarginModel {
  const { spread, quantity, underlying, at } = inputs;
  const marks = marksOf(inputs);
  if (underlying === null || underlying <= 0 || price === null || marks === null) return UNKNOWN;
  const result = fundsOf(spread, { price, marks, spot: underlying });
  if (result.kind === "refused") return UNKNOWN;
  const { funds } = result;
  const whole = (value: Micros): Money | null => money(scaleMicros(value, quantity), spread.currency);
  const gain =
    outcome === null || outcome.maxGain === null ? null : scaleMicros(outcome.maxGain, spread.multiplier);
  const share = gain === null ? null : returnOnMargin(gain, funds);
  return {
    marginInitial: whole(funds.initial),
    marginMaintenance: whole(funds.maintenance),
    tiedUp: whole(funds.tiedUp),
    returnOnMargin: share,
    annualisedReturnOnMargin: share === null ? null : annualised(share, daysOf(spread, at)),
  };
}
