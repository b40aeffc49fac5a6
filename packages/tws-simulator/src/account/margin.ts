import { bookOf, type MarginHolding, marginOfBook, MICROS_PER_UNIT } from "@legbook/domain/margin";
import { type Listing, underlyingIdOf } from "../venue/listing.ts";
import { MONEY_PER_UNIT, type Money } from "../venue/money.ts";

/** What an account has to be backed by when a position is opened, and as long as it is held. */
export interface MarginRequirement {
  readonly initial: Money;
  readonly maintenance: Money;
}

/** A holding with what it is worth: `mark` a unit of the underlying, whatever the multiplier. */
export interface MarkedHolding {
  readonly listing: Listing;
  readonly quantity: number;
  readonly mark: Money;
}

/**
 * What is neither share nor option: a part of what the position stands for. Futures take these for want of the
 * exchanges' own amounts, currencies likewise [U]; crypto is paid in full [D]; bonds are taken as corporate ones below
 * investment grade's best, FINRA Rule 4210(e)(2)(C) [D].
 */
const FLAT_RATES = {
  future: { initial: 0.05, maintenance: 0.04 },
  forex: { initial: 0.03, maintenance: 0.03 },
  crypto: { initial: 1, maintenance: 1 },
  bond: { initial: 0.2, maintenance: 0.2 },
  index: { initial: 0, maintenance: 0 },
} as const;

/** Holdings of one contract are one, and those that net to nothing are none: how they were bought does not matter. */
function merged(holdings: readonly MarkedHolding[]): readonly MarkedHolding[] {
  const byContract = Map.groupBy(holdings, ({ listing }) => listing.conId);
  return [...byContract.values()].flatMap((lots) => {
    const [{ listing, mark }] = lots as [MarkedHolding];
    const quantity = lots.reduce((sum, lot) => sum + lot.quantity, 0);
    return quantity === 0 ? [] : [{ listing, quantity, mark }];
  });
}

/** The domain counts money in millionths, a hundred to each of the venue's ten-thousandths. */
const MICROS_PER_MONEY = MICROS_PER_UNIT / MONEY_PER_UNIT;

/** What the domain's rules know of a holding: those of shares and options; null for everything else. */
function ruledHolding({ listing, quantity, mark: money }: MarkedHolding): MarginHolding | null {
  const mark = money * MICROS_PER_MONEY;
  if (listing.kind === "stock") return { kind: "shares", quantity, mark };
  if (listing.kind !== "option") return null;
  const { conId, right, expiry, multiplier, underlyingKind, style, settlement, cashSettled } = listing;
  const strike = listing.strike * MICROS_PER_MONEY;
  const series = { conId, right, strike, expiry, multiplier, underlyingKind, style, settlement, cashSettled };
  return { kind: "option", series, quantity, mark };
}

/** `strategies` as the rules have it; `alone` as a broker that sees no cover: each contract as if it were the only one. */
export type MarginManner = "strategies" | "alone";

/** The margin of an account in either manner; see `accountMargin`. */
export function marginOf(
  manner: MarginManner,
  holdings: readonly MarkedHolding[],
  spotOf: (underlyingConId: number) => Money,
): MarginRequirement {
  if (manner === "strategies") return accountMargin(holdings, spotOf);
  const parts = merged(holdings).map((holding) => accountMargin([holding], spotOf));
  return {
    initial: parts.reduce((sum, { initial }) => sum + initial, 0),
    maintenance: parts.reduce((sum, { maintenance }) => sum + maintenance, 0),
  };
}

/**
 * Strategy margin of a whole account, stated against net liquidation value, which is what the account's funds are
 * compared with: each underlying's positions are recognised as the strategies that need least. A debit spread needs
 * what it is worth (the debit, when just paid), a credit spread its width less the credit, an uncovered option what
 * the rule asks for beyond its value: the same funds are left as by the exchange's rule, which asks for more and
 * counts the short options' proceeds. Initial and maintenance requirement are each the least by themselves.
 */
export function accountMargin(
  holdings: readonly MarkedHolding[],
  spotOf: (underlyingConId: number) => Money,
): MarginRequirement {
  let [initial, maintenance] = [0, 0];
  const byUnderlying = Map.groupBy(merged(holdings), ({ listing }) => underlyingIdOf(listing));
  for (const [underlying, group] of byUnderlying) {
    const ruled = group.map(ruledHolding).filter((holding) => holding !== null);
    const held = marginOfBook(bookOf(ruled, spotOf(underlying) * MICROS_PER_MONEY));
    maintenance += Math.round(held.maintenance / MICROS_PER_MONEY);
    initial += Math.round(held.initial / MICROS_PER_MONEY);
    for (const { listing, quantity, mark } of group) {
      if (listing.kind === "option" || listing.kind === "stock") continue;
      const notional = Math.abs(quantity) * mark * listing.multiplier;
      initial += Math.round(notional * FLAT_RATES[listing.kind].initial);
      maintenance += Math.round(notional * FLAT_RATES[listing.kind].maintenance);
    }
  }
  return { initial, maintenance };
}
