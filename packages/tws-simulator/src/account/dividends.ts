import type { LedgerFact } from "../ledger/entry.ts";
import type { MarketSource } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import type { AccountState } from "./books.ts";

/** A market whose shares may pay dividends. */
export interface DividendSource {
  /** What one share pays whose ex-date is this date. */
  dividendOn?(conId: number, date: string): Money | null;
}

/**
 * Dividends with this ex-date: to who held the shares over the night before, charged to who was short. They are booked
 * on the ex-date itself, not on the later day of payment [U].
 */
export function dividendFacts(
  source: MarketSource & DividendSource,
  account: AccountState,
  exDate: string,
): readonly LedgerFact[] {
  return [...account.positions.values()].flatMap(({ conId, quantity }): readonly LedgerFact[] => {
    if (quantity === 0 || account.dividendsPaid.has(conId) || source.book.get(conId)?.kind !== "stock")
      return [];
    const perShare = source.dividendOn?.(conId, exDate) ?? null;
    return perShare === null
      ? []
      : [{ type: "DividendPaid", account: account.id, conId, quantity, perShare }];
  });
}
