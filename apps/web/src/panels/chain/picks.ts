import { openTicket } from "../../app/desk.ts";
import { verticalSpread } from "../../app/spread-legs.ts";
import type { Right } from "../../gql/graphql.ts";
import { ValueStore } from "../../market/value-store.ts";
import type { LegAction } from "./cells.ts";

/** The first leg of a vertical that is being put together on the chain. */
export interface Pick {
  readonly symbol: string;
  readonly expiry: string;
  readonly right: Right;
  readonly strike: string;
  readonly action: LegAction;
}

export const pickStore = new ValueStore<Pick | null>(null);

function completes(first: Pick, second: Pick): boolean {
  const sameSeries =
    first.symbol === second.symbol && first.expiry === second.expiry && first.right === second.right;
  return sameSeries && first.action !== second.action && first.strike !== second.strike;
}

/**
 * Takes one leg. The same again lets it go; one bought and one sold of the same expiry and right make a
 * vertical and open its ticket; anything else begins anew.
 */
export function pickLeg(leg: Pick): void {
  const first = pickStore.get();
  const same = first?.strike === leg.strike && first.action === leg.action && first.right === leg.right;
  if (first !== null && same && first.expiry === leg.expiry) {
    pickStore.set(null);
    return;
  }
  if (first === null || !completes(first, leg)) {
    pickStore.set(leg);
    return;
  }
  const long = first.action === "BUY" ? first : leg;
  const short = first.action === "SELL" ? first : leg;
  pickStore.set(null);
  openTicket(
    verticalSpread({
      symbol: leg.symbol,
      expiry: leg.expiry,
      right: leg.right,
      longStrike: long.strike,
      shortStrike: short.strike,
    }),
  );
}
