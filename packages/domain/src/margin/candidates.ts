import { type Amount, type Book, livesAsLong, type MarginRequirement, type OptionLine } from "./book.ts";
import * as rules from "./rules.ts";

/** What a strategy takes of the book: a long or short line's contracts, or shares. */
export interface Use {
  /** Shorts first, then longs, then the shares. */
  readonly line: number;
  readonly units: number;
}

/** One way to margin some of a book's positions together, for one contract of each. */
export interface Strategy {
  readonly name: string;
  readonly uses: readonly Use[];
  /** For a spread: what it is worth. What it may lose is shared with the spreads that it ends with. */
  readonly requirement: MarginRequirement;
  readonly spread: { readonly short: OptionLine; readonly long: OptionLine } | null;
}

function both(amount: Amount): MarginRequirement {
  return { initial: amount, maintenance: amount };
}

interface Indexed {
  readonly line: number;
  readonly option: OptionLine;
}

/** The book's lines by side and right, with the numbers that strategies name them by. */
interface Sides {
  readonly shortCalls: readonly Indexed[];
  readonly shortPuts: readonly Indexed[];
  readonly longCalls: readonly Indexed[];
  readonly longPuts: readonly Indexed[];
  readonly sharesLine: number;
}

function sidesOf({ shorts, longs }: Book): Sides {
  const indexed = (lines: readonly OptionLine[], from: number): readonly Indexed[] =>
    lines.map((option, index) => ({ line: from + index, option }));
  const [short, long] = [indexed(shorts, 0), indexed(longs, shorts.length)];
  const of = (lines: readonly Indexed[], right: "call" | "put"): readonly Indexed[] =>
    lines.filter(({ option }) => option.series.right === right);
  return {
    shortCalls: of(short, "call"),
    shortPuts: of(short, "put"),
    longCalls: of(long, "call"),
    longPuts: of(long, "put"),
    sharesLine: shorts.length + longs.length,
  };
}

function pairs(
  left: readonly Indexed[],
  right: readonly Indexed[],
  fits: (left: OptionLine, right: OptionLine) => boolean,
): readonly (readonly [Indexed, Indexed])[] {
  return left.flatMap((one) =>
    right
      .filter(
        (other) =>
          other.option.series.multiplier === one.option.series.multiplier && fits(one.option, other.option),
      )
      .map((other) => [one, other] as const),
  );
}

const one = ({ line }: Indexed): Use => ({ line, units: 1 });

/** A short option and a long one of its right that lives at least as long: every spread is made of these. */
function spreads({ shortCalls, shortPuts, longCalls, longPuts }: Sides): readonly Strategy[] {
  const covers = (short: OptionLine, long: OptionLine): boolean => livesAsLong(long.series, short.series);
  return [...pairs(shortCalls, longCalls, covers), ...pairs(shortPuts, longPuts, covers)].map(
    ([short, long]) => ({
      name: "spread",
      uses: [one(short), one(long)],
      requirement: both(rules.paidInFull(long.option) - rules.paidInFull(short.option)),
      spread: { short: short.option, long: long.option },
    }),
  );
}

function strangles({ shortCalls, shortPuts }: Sides, spot: Amount): readonly Strategy[] {
  return pairs(shortCalls, shortPuts, () => true).map(([call, put]) => ({
    name: "short strangle",
    uses: [one(call), one(put)],
    requirement: both(rules.shortStrangle(call.option, put.option, spot)),
    spread: null,
  }));
}

function endTogether(a: OptionLine, b: OptionLine): boolean {
  return a.series.expiry === b.series.expiry && a.series.settlement === b.series.settlement;
}

/** A long box whose four options are European and settled in cash. */
function europeanBoxes({ shortCalls, shortPuts, longCalls, longPuts }: Sides): readonly Strategy[] {
  const isEuropean = ({ option: { series } }: Indexed): boolean =>
    series.style === "european" && series.cashSettled;
  const side = (lines: readonly Indexed[]): readonly Indexed[] => lines.filter((line) => isEuropean(line));
  const calls = pairs(
    side(longCalls),
    side(shortCalls),
    (low, high) => low.series.strike < high.series.strike && endTogether(low, high),
  );
  return calls.flatMap(([low, high]) => {
    const atStrike = (lines: readonly Indexed[], of: Indexed): readonly Indexed[] =>
      lines.filter(
        ({ option }) => option.series.strike === of.option.series.strike && endTogether(option, of.option),
      );
    const [longPut] = atStrike(side(longPuts), high);
    const [shortPut] = atStrike(side(shortPuts), low);
    if (longPut === undefined || shortPut === undefined) return [];
    return [
      {
        name: "long European box",
        uses: [low, high, longPut, shortPut].map((line) => one(line)),
        requirement: both(rules.europeanBox(low.option, high.option)),
        spread: null,
      },
    ];
  });
}

/** The rule for shares with one option, and the one for shares between two. */
type WithOne = readonly [
  string,
  readonly Indexed[],
  (option: OptionLine, price: Amount) => MarginRequirement,
];

function withShares(book: Book, sides: Sides): readonly Strategy[] {
  const { sharePrice } = book;
  const isLong = book.shares > 0;
  const [longs, shorts] = isLong ? [sides.longPuts, sides.shortCalls] : [sides.longCalls, sides.shortPuts];
  const delivered = ({ option: { series } }: Indexed): boolean =>
    series.underlyingKind === "stock" && !series.cashSettled;
  const shares = ({ option }: Indexed): Use => ({ line: sides.sharesLine, units: option.series.multiplier });
  const singles: readonly WithOne[] = isLong
    ? [
        ["covered call", shorts, rules.coveredCall],
        ["protective put", longs, rules.protectivePut],
      ]
    : [
        ["covered put", shorts, rules.coveredPut],
        ["protective call", longs, rules.protectiveCall],
      ];
  const alone = singles.flatMap(([name, lines, rule]) =>
    lines.filter(delivered).map((option) => ({
      name,
      uses: [one(option), shares(option)],
      requirement: rule(option.option, sharePrice),
      spread: null,
    })),
  );
  const between = pairs(longs.filter(delivered), shorts.filter(delivered), endTogether).flatMap(
    ([long, short]) => {
      const rule = betweenRule(isLong, long.option, short.option);
      if (rule === null) return [];
      const requirement = rule.of(long.option, short.option, sharePrice);
      return [{ name: rule.name, uses: [one(long), one(short), shares(long)], requirement, spread: null }];
    },
  );
  return [...alone, ...between];
}

function betweenRule(isLong: boolean, long: OptionLine, short: OptionLine) {
  const distance = short.series.strike - long.series.strike;
  if (isLong && distance > 0) return { name: "collar", of: rules.collar };
  if (isLong && distance === 0) return { name: "conversion", of: rules.conversion };
  if (!isLong && distance === 0) return { name: "reverse conversion", of: rules.reverseConversion };
  return null;
}

/** Every strategy that any of the book's positions could be part of. */
export function candidates(book: Book): readonly Strategy[] {
  const sides = sidesOf(book);
  return [
    ...spreads(sides),
    ...strangles(sides, book.spot),
    ...europeanBoxes(sides),
    ...(book.shares === 0 ? [] : withShares(book, sides)),
  ];
}
