import type { Action, EpochMs, Micros, OrderRef, Position } from "@legbook/domain";
import { wordsOf } from "../contracts/query.ts";
import { type Page, pageNewestFirst, type PageRequest } from "../paging.ts";
import type { ViewStates } from "../runner/states.ts";
import type { ExecutionState, ExecutionsState } from "./fold.ts";

export interface ExecutionView {
  readonly position: Position;
  readonly execId: string;
  readonly orderRef: OrderRef;
  readonly account: string;
  readonly conId: number;
  readonly words: string;
  readonly of: "combo" | "leg";
  readonly side: Action;
  readonly quantity: number;
  readonly price: Micros;
  readonly commission: { readonly amount: Micros; readonly currency: string } | null;
  /** The broker's figure; null while unset. */
  readonly realisedProfit: Micros | null;
  readonly at: EpochMs;
  /** Execution ids that this one corrects. */
  readonly corrects: readonly string[];
}

export interface ExecutionPage extends Page<ExecutionView> {
  readonly position: Position | null;
}

function executionView(views: ViewStates, execution: ExecutionState): ExecutionView {
  const { commission } = execution;
  return {
    position: execution.position,
    execId: execution.execId,
    orderRef: execution.orderRef,
    account: execution.account,
    conId: execution.conId,
    words: execution.of === "combo" ? `${execution.symbol} combo` : wordsOf(views.contracts, execution.conId),
    of: execution.of,
    side: execution.side,
    quantity: execution.quantity,
    price: execution.price,
    commission: commission === null ? null : { amount: commission.amount, currency: commission.currency },
    realisedProfit: commission?.realisedProfit ?? null,
    at: execution.executedAt,
    corrects: [...execution.corrects],
  };
}

/** Executions, newest first. Throws `RangeError` for a bad page request. */
export function executionsPage(views: ViewStates, request: PageRequest): ExecutionPage {
  const { executions, count, position } = views.executions;
  const page = pageNewestFirst(
    { size: count, get: (place) => executions.get(place) },
    request,
    null,
    count,
    (execution) => executionView(views, execution),
  );
  return { position, ...page };
}

/** An order's executions in the order of their first report. */
export function executionsOf(executions: ExecutionsState, orderRef: OrderRef): readonly ExecutionState[] {
  return (executions.byOrder.get(orderRef) ?? []).map((place) => {
    const execution = executions.executions.get(place);
    if (execution === undefined) throw new Error(`execution ${place} of ${orderRef} is missing`);
    return execution;
  });
}
