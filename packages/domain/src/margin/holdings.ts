import type { Amount, Book, MarginRequirement, MarginSeries, OptionLine } from "./book.ts";
import { leastRequirement } from "./least-requirement.ts";

/**
 * Something that is held on one underlying, so many of it (negative when short), with what it is worth: `mark` a unit of
 * the underlying, whatever the multiplier.
 */
export type MarginHolding =
  | {
      readonly kind: "option";
      readonly series: MarginSeries;
      readonly quantity: number;
      readonly mark: Amount;
    }
  | { readonly kind: "shares"; readonly quantity: number; readonly mark: Amount };

/** The order of lines in a book, which settles ties the same way whatever the order of the holdings. */
function inOrder(lines: readonly OptionLine[]): readonly OptionLine[] {
  return lines.toSorted(
    ({ series: a }, { series: b }) =>
      a.right.localeCompare(b.right) ||
      a.expiry.localeCompare(b.expiry) ||
      a.strike - b.strike ||
      a.conId - b.conId,
  );
}

/** The book of what is held on one underlying: each series once at most, and the shares once. */
export function bookOf(holdings: readonly MarginHolding[], spot: Amount): Book {
  const lines = (sign: 1 | -1): readonly OptionLine[] =>
    inOrder(
      holdings.flatMap((holding) =>
        holding.kind === "option" && sign * holding.quantity > 0
          ? [{ series: holding.series, mark: holding.mark, count: sign * holding.quantity }]
          : [],
      ),
    );
  const shares = holdings.find(({ kind }) => kind === "shares");
  return {
    spot,
    shorts: lines(-1),
    longs: lines(1),
    shares: shares?.quantity ?? 0,
    sharePrice: shares?.mark ?? spot,
  };
}

/**
 * What everything on one underlying needs together, unrounded and stated against net liquidation value: its positions
 * are recognised as the strategies that need least, initial and maintenance requirement each by themselves.
 */
export function marginOfBook(book: Book): MarginRequirement {
  const maintenance = leastRequirement(book, "maintenance");
  return { initial: book.shares === 0 ? maintenance : leastRequirement(book, "initial"), maintenance };
}
