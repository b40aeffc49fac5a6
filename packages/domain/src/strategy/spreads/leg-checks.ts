import type { OptionContract } from "../../contract/contract.ts";
import { formatMicros, microsFromNumber } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { parseIsoDate } from "../../kernel/time.ts";
import { isOptionLeg, SPREAD_LEGS_MAX, type SpreadLeg } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";

/** Contracts of one leg: beyond it is a slip. Sums of payoffs stay exact integers below both limits. */
export const LEG_RATIO_MAX = 100;
const STRIKE_MAX = microsFromNumber(10_000_000);
const MULTIPLIER_MAX = 1_000_000;

/** What one leg alone has wrong, null when nothing. `lot` is the options' multiplier. */
export function legRefusal(leg: SpreadLeg, index: number, lot: number | null): Refusal | null {
  const { ratio, contract } = leg;
  if (!Number.isSafeInteger(contract.conId) || contract.conId <= 0) {
    const message = "A leg has no contract id.";
    const inputs = { conId: Number.isFinite(contract.conId) ? contract.conId : null };
    return spreadFault(
      "contract-unknown",
      `legs[${index}].contract.conId`,
      message,
      inputs,
      "above 0",
      "Load the contract first.",
    );
  }
  const unit = isOptionLeg(leg) ? 1 : (lot ?? 1);
  if (!Number.isInteger(ratio) || ratio === 0 || Math.abs(ratio) > LEG_RATIO_MAX * unit) {
    const limit = `a whole number but 0, -${LEG_RATIO_MAX * unit} to ${LEG_RATIO_MAX * unit}`;
    const message = "The ratio of a leg is not a whole number of contracts or shares, or is far too large.";
    const inputs = { ratio: Number.isFinite(ratio) ? ratio : null };
    return spreadFault(
      "ratio-invalid",
      `legs[${index}].ratio`,
      message,
      inputs,
      limit,
      "Use 1 for one contract bought, -1 for one sold.",
    );
  }
  if (isOptionLeg(leg)) return optionRefusal(leg.contract, index);
  if (ratio % unit !== 0) {
    const message = `${Math.abs(ratio)} shares are no whole number of lots of ${unit}, for which one option stands.`;
    const nearest = Math.max(1, Math.round(Math.abs(ratio) / unit)) * unit;
    return spreadFault(
      "shares-not-lots",
      `legs[${index}].ratio`,
      message,
      { ratio },
      `a multiple of ${unit}`,
      `Use ${nearest} shares.`,
    );
  }
  return null;
}

function optionRefusal({ strike, multiplier, expiry }: OptionContract, index: number): Refusal | null {
  if (!Number.isSafeInteger(strike) || strike <= 0 || strike > STRIKE_MAX) {
    const inputs = { strike: Number.isFinite(strike) ? strike : null };
    const limit = `above 0, at most ${formatMicros(STRIKE_MAX)}`;
    return spreadFault(
      "strike-invalid",
      `legs[${index}].contract.strike`,
      "A leg's strike has no meaning.",
      inputs,
      limit,
      "Load the contract again.",
    );
  }
  if (!Number.isInteger(multiplier) || multiplier < 1 || multiplier > MULTIPLIER_MAX) {
    const inputs = { multiplier: Number.isFinite(multiplier) ? multiplier : null };
    const limit = `1 to ${MULTIPLIER_MAX}, whole`;
    return spreadFault(
      "multiplier-invalid",
      `legs[${index}].contract.multiplier`,
      "A leg's multiplier has no meaning.",
      inputs,
      limit,
      "Load the contract again.",
    );
  }
  if (parseIsoDate(expiry) === null) {
    return spreadFault(
      "expiry-invalid",
      `legs[${index}].contract.expiry`,
      "A leg's expiry is no date.",
      { expiry },
      "YYYY-MM-DD",
      "Load the contract again.",
    );
  }
  return null;
}

const SHARED_TERMS = [
  ["symbol", "underlying"],
  ["currency", "currency"],
  ["multiplier", "multiplier"],
  ["underlyingConId", "underlying's contract id"],
] as const;

function termOf({ contract }: SpreadLeg, term: (typeof SHARED_TERMS)[number][0]): string | number | null {
  if (contract.kind === "option") return contract[term];
  if (term === "multiplier") return null;
  return term === "underlyingConId" ? contract.conId : contract[term];
}

/** The first difference in what all legs must share, null when there is none. */
export function mismatchRefusal(legs: readonly SpreadLeg[]): Refusal | null {
  for (const [term, name] of SHARED_TERMS) {
    let first: string | number | null = null;
    for (const [index, leg] of legs.entries()) {
      const value = termOf(leg, term);
      first ??= value;
      if (value === null || value === first) continue;
      const message = `The legs of a spread have one ${name}: one has ${first}, another ${value}.`;
      const inputs = { expected: first, found: value };
      const remedy = `Choose a leg with ${name} ${first}.`;
      return spreadFault(
        "legs-differ",
        `legs[${index}].contract.${term}`,
        message,
        inputs,
        `same ${name}`,
        remedy,
      );
    }
  }
  return classRefusal(legs);
}

/** Options of one expiry but of two trading classes settle differently, or into different things. */
function classRefusal(legs: readonly SpreadLeg[]): Refusal | null {
  for (const [index, { contract }] of legs.entries()) {
    if (contract.kind === "stock") continue;
    const known = legs.find(
      (other) => other.contract.kind === "option" && other.contract.expiry === contract.expiry,
    );
    if (known === undefined || !isOptionLeg(known)) continue;
    const expected = known.contract.tradingClass;
    if (expected === contract.tradingClass) continue;
    const message = `The options of one expiry have one trading class: one has ${expected}, another ${contract.tradingClass}.`;
    const inputs = { expected, found: contract.tradingClass };
    const field = `legs[${index}].contract.tradingClass`;
    const remedy = `Choose a leg of trading class ${expected}.`;
    return spreadFault("legs-differ", field, message, inputs, "same trading class", remedy);
  }
  return null;
}

function isSameSeries({ contract: a }: SpreadLeg, { contract: b }: SpreadLeg): boolean {
  if (a.kind === "stock" || b.kind === "stock") return a.kind === b.kind && a.symbol === b.symbol;
  return (
    a.tradingClass === b.tradingClass && a.expiry === b.expiry && a.strike === b.strike && a.right === b.right
  );
}

function seriesWords({ contract }: SpreadLeg): string {
  if (contract.kind === "stock") return contract.symbol;
  return `${contract.tradingClass} ${contract.expiry} ${formatMicros(contract.strike)} ${contract.right}`;
}

/** Two descriptions of one contract that contradict each other, or two contract ids for one option; null when sound. */
export function contradictionRefusal(legs: readonly SpreadLeg[]): Refusal | null {
  for (const [index, leg] of legs.entries()) {
    const { conId } = leg.contract;
    for (const other of legs) {
      if (other === leg) break;
      const isOneId = other.contract.conId === conId;
      if (isOneId === isSameSeries(other, leg)) continue;
      const series = seriesWords(leg);
      const [message, field] = isOneId
        ? [`Contract ${conId} is given as ${seriesWords(other)} and as ${series}.`, `legs[${index}].contract`]
        : [
            `${series} is given as contract ${other.contract.conId} and as ${conId}.`,
            `legs[${index}].contract.conId`,
          ];
      return spreadFault(
        "contract-contradictory",
        field,
        message,
        { conId, series },
        null,
        "Load the contract again.",
      );
    }
  }
  return null;
}

/** Too few or too many legs, counted before (0) and after the same contracts were added up. */
export function countRefusal(legs: readonly SpreadLeg[], given: number): Refusal | null {
  const inputs = { legs: legs.length };
  const limit = `1 to ${SPREAD_LEGS_MAX} legs, at least one of them an option`;
  if (given === 0) {
    return spreadFault("no-legs", "legs", "A spread has at least one leg.", inputs, limit, "Choose a leg.");
  }
  if (legs.length === 0) {
    return spreadFault(
      "legs-cancel",
      "legs",
      "The legs cancel each other: nothing is left.",
      inputs,
      limit,
      "Choose legs that differ.",
    );
  }
  if (legs.length > SPREAD_LEGS_MAX) {
    const message = `${legs.length} legs are more than a combo may have.`;
    return spreadFault(
      "too-many-legs",
      "legs",
      message,
      inputs,
      limit,
      `Use at most ${SPREAD_LEGS_MAX} legs.`,
    );
  }
  if (!legs.some(isOptionLeg)) {
    return spreadFault(
      "no-option",
      "legs",
      "Shares alone are no option spread.",
      inputs,
      limit,
      "Add an option.",
    );
  }
  return null;
}
