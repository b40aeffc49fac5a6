import { type MarginManner, marginOf, type MarkedHolding } from "../account/margin.ts";
import { orderCommission } from "../account/commissions.ts";
import { type AccountValuation, markAt } from "../account/valuation.ts";
import type { Listing } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { type OrderTerms, signedLegs } from "./order.ts";

/** What an order would do to its account: the answer to a what-if. */
export interface OrderPreview {
  readonly initialBefore: Money;
  readonly maintenanceBefore: Money;
  readonly equityBefore: Money;
  readonly initialAfter: Money;
  readonly maintenanceAfter: Money;
  readonly equityAfter: Money;
  readonly commission: Money;
}

function listing(source: MarketSource, conId: number): Listing {
  const found = source.book.get(conId);
  if (found === undefined) throw new RangeError(`no contract ${conId}`);
  return found;
}

/**
 * The account with the order wholly filled at its limit (a market order: at the legs' worth). The legs enter at marks
 * moved by what the order pays beyond them, so that a debit counts in full and a credit is held against the loss.
 */
export function previewOrder(
  source: MarketSource,
  account: AccountValuation,
  terms: OrderTerms,
  { at, manner }: { readonly at: number; readonly manner: MarginManner },
): OrderPreview {
  const legs = signedLegs(terms).map(({ conId, ratio }) => ({
    listing: listing(source, conId),
    ratio,
    mark: markAt(source, conId, at),
  }));
  const holdings = holdingsAfter(account, legs, terms);
  const after = marginOf(manner, holdings, (conId) => markAt(source, conId, at));
  const commission = orderCommission(
    legs.map((leg) => ({ listing: leg.listing, quantity: leg.ratio * terms.quantity, price: leg.mark })),
  );
  return {
    initialBefore: account.margin.initial,
    maintenanceBefore: account.margin.maintenance,
    equityBefore: account.netLiquidation,
    initialAfter: after.initial,
    maintenanceAfter: after.maintenance,
    equityAfter: account.netLiquidation - commission,
    commission,
  };
}

interface MarkedLeg {
  readonly listing: Listing;
  readonly ratio: number;
  readonly mark: Money;
}

/** Holdings with the order filled; the dearest new leg's mark is moved so that the legs are worth what is paid. */
function holdingsAfter(
  account: AccountValuation,
  legs: readonly MarkedLeg[],
  terms: OrderTerms,
): readonly MarkedHolding[] {
  const holdings = new Map<number, MarkedHolding>(
    account.positions.map(({ position, listing: held, mark }) => [
      position.conId,
      { listing: held, quantity: position.quantity, mark },
    ]),
  );
  const worth = legs.reduce((sum, { ratio, mark }) => sum + ratio * mark, 0);
  const direction = terms.action === "BUY" ? 1 : -1;
  const paid = terms.limitPrice === null ? worth : direction * terms.limitPrice;
  const dearest = legs
    .filter((leg) => !holdings.has(leg.listing.conId))
    .toSorted((a, b) => b.mark - a.mark)[0];
  for (const leg of legs) {
    const { conId } = leg.listing;
    const correction = leg === dearest ? Math.round((paid - worth) / leg.ratio) : 0;
    holdings.set(conId, {
      listing: leg.listing,
      quantity: (holdings.get(conId)?.quantity ?? 0) + leg.ratio * terms.quantity,
      mark: Math.max(0, leg.mark + correction),
    });
  }
  return [...holdings.values()];
}
