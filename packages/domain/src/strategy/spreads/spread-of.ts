import type { IsoDate } from "../../kernel/time.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { contradictionRefusal, countRefusal, legRefusal, mismatchRefusal } from "./leg-checks.ts";
import { payoffOf, priceBounds, sideOfBounds } from "./price-bounds.ts";
import { recognise } from "./recognise.ts";
import { isOptionLeg, type Spread, type SpreadLeg, type SpreadResult } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

/**
 * The spread that legs make: legs of one contract added up, what cancels left out, ratios without common divisor (all
 * told in `changes`), the kind recognised. Refused (`spread.*`, with the field): no leg or more than four, shares alone,
 * legs that cancel, ratios that are no whole numbers, shares that are no whole lots, different underlyings, currencies,
 * multipliers or (of one expiry) trading classes, contracts that contradict each other, strikes or expiries without
 * a meaning. Whether it has expired is `expiredRefusal`'s.
 */
export function spreadOf(given: readonly SpreadLeg[]): SpreadResult {
  const lot = given.find(isOptionLeg)?.contract.multiplier ?? null;
  for (const [index, leg] of given.entries()) {
    const refusal = legRefusal(leg, index, lot);
    if (refusal !== null) return { kind: "refused", refusal };
  }
  const refusal = contradictionRefusal(given) ?? mismatchRefusal(given);
  if (refusal !== null) return { kind: "refused", refusal };
  const { legs: left, merged, cancelled } = addedUp(given);
  const tooFewOrMany = countRefusal(left, given.length);
  if (tooFewOrMany !== null) return { kind: "refused", refusal: tooFewOrMany };
  const unit = (leg: SpreadLeg): number => (isOptionLeg(leg) ? 1 : (lot ?? 1));
  const count = left.reduce((divisor, leg) => commonDivisor(divisor, Math.abs(leg.ratio) / unit(leg)), 0);
  const legs = left.map(({ contract, ratio }) => ({ contract, ratio: ratio / count })).sort(inOrder);
  return {
    kind: "spread",
    spread: built(legs),
    changes: { count, merged, cancelled },
  };
}

/** The same legs, bought where they were sold. */
export function reversed(spread: Spread): Spread {
  return built(spread.legs.map(({ contract, ratio }) => ({ contract, ratio: 0 - ratio })));
}

/** Why a spread cannot be opened on `today` any more, null while it can: an option of it has expired. */
export function expiredRefusal({ expiry }: Pick<Spread, "expiry">, today: IsoDate): Refusal | null {
  if (expiry >= today) return null;
  const message = `${expiry} is past: today is ${today}.`;
  return spreadFault(
    "expired",
    "expiry",
    message,
    { expiry, today },
    `${today} or later`,
    "Choose a later expiry.",
  );
}

function built(legs: readonly SpreadLeg[]): Spread {
  const options = legs.filter(isOptionLeg).map(({ contract }) => contract);
  const [front] = options;
  const last = options.at(-1);
  if (front === undefined || last === undefined) throw new Error("a spread without an option");
  const { symbol, underlyingConId, currency, multiplier, expiry } = front;
  const terms = { legs, multiplier, expiry };
  const payoff = last.expiry === expiry ? payoffOf(terms) : null;
  const bounds = priceBounds(terms, payoff);
  return {
    kind: recognise(terms),
    symbol,
    underlyingConId,
    currency,
    multiplier,
    legs,
    expiry,
    backExpiry: payoff === null ? last.expiry : null,
    side: sideOfBounds(bounds),
    bounds,
    payoff,
  };
}

/** Ratios of legs of one contract summed, in the order of their first mention. */
function addedUp(given: readonly SpreadLeg[]): {
  readonly legs: readonly SpreadLeg[];
  readonly merged: readonly number[];
  readonly cancelled: readonly number[];
} {
  const legs = new Map<number, SpreadLeg>();
  const merged = new Set<number>();
  for (const leg of given) {
    const { conId } = leg.contract;
    const known = legs.get(conId);
    if (known !== undefined) merged.add(conId);
    legs.set(conId, known === undefined ? leg : { contract: leg.contract, ratio: known.ratio + leg.ratio });
  }
  const all = [...legs.values()];
  return {
    legs: all.filter(({ ratio }) => ratio !== 0),
    merged: [...merged],
    cancelled: all.filter(({ ratio }) => ratio === 0).map(({ contract }) => contract.conId),
  };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Shares, then options by expiry and strike, puts before calls. */
function inOrder({ contract: a }: SpreadLeg, { contract: b }: SpreadLeg): number {
  if (a.kind === "stock" || b.kind === "stock")
    return Number(b.kind === "stock") - Number(a.kind === "stock");
  if (a.expiry !== b.expiry) return a.expiry < b.expiry ? -1 : 1;
  return a.strike - b.strike || Number(a.right === "call") - Number(b.right === "call");
}
