import {
  type AccountEvent,
  type EpochMs,
  type ExecutionReport,
  type Micros,
  type OrderEvent,
  type OrderLeg,
  type OrderRef,
  type Position,
  executionKey,
  isNewExecution,
  legExecuted,
  Shelf,
} from "@legbook/domain";
import { type ViewState, ignored, projection } from "../runner/projection.ts";

/** What the broker says of one contract in one account. */
export interface HoldingState {
  readonly conId: number;
  readonly quantity: number;
  /** Per contract, multiplier included; null when unset. */
  readonly averageCost: Micros | null;
  readonly reportedAt: EpochMs;
  readonly position: Position;
}

/** What the broker says a position makes. A null is its unset value. */
export interface HoldingProfitState {
  /** Signed quantity that the figures are of. */
  readonly quantity: number;
  readonly daily: Micros | null;
  readonly unrealised: Micros | null;
  readonly realised: Micros | null;
  readonly value: Micros | null;
}

/** A combo of contracts as our orders traded it, whichever way round. */
export interface ComboState {
  readonly account: string;
  readonly strategy: "vertical";
  /** Signed ratios; the lowest contract id first, and positive. */
  readonly legs: readonly { readonly conId: number; readonly ratio: number }[];
  /** Combos bought less combos sold, by the legs' executions. */
  net: number;
  position: Position;
}

interface OrderFills {
  readonly account: string;
  readonly legs: readonly OrderLeg[];
  /** Of the legs, by the part of the id that corrections share. */
  readonly executions: ReadonlyMap<string, ExecutionReport>;
  readonly combos: number;
}

/** Positions as the broker reports them, and how our orders put them together. */
export interface PositionsState extends ViewState {
  /** By account, then contract id. A closed position stays, at zero. */
  readonly holdings: Map<string, Map<number, HoldingState>>;
  /** By account, then contract id. */
  readonly profits: Map<string, Map<number, HoldingProfitState>>;
  /** In the order of their first fill. */
  readonly combos: Map<string, ComboState>;
  readonly orders: Shelf<OrderRef, OrderFills>;
  /** By account, then contract id: when our own execution of it was last booked. */
  readonly executedAt: Map<string, Map<number, EpochMs>>;
}

function innerMap<Value>(maps: Map<string, Map<number, Value>>, account: string): Map<number, Value> {
  let map = maps.get(account);
  if (map === undefined) {
    map = new Map();
    maps.set(account, map);
  }
  return map;
}

/** The same combo bought and sold has the same legs here; `sign` says which of the two the order's purchase is. */
function canonical(legs: readonly OrderLeg[]): { legs: ComboState["legs"]; sign: 1 | -1 } {
  const signed = legs
    .map((leg) => ({ conId: leg.contract.conId, ratio: leg.action === "buy" ? leg.ratio : -leg.ratio }))
    .sort((a, b) => a.conId - b.conId);
  const sign = (signed[0]?.ratio ?? 1) > 0 ? 1 : -1;
  return { legs: signed.map(({ conId, ratio }) => ({ conId, ratio: ratio * sign })), sign };
}

/** Whole combos that the legs' executions make up: the least filled leg decides. */
function combosOfLegs(legs: readonly OrderLeg[], executions: OrderFills["executions"]): number {
  return Math.min(...legs.map((leg) => Math.floor(legExecuted(executions, leg) / leg.ratio)));
}

function countCombos(state: PositionsState, order: OrderFills, change: number, position: Position): void {
  if (change === 0) return;
  const { legs, sign } = canonical(order.legs);
  const key = `${order.account}:${legs.map(({ conId, ratio }) => `${conId}x${ratio}`).join(",")}`;
  const known = state.combos.get(key);
  if (known === undefined) {
    state.combos.set(key, {
      account: order.account,
      strategy: "vertical",
      legs,
      net: sign * change,
      position,
    });
  } else {
    known.net += sign * change;
    known.position = position;
  }
}

function applyExecution(
  state: PositionsState,
  report: ExecutionReport,
  at: EpochMs,
  position: Position,
): boolean {
  const order = state.orders.get(report.orderRef);
  if (order === undefined) throw new Error(`execution of ${report.orderRef}, which was never requested`);
  if (report.of === "combo" || !isNewExecution(order.executions, report.execId)) return false;
  const executions = new Map(order.executions).set(executionKey(report.execId), report);
  const combos = combosOfLegs(order.legs, executions);
  state.orders.set(report.orderRef, { ...order, executions, combos });
  countCombos(state, order, combos - order.combos, position);
  innerMap(state.executedAt, report.account).set(report.conId, at);
  return true;
}

type Followed = AccountEvent | Extract<OrderEvent, { type: "OrderRequested" | "ExecutionReported" }>;

export const positions = projection<PositionsState, Followed>({
  name: "positions",
  version: 2,
  init: () => ({
    position: null,
    holdings: new Map(),
    profits: new Map(),
    combos: new Map(),
    orders: new Shelf(),
    executedAt: new Map(),
  }),
  on: {
    AccountSummaryReported: ignored,
    AccountProfitAndLossReported: ignored,
    PositionReported(state, { account, contract: { conId }, quantity, averageCost }, { position, metadata }) {
      const reportedAt = metadata.occurredAt;
      innerMap(state.holdings, account).set(conId, { conId, quantity, averageCost, reportedAt, position });
      return true;
    },
    PositionProfitAndLossReported(state, { account, conId, ...profit }) {
      innerMap(state.profits, account).set(conId, profit);
      return true;
    },
    OrderRequested(state, { orderRef, account, legs, purpose }) {
      if (purpose === "preview") return false;
      state.orders.set(orderRef, { account, legs, executions: new Map(), combos: 0 });
      return true;
    },
    ExecutionReported: (state, report, { position, metadata }) =>
      applyExecution(state, report, metadata.occurredAt, position),
  },
});
