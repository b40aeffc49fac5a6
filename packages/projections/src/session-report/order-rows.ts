import { type EpochMs, micros, type OrderPhase, type OrderRef } from "@legbook/domain";
import { wordsOf } from "../contracts/query.ts";
import { midOf } from "../explain/evidence.ts";
import { executionsOf } from "../executions/query.ts";
import { orderOf } from "../orders/query.ts";
import type { ViewStates } from "../runner/states.ts";
import type { DayOrdersState } from "./day-orders.ts";
import type { FillRow, OrderRow, OrderStep, Slippage } from "./model.ts";

/**
 * Of an order that filled, by the executions of its legs, else by the broker's average. Null where there was no
 * two-sided market at the decision, or no price of the fill.
 */
function slippageOf(views: ViewStates, orderRef: OrderRef): Slippage | null {
  const state = views.orders.orders.get(orderRef)?.state;
  if (state === undefined || state.assessment === null || state.placement === null) return null;
  const { filled, averageFillPrice } = state;
  const { bid, ask } = state.assessment.quotes;
  const mid = midOf(state.assessment.quotes);
  if (filled === 0 || mid === null || bid === null || ask === null) return null;
  const paid = paidByLegs(views, orderRef) ?? (averageFillPrice === null ? null : averageFillPrice * filled);
  if (paid === null) return null;
  const beyond = paid - mid * filled;
  const half = (ask - bid) / 2;
  return {
    mid,
    perShare: micros(Math.round(beyond / filled)),
    amount: micros(beyond * (state.placement.legs[0]?.contract.multiplier ?? 0)),
    ofHalfSpread: half > 0 ? beyond / filled / half : null,
  };
}

/** Signed price of all combos together, a share each; null while executions are missing. */
function paidByLegs(views: ViewStates, orderRef: OrderRef): number | null {
  const state = views.orders.orders.get(orderRef)?.state;
  const legs = executionsOf(views.executions, orderRef).filter(({ of }) => of === "leg");
  if (state === undefined || state.executionsOutstanding || legs.length === 0) return null;
  return legs.reduce(
    (sum, { side, quantity, price }) => sum + (side === "buy" ? 1 : -1) * quantity * price,
    0,
  );
}

/** A broker may end an order with an error and no status: then that error is how it ended. */
function endedBy(steps: readonly OrderStep[], phase: OrderPhase): readonly OrderStep[] {
  if (phase !== "rejected" && phase !== "cancelled") return steps;
  const error = steps.findLastIndex(({ kind }) => kind === "error");
  if (error === -1 || steps.some(({ kind }) => kind === phase)) return steps;
  return steps.map((step, place) => (place === error ? { ...step, kind: phase } : step));
}

/** Orders meant to be placed of which something happened that day, in the order of their first event of it. */
export function orderRows(views: ViewStates, day: DayOrdersState): readonly OrderRow[] {
  return [...day.steps].flatMap(([orderRef, steps]) => {
    const view = orderOf(views, orderRef);
    if (view === null || view.purpose === "preview") return [];
    return [
      {
        orderRef,
        account: view.account,
        symbol: view.symbol,
        words: view.words,
        phase: view.phase,
        quantity: view.quantity,
        filled: view.filled,
        limitPrice: view.limitPrice,
        averageFillPrice: view.averageFillPrice,
        commission: view.commission,
        slippage: slippageOf(views, orderRef),
        note: view.note,
        requestedBy: view.requestedBy,
        requestedAt: view.requestedAt,
        steps: endedBy(steps, view.phase),
        intentToSocketMs: day.timings.get(orderRef)?.socketMs ?? null,
        position: view.position,
      },
    ];
  });
}

/** Executions of the legs within a day, in the order of their time. A combo's own is their sum and no further fill. */
export function fillRows(
  views: ViewStates,
  day: DayOrdersState,
  { start, end }: { readonly start: EpochMs; readonly end: EpochMs },
): readonly FillRow[] {
  const executions = [...day.steps.keys()].flatMap((orderRef) => executionsOf(views.executions, orderRef));
  return executions
    .filter(({ of, executedAt }) => of === "leg" && executedAt >= start && executedAt < end)
    .sort((a, b) => a.executedAt - b.executedAt)
    .map(({ execId, orderRef, conId, side, quantity, price, commission, executedAt }) => ({
      execId,
      orderRef,
      words: wordsOf(views.contracts, conId),
      side,
      quantity,
      price,
      commission: commission === null ? null : { amount: commission.amount, currency: commission.currency },
      at: executedAt,
    }));
}
