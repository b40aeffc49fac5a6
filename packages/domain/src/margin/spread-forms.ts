import type { OptionContract } from "../contract/contract.ts";
import type { Amount } from "./book.ts";
import {
  butterflyMargin,
  coveredLoss,
  ironMargin,
  type MarginedOption,
  pairedMargin,
  shortButterflyMargin,
  strangleMargin,
} from "./closed-forms.ts";
import { uncoveredShareOption } from "./rules.ts";

/** `ratio` contracts of one spread, negative when sold, and what the option is worth a share. */
export interface OptionLeg {
  readonly contract: OptionContract;
  readonly ratio: number;
  readonly mark: Amount;
}

/** An option leg with the amounts that closed forms take, all a contract. */
interface Line extends MarginedOption {
  readonly sign: 1 | -1;
  readonly expiry: string;
  readonly count: number;
}

function lineOf({ contract, ratio, mark }: OptionLeg, spot: Amount): Line {
  const { right, strike, multiplier, expiry } = contract;
  const sign = right === "call" ? 1 : -1;
  return {
    sign,
    expiry,
    strike: strike * multiplier,
    value: mark * multiplier,
    uncovered: uncoveredShareOption(sign, strike, spot, multiplier),
    count: Math.abs(ratio),
  };
}

function sum(lines: readonly Line[], part: (line: Line) => Amount): Amount {
  return lines.reduce((total, line) => total + line.count * part(line), 0);
}

const covers = (long: Line, short: Line): boolean => long.sign === short.sign && long.expiry >= short.expiry;

/** The requirement of two legs, or of legs of one side only; null for shapes without a closed form. */
function simpleForm(shorts: readonly Line[], longs: readonly Line[]): Amount | null {
  if (shorts.length === 0) return sum(longs, ({ value }) => value);
  if (shorts.length === 1) {
    const [short] = shorts as [Line];
    if (!longs.some((long) => covers(long, short))) {
      return short.count * short.uncovered + sum(longs, ({ value }) => value);
    }
    if (longs.length !== 1) return null;
    const [long] = longs as [Line];
    const loss = coveredLoss(short.sign, short.strike, long.strike);
    return pairedMargin(short.count, short.value, short.uncovered, long.count, long.value, loss);
  }
  if (shorts.length !== 2 || longs.length > 0) return null;
  const [a, b] = shorts as [Line, Line];
  if (a.sign === b.sign) return sum(shorts, ({ uncovered }) => uncovered);
  if (a.count !== b.count) return null;
  const [call, put] = a.sign === 1 ? [a, b] : [b, a];
  return a.count * strangleMargin(call.value, call.uncovered, put.value, put.uncovered);
}

const endTogether = (lines: readonly Line[]): boolean =>
  lines.every(({ expiry }) => expiry === lines[0]?.expiry);

/** A pair of calls and one of puts, one of each; null for anything else. */
function ironForm(shorts: readonly Line[], longs: readonly Line[]): Amount | null {
  const of = (lines: readonly Line[], sign: 1 | -1): Line | undefined =>
    lines.find((line) => line.sign === sign && line.count === 1);
  const [shortCall, shortPut] = [of(shorts, 1), of(shorts, -1)];
  const [longCall, longPut] = [of(longs, 1), of(longs, -1)];
  if (!shortCall || !shortPut || !longCall || !longPut || !endTogether(shorts)) return null;
  if (!covers(longCall, shortCall) || !covers(longPut, shortPut)) return null;
  return ironMargin(shortCall, longCall, shortPut, longPut);
}

/** Three strikes of one right and expiry, one to two to one; null for anything else. */
function butterflyForm(shorts: readonly Line[], longs: readonly Line[]): Amount | null {
  const lines = [...shorts, ...longs].toSorted((a, b) => a.strike - b.strike);
  const [low, body, high] = lines as [Line, Line, Line];
  if (!endTogether(lines) || lines.some(({ sign }) => sign !== low.sign)) return null;
  if (low.count !== 1 || body.count !== 2 || high.count !== 1) return null;
  if (shorts.length === 1 && shorts[0] === body) return butterflyMargin(low.sign, low, body, high);
  return longs.length === 1 && longs[0] === body ? shortButterflyMargin(low.sign, low, body, high) : null;
}

/**
 * The requirement of one spread of options of one multiplier by its closed form, in micros; null when its shape has none
 * (`marginOfBook` knows then).
 */
export function closedFormMargin(legs: readonly OptionLeg[], spot: Amount): Amount | null {
  if (legs.some(({ contract }) => contract.multiplier !== legs[0]?.contract.multiplier)) return null;
  const lines = (sign: 1 | -1): readonly Line[] =>
    legs.filter(({ ratio }) => sign * ratio > 0).map((leg) => lineOf(leg, spot));
  const [shorts, longs] = [lines(-1), lines(1)];
  const simple = simpleForm(shorts, longs);
  if (simple !== null) return simple;
  if (shorts.length === 2 && longs.length === 2) return ironForm(shorts, longs);
  return shorts.length + longs.length === 3 ? butterflyForm(shorts, longs) : null;
}
