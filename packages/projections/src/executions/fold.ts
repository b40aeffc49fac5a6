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
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

export interface CommissionState {
  readonly amount: Micros;
  readonly currency: string;
  readonly realisedProfit: Micros | null;
}

export interface ExecutionState {
  /** Of the newest correction. */
  execId: string;
  readonly orderRef: OrderRef;
  readonly account: string;
  conId: number;
  readonly symbol: string;
  readonly of: "combo" | "leg";
  side: Action;
  quantity: number;
  price: Micros;
  executedAt: EpochMs;
  commission: CommissionState | null;
  /** Ids that this one corrects, oldest first. */
  readonly corrects: string[];
  position: Position;
}

/** Every execution of our orders, in the order of their first report. */
export interface ExecutionsState extends ViewState {
  readonly executions: ExecutionState[];
  /** Place in `executions` by the part of the id that corrections share. */
  readonly byKey: Map<string, number>;
  /** Places by order. */
  readonly byOrder: Map<OrderRef, number[]>;
  /** Commissions that came before their execution, by execution id. */
  readonly early: Map<string, CommissionState>;
}

function correct(
  state: ExecutionsState,
  known: ExecutionState,
  report: ExecutionReport,
  at: Position,
): boolean {
  if (executionRevision(report.execId) <= executionRevision(known.execId)) return false;
  known.corrects.push(known.execId);
  known.execId = report.execId;
  known.conId = report.conId;
  known.side = report.side;
  known.quantity = report.quantity;
  known.price = report.price;
  known.executedAt = report.executedAt;
  known.commission = state.early.get(report.execId) ?? known.commission;
  state.early.delete(report.execId);
  known.position = at;
  return true;
}

type Followed = Extract<OrderEvent, { type: "ExecutionReported" | "CommissionReported" }>;

export const executions = projection<ExecutionsState, Followed>({
  name: "executions",
  version: 1,
  init: () => ({ position: null, executions: [], byKey: new Map(), byOrder: new Map(), early: new Map() }),
  on: {
    ExecutionReported(state, report, { position }) {
      const key = executionKey(report.execId);
      const place = state.byKey.get(key);
      const known = place === undefined ? undefined : state.executions[place];
      if (known !== undefined) return correct(state, known, report, position);
      const { execId, orderRef, account, conId, symbol, of, side, quantity, price, executedAt } = report;
      const next = state.executions.length;
      state.executions.push({
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
      const places = state.byOrder.get(orderRef);
      if (places === undefined) state.byOrder.set(orderRef, [next]);
      else places.push(next);
      return true;
    },
    CommissionReported(state, { execId, commission, currency, realisedProfit }, { position }) {
      const reported = { amount: commission, currency, realisedProfit };
      const place = state.byKey.get(executionKey(execId));
      const known = place === undefined ? undefined : state.executions[place];
      if (known === undefined || executionRevision(execId) > executionRevision(known.execId)) {
        state.early.set(execId, reported);
        return true;
      }
      // The commission of a corrected execution says nothing of its correction.
      if (known.execId !== execId) return false;
      known.commission = reported;
      known.position = position;
      return true;
    },
  },
});
