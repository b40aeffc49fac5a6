import {
  type Action,
  type EpochMs,
  type ExecutionReport,
  type Micros,
  type OrderEvent,
  type OrderRef,
  type Position,
  executionKey,
  executionRevision,
  Shelf,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

export interface CommissionState {
  readonly amount: Micros;
  readonly currency: string;
  readonly realisedProfit: Micros | null;
}

export interface ExecutionState {
  /** Of the newest correction. */
  readonly execId: string;
  readonly orderRef: OrderRef;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly of: "combo" | "leg";
  readonly side: Action;
  readonly quantity: number;
  readonly price: Micros;
  readonly executedAt: EpochMs;
  readonly commission: CommissionState | null;
  /** Ids that this one corrects, oldest first. */
  readonly corrects: readonly string[];
  readonly position: Position;
}

/** Every execution of our orders, by its place in the order of their first report. */
export interface ExecutionsState extends ViewState {
  readonly executions: Shelf<number, ExecutionState>;
  count: number;
  /** Place in `executions` by the part of the id that corrections share. */
  readonly byKey: Shelf<string, number>;
  /** Places by order. */
  readonly byOrder: Shelf<OrderRef, readonly number[]>;
  /** Commissions that came before their execution, by execution id. */
  readonly early: Map<string, CommissionState>;
}

function executionAt(state: ExecutionsState, place: number): ExecutionState {
  const execution = state.executions.get(place);
  if (execution === undefined) throw new Error(`execution ${place} is missing`);
  return execution;
}

function correct(
  state: ExecutionsState,
  place: number,
  report: ExecutionReport,
  position: Position,
): boolean {
  const known = executionAt(state, place);
  if (executionRevision(report.execId) <= executionRevision(known.execId)) return false;
  const { execId, conId, side, quantity, price, executedAt } = report;
  state.executions.set(place, {
    ...known,
    execId,
    conId,
    side,
    quantity,
    price,
    executedAt,
    commission: state.early.get(execId) ?? known.commission,
    corrects: [...known.corrects, known.execId],
    position,
  });
  state.early.delete(execId);
  return true;
}

type Followed = Extract<OrderEvent, { type: "ExecutionReported" | "CommissionReported" }>;

export const executions = projection<ExecutionsState, Followed>({
  name: "executions",
  version: 2,
  init: () => ({
    position: null,
    executions: new Shelf(),
    count: 0,
    byKey: new Shelf(),
    byOrder: new Shelf(),
    early: new Map(),
  }),
  on: {
    ExecutionReported(state, report, { position }) {
      const key = executionKey(report.execId);
      const place = state.byKey.get(key);
      if (place !== undefined) return correct(state, place, report, position);
      const { execId, orderRef, account, conId, symbol, of, side, quantity, price, executedAt } = report;
      const next = state.count;
      state.count += 1;
      state.executions.set(next, {
        execId,
        orderRef,
        account,
        conId,
        symbol,
        of,
        side,
        quantity,
        price,
        executedAt,
        commission: state.early.get(execId) ?? null,
        corrects: [],
        position,
      });
      state.early.delete(execId);
      state.byKey.set(key, next);
      state.byOrder.set(orderRef, [...(state.byOrder.get(orderRef) ?? []), next]);
      return true;
    },
    CommissionReported(state, { execId, commission, currency, realisedProfit }, { position }) {
      const reported = { amount: commission, currency, realisedProfit };
      const place = state.byKey.get(executionKey(execId));
      const known = place === undefined ? null : executionAt(state, place);
      if (
        place === undefined ||
        known === null ||
        executionRevision(execId) > executionRevision(known.execId)
      ) {
        state.early.set(execId, reported);
        return true;
      }
      // The commission of a corrected execution says nothing of its correction.
      if (known.execId !== execId) return false;
      state.executions.set(place, { ...known, commission: reported, position });
      return true;
    },
  },
});
