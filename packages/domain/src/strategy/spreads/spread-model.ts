import { yearsToExpiry } from "../../contract/settlement.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import type { EpochMs } from "../../kernel/time.ts";
import { isOptionLeg, type Spread } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

/** What an option leg's theoretical value depends on besides the underlying; rates continuously compounded, a year. */
export interface LegModel {
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
  /** The leg's own: 0.2 is 20 %. */
  readonly volatility: number;
}

/** A spread's legs in the market: one model a leg in the spread's order, null for shares. Numbers that have a meaning. */
export interface SpreadModel {
  /** Price of the underlying a share. */
  readonly spot: number;
  readonly legs: readonly (LegModel | null)[];
}

/** What the market says now; null where it says nothing. */
export interface SpreadMarket {
  readonly spot: number | null;
  readonly at: EpochMs;
  /** One a leg in the spread's order; shares' are not looked at. */
  readonly legs: readonly (
    | (Omit<LegModel, "years" | "volatility"> & { readonly volatility: number | null })
    | null
  )[];
}

export type SpreadModelResult =
  | { readonly kind: "model"; readonly model: SpreadModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * The rates with which Black-Scholes-Merton gives what Black-76 gives on a forward: rate = -ln(discount)/years,
 * dividendYield = rate - ln(forward/spot)/years. All above 0, else `RangeError`.
 */
export function carryOfForward(input: {
  readonly spot: number;
  readonly forward: number;
  readonly discount: number;
  readonly years: number;
}): Pick<LegModel, "rate" | "dividendYield"> {
  const { spot, forward, discount, years } = input;
  const sane =
    Math.min(spot, forward, discount, years) > 0 && Number.isFinite(spot + forward + discount + years);
  if (!sane) throw new RangeError(`no carry follows from ${JSON.stringify(input)}`);
  const rate = 0 - Math.log(discount) / years;
  return { rate, dividendYield: rate - Math.log(forward / spot) / years };
}

/**
 * The model of a spread at a moment, or which input is missing or has no meaning (`spread.model-input`, with the field:
 * `spot`, `legs`, `legs[1].volatility`). Options past their settlement have no time left.
 */
export function spreadModel(spread: Pick<Spread, "legs">, market: SpreadMarket): SpreadModelResult {
  const { spot, at } = market;
  if (spot === null || !(spot > 0 && spot < Infinity)) return refused("spot", spot, "above 0");
  if (market.legs.length !== spread.legs.length) {
    return refused("legs", market.legs.length, `one for each of the ${spread.legs.length} legs`);
  }
  const legs: (LegModel | null)[] = [];
  for (const [index, leg] of spread.legs.entries()) {
    if (!isOptionLeg(leg)) {
      legs.push(null);
      continue;
    }
    const field = `legs[${index}]`;
    const terms = market.legs[index];
    if (terms === null || terms === undefined) return refused(field, null, "volatility and rates");
    const { volatility, rate, dividendYield } = terms;
    if (volatility === null || !(volatility >= 0 && volatility < Infinity)) {
      return refused(`${field}.volatility`, volatility, "0 or above");
    }
    if (!Number.isFinite(rate)) return refused(`${field}.rate`, rate, "a number");
    if (!Number.isFinite(dividendYield)) return refused(`${field}.dividendYield`, dividendYield, "a number");
    legs.push({ years: yearsToExpiry(at, leg.contract.expiry), rate, dividendYield, volatility });
  }
  return { kind: "model", model: { spot, legs } };
}

/** A later moment and another volatility: `years` from now, `volatility` is added to every leg's. */
export interface ModelShift {
  readonly years: number;
  readonly volatility: number;
}

/** Time to the front expiry: the least of the legs'. */
export function yearsToFront({ legs }: SpreadModel): number {
  return legs.reduce((least, leg) => (leg === null ? least : Math.min(least, leg.years)), Infinity);
}

/**
 * The model later and at shifted volatilities, each leg from its own. Refused (`spread.shift`): no number, back in time, a
 * volatility below 0, and beyond the front expiry (which ends the spread) while other legs live on.
 */
export function shiftedModel(model: SpreadModel, shift: ModelShift): SpreadModelResult {
  const { years, volatility } = shift;
  const options = model.legs.filter((leg) => leg !== null);
  const front = yearsToFront(model);
  const last = options.reduce((most, leg) => Math.max(most, leg.years), 0);
  const longest = last > front ? front : Infinity;
  if (!(years >= 0 && years <= longest && years < Infinity)) {
    const limit = longest === Infinity ? "0 or above" : `0 to ${longest}, the front expiry`;
    return shiftRefused("years", years, limit);
  }
  const lowest = options.reduce((least, leg) => Math.min(least, leg.volatility), Infinity);
  if (!(lowest + volatility >= 0 && volatility < Infinity)) {
    return shiftRefused("volatility", volatility, `at least ${0 - lowest}`);
  }
  const legs = model.legs.map((leg) =>
    leg === null
      ? null
      : { ...leg, years: Math.max(0, leg.years - years), volatility: leg.volatility + volatility },
  );
  return { kind: "model", model: { spot: model.spot, legs } };
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function refused(field: string, value: number | null, limit: string): SpreadModelResult {
  const message = value === null ? `${field} is not known.` : `${field} has no meaning: ${value}.`;
  const remedy = "Wait for a quote, or give the value.";
  const inputs = { [field]: finiteOrNull(value) };
  return { kind: "refused", refusal: spreadFault("model-input", field, message, inputs, limit, remedy) };
}

function shiftRefused(field: keyof ModelShift, value: number, limit: string): SpreadModelResult {
  const message = `A shift of ${field} by ${value} has no meaning here.`;
  const inputs = { [field]: finiteOrNull(value) };
  const refusal = spreadFault("shift", field, message, inputs, limit, `Use ${limit}.`);
  return { kind: "refused", refusal };
}
