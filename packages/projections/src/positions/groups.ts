import type { ViewStates } from "../runner/states.ts";
import type { ComboState } from "./fold.ts";

/** Part of an account's holdings that belongs together: a combo as our orders traded it, or one contract alone. */
export interface HoldingGroup {
  readonly account: string;
  readonly id: string;
  readonly combo: ComboState | null;
  /** Combos (positive), or the signed quantity of the lone contract. */
  readonly count: number;
  readonly legs: readonly { readonly conId: number; readonly quantity: number }[];
}

/** Signed quantities of an account: the broker's word; ours only for a contract of which it has not spoken yet. */
export function quantitiesOf(views: ViewStates, account: string): Map<number, number> {
  const quantities = new Map<number, number>();
  for (const [conId, book] of views.profitAndLoss.accounts.get(account)?.books ?? []) {
    quantities.set(conId, book.quantity);
  }
  for (const [conId, holding] of views.positions.holdings.get(account) ?? []) {
    quantities.set(conId, holding.quantity);
  }
  for (const [conId, quantity] of quantities) if (quantity === 0) quantities.delete(conId);
  return quantities;
}

/** How many of a combo, in the direction that we traded it, the quantities still hold. */
function held(combo: ComboState, quantities: ReadonlyMap<number, number>): number {
  const direction = Math.sign(combo.net);
  const counts = combo.legs.map(({ conId, ratio }) => {
    const wanted = ratio * direction;
    const quantity = quantities.get(conId) ?? 0;
    return Math.sign(quantity) === Math.sign(wanted) ? Math.floor(Math.abs(quantity) / Math.abs(wanted)) : 0;
  });
  return Math.min(Math.abs(combo.net), ...counts);
}

/**
 * An account's holdings by how they were traded: what our orders bought or sold together stays together as far as the
 * broker still reports it, in the order of the first fill; the rest stands alone.
 */
export function holdingGroups(views: ViewStates, account: string): HoldingGroup[] {
  const rest = quantitiesOf(views, account);
  const groups: HoldingGroup[] = [];
  for (const [key, combo] of views.positions.combos) {
    if (combo.account !== account || combo.net === 0) continue;
    const count = held(combo, rest);
    if (count === 0) continue;
    const direction = Math.sign(combo.net);
    const legs = combo.legs.map(({ conId, ratio }) => ({ conId, quantity: ratio * direction * count }));
    for (const { conId, quantity } of legs) rest.set(conId, (rest.get(conId) ?? 0) - quantity);
    groups.push({ account, id: key, combo, count, legs });
  }
  for (const [conId, quantity] of rest) {
    if (quantity === 0) continue;
    groups.push({
      account,
      id: `${account}:${conId}`,
      combo: null,
      count: quantity,
      legs: [{ conId, quantity }],
    });
  }
  return groups;
}
