import { type Micros, micros, scaleMicros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { cashSecuredPut, type SpreadMargin, spreadMargin, tiedUp } from "../../margin/spread-margin.ts";
import type { SpreadOutcome } from "./outcome.ts";
import { isOptionLeg, legWeight, type Spread } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

/** Gain to be had for each unit at risk: infinite with an unlimited gain or nothing at risk, 0 with an unlimited loss. */
export function rewardToRisk({ maxGain, maxLoss }: Pick<SpreadOutcome, "maxGain" | "maxLoss">): number {
  if (maxLoss === null) return 0;
  return maxGain === null || maxLoss <= 0 ? Infinity : maxGain / maxLoss;
}

/** What one spread, its multiplier in it, asks of an account, in micros. */
export interface SpreadFunds extends SpreadMargin {
  /** What opening it takes of the available funds: the base of a return on margin. */
  readonly tiedUp: Micros;
}

export type SpreadFundsResult =
  | { readonly kind: "funds"; readonly funds: SpreadFunds }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * The margin of one spread opened at `price` by the rules of a margin account (`spreadMargin`); of a cash-secured put
 * the strike, in cash. `marks` are the legs' values a share in the spread's order. Refused for as many marks as there are
 * no legs (`spread.marks`), and for what `spreadMargin` refuses.
 */
export function fundsOf(
  spread: Spread,
  {
    price,
    marks,
    spot,
  }: { readonly price: Micros; readonly marks: readonly Micros[]; readonly spot: Micros },
): SpreadFundsResult {
  const legs = spread.legs.flatMap((leg, index) => {
    const mark = marks[index];
    return mark === undefined ? [] : [{ ...leg, mark, weight: legWeight(spread, leg) }];
  });
  if (legs.length !== spread.legs.length || marks.length !== legs.length) {
    const limit = `one for each of the ${spread.legs.length} legs`;
    const message = "The marks are not those of the legs.";
    const inputs = { marks: marks.length };
    return {
      kind: "refused",
      refusal: spreadFault("marks", "marks", message, inputs, limit, `Give ${limit}.`),
    };
  }
  const result = spreadMargin({ legs, spot });
  if (result.kind === "refused") return result;
  const [only] = legs;
  const isSecured = spread.kind === "cashSecuredPut" && only !== undefined && isOptionLeg(only);
  const margin = isSecured ? cashSecuredPut(only.contract, only.mark) : result.margin;
  const value = micros(legs.reduce((sum, { weight, mark }) => sum + weight * mark, 0));
  const paid = scaleMicros(price, spread.multiplier);
  return {
    kind: "funds",
    funds: { ...margin, tiedUp: tiedUp(margin, paid, scaleMicros(value, spread.multiplier)) },
  };
}

/** Gain over the funds that it ties up, both of one spread: infinite when the gain is unlimited, null when nothing is tied up. */
export function returnOnMargin(gain: Micros | null, funds: Pick<SpreadFunds, "tiedUp">): number | null {
  if (funds.tiedUp <= 0) return null;
  return gain === null ? Infinity : gain / funds.tiedUp;
}

/**
 * A return as that of a year by simple interest, ACT/365: times 365 over the calendar days to the front expiry. Null when
 * no day is left.
 */
export function annualised(share: number, daysToExpiry: number): number | null {
  return daysToExpiry > 0 ? (share * 365) / daysToExpiry : null;
}
