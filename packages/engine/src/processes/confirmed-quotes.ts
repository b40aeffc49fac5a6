import type { ConfirmedQuotes, EpochMs, QuoteTable } from "@legbook/domain";
import type { ChainTable, TableQuote } from "../scanner/index.ts";

/** By contract id: when its quote was last confirmed, later than its last word. */
export type Confirmations = ReadonlyMap<number, EpochMs>;

/** A quote that counts as confirmed at `seenAt`: gateways repeat nothing that has not changed. */
export function confirmedQuote<Quote extends TableQuote>(quote: Quote, seenAt: EpochMs | null): Quote {
  if (seenAt === null) return quote;
  return { ...quote, bidAt: later(quote.bidAt, seenAt), askAt: later(quote.askAt, seenAt) };
}

function later(at: EpochMs | null, seenAt: EpochMs): EpochMs | null {
  return at !== null && at < seenAt ? seenAt : at;
}

/** Takes a confirmation back: nothing is older. */
const NEVER = 0 as EpochMs;

/**
 * Which confirmations a table's rows hold beside what the quotes themselves say, except those that `known` gives
 * already: applying the quotes with both gives the rows.
 */
export function confirmationsOf(
  table: ChainTable,
  { rows }: QuoteTable,
  known: Confirmations,
): Confirmations {
  const { columns, contracts } = table;
  const found = new Map<number, EpochMs>();
  for (const [row, { conId }] of contracts.entries()) {
    const quote = rows.get(conId);
    if (quote === undefined) continue;
    const bidAt = columns.bidAt[row] as EpochMs;
    const askAt = columns.askAt[row] as EpochMs;
    const expected = confirmedQuote(quote, known.get(conId) ?? null);
    if (bidAt === (expected.bidAt ?? -Infinity) && askAt === (expected.askAt ?? -Infinity)) continue;
    if (quote.bidAt !== null && bidAt > quote.bidAt) found.set(conId, bidAt);
    else if (quote.askAt !== null && askAt > quote.askAt) found.set(conId, askAt);
    else found.set(conId, NEVER);
  }
  return found;
}

/** As the log keeps them. */
export function toConfirmedQuotes(confirmations: Confirmations, at: EpochMs): ConfirmedQuotes {
  const conIds = [...confirmations.keys()].sort((a, b) => a - b);
  return { conIds, agesMs: conIds.map((conId) => at - (confirmations.get(conId) as EpochMs)) };
}

export function fromConfirmedQuotes({ conIds, agesMs }: ConfirmedQuotes, at: EpochMs): Confirmations {
  return new Map(conIds.map((conId, index) => [conId, (at - (agesMs[index] as number)) as EpochMs]));
}
