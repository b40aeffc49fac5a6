import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../kernel/decider.ts";
import { brokerReportArbitrary, orderCommandArbitrary } from "../testing/order-arbitraries.ts";
import { orderContext } from "../testing/order-chain.ts";
import { placed } from "../testing/order-events.ts";
import type { OrderCommand } from "./commands.ts";
import { order } from "./decide.ts";
import { combosExecuted, executionKey, executionRevision } from "./executions.ts";
import { isPlaced, type OrderState } from "./state.ts";
import { PHASE_TRANSITIONS } from "./transitions.ts";

const start = fold(order, order.initial, placed);

/** Every state on the way, the first included. */
function walk(commands: readonly OrderCommand[]): readonly OrderState[] {
  const states = [start];
  let state = start;
  for (const command of commands) {
    const outcome = order.decide(state, command, orderContext());
    if (outcome.kind === "refused") continue;
    state = fold(order, state, outcome.events);
    states.push(state);
  }
  return states;
}

describe("whatever a broker says, in whatever order", () => {
  it("no execution is lost: the newest revision of each is kept, and counted", () => {
    fc.assert(
      fc.property(fc.array(brokerReportArbitrary(), { maxLength: 40 }), (reports) => {
        const last = walk(reports).at(-1) ?? start;
        const newest = new Map<string, number>();
        for (const report of reports) {
          if (report.type !== "ReportExecution") continue;
          const key = executionKey(report.data.execId);
          newest.set(key, Math.max(newest.get(key) ?? 0, executionRevision(report.data.execId)));
        }
        const kept = [...last.executions].map(
          ([key, { execId }]) => [key, executionRevision(execId)] as const,
        );
        expect(new Map(kept)).toEqual(newest);
        if (isPlaced(last)) {
          expect(last.filled).toBeGreaterThanOrEqual(combosExecuted(last.executions, last.placement.legs));
        }
      }),
    );
  });

  it("an order that filled stays filled unless there are two of it, and the rest never exceeds the quantity", () => {
    fc.assert(
      fc.property(fc.array(orderCommandArbitrary(), { maxLength: 40 }), (commands) => {
        let filled = false;
        for (const state of walk(commands)) {
          filled ||= state.phase === "filled";
          expect(!filled || state.phase === "filled" || state.duplicatePermIds).toBe(true);
          expect(state.remaining).toBeGreaterThanOrEqual(0);
          expect(state.remaining).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it("phases change only as the table allows, and an intent is made once", () => {
    fc.assert(
      fc.property(fc.array(orderCommandArbitrary(), { maxLength: 40 }), (commands) => {
        let before: OrderState = start;
        for (const state of walk(commands)) {
          if (state.phase !== before.phase) expect(PHASE_TRANSITIONS[before.phase]).toContain(state.phase);
          expect(state.placement).toBe(start.placement);
          before = state;
        }
      }),
    );
  });
});
