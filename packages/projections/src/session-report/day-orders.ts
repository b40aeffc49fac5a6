import {
  type EpochMs,
  type OrderEvent,
  type OrderRef,
  type RecordedEvent,
  type Refusal,
  type RiskRule,
} from "@legbook/domain";
import { ignored, projection, type ViewState } from "../runner/projection.ts";
import { countNotice } from "./day-gateway.ts";
import type { NoticeRow, OrderStep, OrderStepKind, RefusalRow, RuleRow } from "./model.ts";

interface Timing {
  intendedAt: EpochMs | null;
  socketMs: number | null;
}

/** What the day's events say of orders: their steps, the rules' verdicts, refusals, and the broker's codes. */
export interface DayOrdersState extends ViewState {
  readonly steps: Map<OrderRef, OrderStep[]>;
  readonly timings: Map<OrderRef, Timing>;
  readonly previews: Set<OrderRef>;
  readonly rules: Map<RiskRule, RuleRow>;
  assessments: { previews: number; orders: number };
  readonly refusals: Map<string, RefusalRow>;
  readonly codes: Map<number, NoticeRow>;
}

const STEPS_MAX = 500;

function step(
  state: DayOrdersState,
  orderRef: OrderRef,
  kind: OrderStepKind,
  { metadata, position }: RecordedEvent,
): true {
  const steps = state.steps.get(orderRef);
  const next = { kind, at: metadata.occurredAt, position };
  if (steps === undefined) state.steps.set(orderRef, [next]);
  else if (steps.length < STEPS_MAX && steps.at(-1)?.kind !== kind) steps.push(next);
  return true;
}

function countRefusal(
  state: DayOrdersState,
  { code, message, remedy }: Refusal,
  { position }: RecordedEvent,
): void {
  const count = (state.refusals.get(code)?.count ?? 0) + 1;
  state.refusals.set(code, { code, count, message, remedy, position });
}

/** A fold of the day's events. */
export const dayOrders = projection<DayOrdersState, OrderEvent>({
  name: "dayOrders",
  version: 1,
  init: () => ({
    position: null,
    steps: new Map(),
    timings: new Map(),
    previews: new Set(),
    rules: new Map(),
    assessments: { previews: 0, orders: 0 },
    refusals: new Map(),
    codes: new Map(),
  }),
  on: {
    OrderRequested(state, { orderRef, purpose }, record) {
      if (purpose === "preview") state.previews.add(orderRef);
      return step(state, orderRef, "requested", record);
    },
    OrderRefused(state, { orderRef, refusal }, record) {
      countRefusal(state, refusal, record);
      return step(state, orderRef, "refused", record);
    },
    RiskAssessed(state, { orderRef, verdicts }) {
      if (state.previews.has(orderRef)) state.assessments.previews += 1;
      else state.assessments.orders += 1;
      for (const { rule, verdict, reason, limit } of verdicts) {
        const known = state.rules.get(rule);
        const isBlock = verdict === "block";
        state.rules.set(rule, {
          rule,
          asked: (known?.asked ?? 0) + 1,
          blocked: (known?.blocked ?? 0) + (isBlock ? 1 : 0),
          lastReason: isBlock ? reason : (known?.lastReason ?? null),
          lastLimit: isBlock ? limit : (known?.lastLimit ?? null),
        });
      }
      return true;
    },
    OrderPlacementIntended(state, { orderRef }, record) {
      state.timings.set(orderRef, { intendedAt: record.metadata.recordedAt, socketMs: null });
      return step(state, orderRef, "intended", record);
    },
    OrderTransmitted(state, { orderRef }, record) {
      const timing = state.timings.get(orderRef);
      if (timing !== undefined && timing.intendedAt !== null && timing.socketMs === null)
        timing.socketMs = Math.max(0, record.metadata.recordedAt - timing.intendedAt);
      return step(state, orderRef, "transmitted", record);
    },
    OrderTransmissionFailed: (state, { orderRef }, record) => step(state, orderRef, "rejected", record),
    OrderOpenReported: ignored,
    OrderStatusReported(state, { orderRef, status }, record) {
      if (status === "PreSubmitted" || status === "Submitted")
        return step(state, orderRef, "acknowledged", record);
      if (status === "Cancelled" || status === "ApiCancelled")
        return step(state, orderRef, "cancelled", record);
      return status === "Inactive" ? step(state, orderRef, "rejected", record) : false;
    },
    OrderErrorReported(state, { orderRef, code, message }, record) {
      countNotice(state.codes, { code, message }, record.metadata.occurredAt);
      return step(state, orderRef, "error", record);
    },
    ExecutionReported: (state, { orderRef }, record) => step(state, orderRef, "filled", record),
    OrderCancelRequested: (state, { orderRef }, record) => step(state, orderRef, "cancelRequested", record),
    OrderOutcomeUnknown: (state, { orderRef }, record) => step(state, orderRef, "unknown", record),
    OrderReconciled: (state, { orderRef }, record) => step(state, orderRef, "reconciled", record),
    MarginPreviewRequested: ignored,
    MarginPreviewReported: ignored,
    MarginPreviewFailed: ignored,
    CommissionReported: ignored,
    OrderCancelTransmitted: ignored,
  },
});
