import type { Money } from "../venue/money.ts";

/** Watches a contract. */
interface OfContract {
  readonly conId: number;
  readonly exchange: string;
}

/** `isMore`: met at or above the value, else at or below it. */
type ConditionRule =
  | (OfContract & {
      readonly kind: "price";
      readonly isMore: boolean;
      readonly price: Money;
      readonly method: number;
    })
  | { readonly kind: "time"; readonly isMore: boolean; readonly at: number }
  /** The account's cushion: excess liquidity as a percentage of net liquidation. */
  | { readonly kind: "margin"; readonly isMore: boolean; readonly percent: number }
  /** Any trade of the account in such a contract since the order came. */
  | {
      readonly kind: "execution";
      readonly secType: string;
      readonly exchange: string;
      readonly symbol: string;
    }
  | (OfContract & { readonly kind: "volume"; readonly isMore: boolean; readonly volume: number })
  /** Against the previous close. */
  | (OfContract & { readonly kind: "percentChange"; readonly isMore: boolean; readonly percent: number });

export type OrderCondition = ConditionRule & {
  /** How it joins the next one; the last one's joins nothing. */
  readonly joins: "and" | "or";
  /** The value as the client wrote it, to be told so again. */
  readonly valueText: string;
};

export interface OrderConditions {
  readonly all: readonly OrderCondition[];
  /** Also looked at when the market is closed. */
  readonly ignoreRth: boolean;
  /** When they are met the order is cancelled, instead of beginning to work. */
  readonly cancelOrder: boolean;
}

/**
 * The whole of the conditions: what "and" joins is one group, and one group that holds is enough [U: TWS documents no
 * precedence].
 */
export function conditionsHold(
  conditions: readonly OrderCondition[],
  holds: (condition: OrderCondition) => boolean,
): boolean {
  let group = true;
  for (const [index, condition] of conditions.entries()) {
    group &&= holds(condition);
    const isLast = index === conditions.length - 1;
    if (condition.joins === "or" || isLast) {
      if (group) return true;
      group = true;
    }
  }
  return false;
}
