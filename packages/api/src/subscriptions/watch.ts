import type { IsoDate, Position } from "@legbook/domain";
import type { Views } from "@legbook/projections";

/** Calls `changed` whenever a quote or the line of one of the contracts changed, or while views are rebuilt anything did. */
export function onQuotes(views: Views, conIds: () => Iterable<number>, changed: () => void): () => void {
  const newest = (): Position | null => {
    let last: Position | null = null;
    for (const conId of conIds()) {
      last = later(last, views.market.changedAt.get(conId));
      last = later(last, views.subscriptions.changedAt.get(conId));
    }
    return last;
  };
  // What is asked of a view that is not there throws: the reader is told so when he reads.
  const current = (): Position | null => (views.rebuilding.size > 0 ? null : newest());
  let seen = current();
  return views.onChange(["market", "subscriptions"], () => {
    const now = current();
    if (now === seen && now !== null) return;
    seen = now;
    changed();
  });
}

/** Contract ids of an expiry's options and of their underlying, as far as they are known. */
export function* conIdsOf(views: Views, symbol: string, expiry: IsoDate): Generator<number> {
  const chain = views.optionChain.chains.get(symbol);
  if (chain?.underlying) yield chain.underlying.conId;
  for (const { callConId, putConId } of chain?.expiries.get(expiry)?.strikes ?? []) {
    if (callConId !== null) yield callConId;
    if (putConId !== null) yield putConId;
  }
}

/** Contracts that an account holds or held, by the broker's word or by our own executions; all accounts' for null. */
export function* heldConIds(views: Views, account: string | null): Generator<number> {
  for (const [name, holdings] of views.positions.holdings) {
    if (account === null || account === name) yield* holdings.keys();
  }
  for (const [name, { books }] of views.profitAndLoss.accounts) {
    if (account === null || account === name) yield* books.keys();
  }
}

/** Positions compare as text. */
function later(a: Position | null, b: Position | undefined): Position | null {
  return b === undefined || (a !== null && a >= b) ? a : b;
}
