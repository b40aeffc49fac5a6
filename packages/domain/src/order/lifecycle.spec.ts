import { describe, expect, it } from "vitest";
import { money } from "../testing/fixtures.ts";
import { specification } from "../testing/given-when-then.ts";
import { orderContext } from "../testing/order-chain.ts";
import {
  cancelRequested,
  cancelTransmitted,
  executed,
  execution,
  open,
  openReport,
  ORDER_ID,
  ORDER_REF,
  placed,
  requested,
  status,
  statusReport,
  transmitted,
  unknown,
  working,
} from "../testing/order-events.ts";
import type { OrderCommand } from "./commands.ts";
import { order } from "./decide.ts";
import type { BrokerOrderStatus, OrderEvent } from "./events.ts";
import { isLive, isTerminal } from "./state.ts";

const context = orderContext();
const spec = specification(order);
const cancel: OrderCommand = { type: "CancelOrder", data: { reason: "changed my mind" } };
const error = (code: number): OrderEvent => ({
  type: "OrderErrorReported",
  data: { orderRef: ORDER_REF, orderId: ORDER_ID, code, message: `error ${code}` },
});

function reportStatus(word: BrokerOrderStatus, filled = 0): OrderCommand {
  const { orderRef: _orderRef, ...data } = statusReport(word, filled);
  return { type: "ReportStatus", data };
}

function reportOpen(word: BrokerOrderStatus, changes: object = {}): OrderCommand {
  const { orderRef: _orderRef, ...data } = openReport(word, changes);
  return { type: "ReportOpen", data };
}

function reportExecution(...args: Parameters<typeof execution>): OrderCommand {
  const { orderRef: _orderRef, ...data } = execution(...args);
  return { type: "ReportExecution", data };
}

describe("an order at the broker", () => {
  it("works once the broker says so, by its open report or its status", () => {
    for (const word of ["PreSubmitted", "Submitted"] as const) {
      expect(
        spec
          .given(...placed, transmitted)
          .when(reportStatus(word), context)
          .then(status(word)).phase,
      ).toBe("working");
      expect(
        spec
          .given(...placed, transmitted)
          .when(reportOpen(word), context)
          .then(open(word)).phase,
      ).toBe("working");
    }
    expect(spec.given(...placed, status("PendingSubmit")).state).toMatchObject({
      phase: "transmitted",
      acknowledged: false,
    });
  });

  it("hears an exact repetition as nothing, and any difference as news", () => {
    const given = spec.given(...working);
    given.when(reportStatus("Submitted"), context).thenNothing();
    given.when(reportOpen("PreSubmitted"), context).thenNothing();
    given.when(reportStatus("Submitted", 1), context).then(status("Submitted", 1));
    given.when(reportOpen("Submitted"), context).then(open("Submitted"));
  });

  it("is not this log's when it was never intended here", () => {
    spec.given(requested()).when(reportOpen("Submitted"), context).thenRefused("order.not-placed");
    spec
      .given(requested())
      .when(reportExecution("combo", "01.01", 1), context)
      .thenRefused("order.not-placed");
    spec.when(reportStatus("Submitted"), context).thenRefused("order.unknown-ref");
  });

  it("alarms when the broker has two orders under the one reference", () => {
    expect(spec.given(...working).state).toMatchObject({ permIds: [900], duplicatePermIds: false });
    const state = spec
      .given(...working)
      .when(reportOpen("Submitted", { permId: 901 }), context)
      .then(open("Submitted", { permId: 901 }));
    expect(state).toMatchObject({ permIds: [900, 901], duplicatePermIds: true });
    expect(
      spec.given(...placed, open("PendingSubmit", { permId: 0 }), open("Submitted")).state.permIds,
    ).toEqual([900]);
  });
});

describe("fills", () => {
  it("are counted by status: partial, then full", () => {
    expect(spec.given(...working, status("Submitted", 1)).state).toMatchObject({
      phase: "working",
      filled: 1,
      remaining: 1,
    });
    const state = spec.given(...working, status("Filled", 2)).state;
    expect(state).toMatchObject({ phase: "filled", filled: 2, remaining: 0, averageFillPrice: money(2.05) });
    expect(state.filledAfterCancel).toBe(false);
    expect(isTerminal(state)).toBe(true);
  });

  it("are counted by the combo's executions before any status speaks of them", () => {
    const state = spec
      .given(...working)
      .when(reportExecution("combo", "01.01", 2), context)
      .then(executed("combo", "01.01", 2));
    expect(state).toMatchObject({
      phase: "filled",
      filled: 2,
      averageFillPrice: money(2.05),
      executionsOutstanding: true,
    });
  });

  it("are counted by legs that executed in full sets, in whatever order they come", () => {
    const half = spec.given(...working, executed("short", "03.01", 2), executed("long", "02.01", 1));
    expect(half.state).toMatchObject({ phase: "working", filled: 1, executionsOutstanding: false });
    expect(half.given(executed("long", "02a.01", 1)).state).toMatchObject({
      phase: "filled",
      filled: 2,
      executionsOutstanding: false,
    });
  });

  it("are not counted twice, as summary and as legs", () => {
    const state = spec.given(
      ...working,
      executed("combo", "01.01", 1),
      executed("long", "02.01", 1),
      executed("short", "03.01", 1),
    ).state;
    expect(state.filled).toBe(1);
  });

  it("that a status speaks of stay outstanding until every leg's executions have come", () => {
    const filled = spec.given(...working, status("Filled", 2));
    expect(filled.state.executionsOutstanding).toBe(true);
    const legs = filled.given(executed("long", "02.01", 2));
    expect(legs.state.executionsOutstanding).toBe(true);
    expect(legs.given(executed("short", "03.01", 2)).state.executionsOutstanding).toBe(false);
  });

  it("that only the open report speaks of are of the whole quantity", () => {
    expect(spec.given(...working, open("Filled")).state).toMatchObject({ phase: "filled", filled: 2 });
  });

  it("are told once, however often the broker tells them", () => {
    const given = spec.given(...working, executed("long", "02.01", 1));
    given.when(reportExecution("long", "02.01", 1), context).thenNothing();
    given.when(reportExecution("long", "04.01", 1), context).then(executed("long", "04.01", 1));
  });

  it("are corrected by the same execution with a higher revision, which a lower one does not undo", () => {
    const given = spec.given(...working, executed("combo", "01.01", 2, money(2.05)));
    const state = given
      .when(reportExecution("combo", "01.02", 1, money(2)), context)
      .then(executed("combo", "01.02", 1, money(2)));
    expect(state.executions.size).toBe(1);
    expect(state).toMatchObject({ filled: 1, averageFillPrice: money(2) });
    given
      .given(executed("combo", "01.02", 1, money(2)))
      .when(reportExecution("combo", "01.01", 2), context)
      .thenNothing();
  });

  it("have their commissions, told again only when they changed", () => {
    const data = {
      execId: "0000e0d5.67fe667b.02.01",
      commission: money(0.7),
      currency: "USD",
      realisedProfit: null,
    };
    const reported: OrderEvent = { type: "CommissionReported", data: { orderRef: ORDER_REF, ...data } };
    const given = spec.given(...working, executed("long", "02.01", 1));
    given.when({ type: "ReportCommission", data }, context).then(reported);
    given.given(reported).when({ type: "ReportCommission", data }, context).thenNothing();
    given
      .given(reported)
      .when({ type: "ReportCommission", data: { ...data, commission: money(0.65) } }, context)
      .then({
        type: "CommissionReported",
        data: { orderRef: ORDER_REF, ...data, commission: money(0.65) },
      });
  });

  it("prove that an order was sent which nobody could confirm", () => {
    expect(spec.given(...placed, executed("combo", "01.01", 1)).state).toMatchObject({
      phase: "working",
      acknowledged: true,
    });
    expect(spec.given(...placed, transmitted, unknown, executed("combo", "01.01", 1)).state.phase).toBe(
      "unknown",
    );
    const notSent: OrderEvent = {
      type: "OrderTransmissionFailed",
      data: { orderRef: ORDER_REF, orderId: ORDER_ID, message: "" },
    };
    expect(spec.given(...placed, notSent, executed("combo", "01.01", 1)).state.phase).toBe("unknown");
    expect(spec.given(...placed, notSent, executed("combo", "01.01", 2)).state.phase).toBe("filled");
  });
});

describe("a cancel", () => {
  it("is asked for from the intent on, and pends until the broker settles it", () => {
    for (const events of [placed, [...placed, transmitted], working]) {
      const state = spec
        .given(...events)
        .when(cancel, context)
        .then(cancelRequested);
      expect(state).toMatchObject({
        phase: "cancelPending",
        cancelRequested: true,
        cancelReason: "changed my mind",
      });
      expect(isLive(state)).toBe(true);
    }
  });

  it("asked for twice is one", () => {
    spec
      .given(...working, cancelRequested)
      .when(cancel, context)
      .thenNothing();
    spec
      .given(...working, status("Cancelled"))
      .when(cancel, context)
      .thenNothing();
    const confirm: OrderCommand = { type: "ConfirmCancelTransmission", data: { orderId: ORDER_ID } };
    spec
      .given(...working, cancelRequested)
      .when(confirm, context)
      .then(cancelTransmitted);
    spec
      .given(...working, cancelRequested, cancelTransmitted)
      .when(confirm, context)
      .thenNothing();
  });

  it("is refused where there is nothing to cancel, or where it might miss", () => {
    spec
      .given(...working, status("Filled", 2))
      .when(cancel, context)
      .thenRefused("order.already-filled");
    spec.given(requested()).when(cancel, context).thenRefused("order.not-working");
    spec
      .given(...working, error(201))
      .when(cancel, context)
      .thenRefused("order.not-working");
    expect(
      spec
        .given(...placed, unknown)
        .when(cancel, context)
        .thenRefused("order.outcome-unknown").remedy,
    ).toContain("reconciled");
    spec.when(cancel, context).thenRefused("order.unknown-ref");
  });

  it("is done when the broker says so, by status or by error 202", () => {
    for (const event of [status("Cancelled"), status("ApiCancelled"), error(202)]) {
      const { state } = spec.given(...working, cancelRequested, cancelTransmitted, event);
      expect(state).toMatchObject({ phase: "cancelled", cancelRequested: false });
      expect(isTerminal(state)).toBe(true);
    }
  });

  it("is not undone by a status that left the broker before it", () => {
    expect(spec.given(...working, cancelRequested, status("Submitted", 1)).state).toMatchObject({
      phase: "cancelPending",
      filled: 1,
    });
  });

  it("loses against a late fill", () => {
    const state = spec
      .given(...working, cancelRequested, cancelTransmitted)
      .when(reportExecution("combo", "01.01", 2), context)
      .then(executed("combo", "01.01", 2));
    expect(state).toMatchObject({ phase: "filled", filled: 2, remaining: 0, cancelRequested: false });
  });

  it("that the broker had confirmed does not hide a fill that comes after it", () => {
    const cancelled = spec.given(...working, cancelRequested, cancelTransmitted, status("Cancelled"));
    const partly = cancelled
      .when(reportExecution("combo", "01.01", 1), context)
      .then(executed("combo", "01.01", 1));
    expect(partly).toMatchObject({ phase: "cancelled", filled: 1, filledAfterCancel: true });
    const fully = cancelled.given(executed("combo", "01.01", 2)).state;
    expect(fully).toMatchObject({ phase: "filled", filledAfterCancel: true });
  });

  it("that the broker refuses is answered: it is not under way any more", () => {
    const state = spec.given(...working, cancelRequested, cancelTransmitted, error(10_148)).state;
    expect(state).toMatchObject({ phase: "unknown", cancelRequested: false });
    const open: OrderCommand = {
      type: "Reconcile",
      data: { open: true, executed: false, evidence: "listed" },
    };
    const reconciled: OrderEvent = {
      type: "OrderReconciled",
      data: { orderRef: ORDER_REF, outcome: "open", evidence: "listed" },
    };
    expect(
      spec
        .given(...working, cancelRequested, error(10_148))
        .when(open, context)
        .then(reconciled).phase,
    ).toBe("working");
  });

  it("of an order that the broker does not find, or cannot cancel, leaves it unknown unless it is over", () => {
    for (const code of [161, 10_147, 10_148]) {
      expect(spec.given(...working, cancelRequested, error(code)).state.phase).toBe("unknown");
      expect(spec.given(...working, status("Filled", 2), error(code)).state.phase).toBe("filled");
      expect(spec.given(...working, status("Cancelled"), error(code)).state.phase).toBe("cancelled");
    }
  });
});

describe("one of two orders that the broker has under the reference", () => {
  const twins = [...working, open("Submitted", { permId: 901 })];
  const second = { permId: 901 };

  it("ends without ending the order: whether the other one lives, the books say", () => {
    for (const last of ["Cancelled", "ApiCancelled", "Inactive"] as const) {
      const state = spec.given(...twins, cancelRequested, status(last, 0, second)).state;
      expect(state).toMatchObject({ phase: "unknown", permIdsOver: [901], cancelRequested: true });
      expect(isLive(state)).toBe(true);
    }
    expect(spec.given(...twins, cancelRequested, error(202)).state.phase).toBe("unknown");
  });

  it("ends the order when the other one is over too", () => {
    const one = spec.given(...twins, status("Cancelled", 0, second));
    expect(one.given(status("Cancelled")).state).toMatchObject({
      phase: "cancelled",
      permIdsOver: [901, 900],
    });
    const absent: OrderCommand = {
      type: "Reconcile",
      data: { open: false, executed: false, evidence: "in neither list" },
    };
    const settled = one.when(absent, context).then({
      type: "OrderReconciled",
      data: { orderRef: ORDER_REF, outcome: "absent", evidence: "in neither list" },
    });
    expect(settled).toMatchObject({ phase: "cancelled", permIdsOver: [900, 901] });
  });

  it("fills without hiding the other one, whichever is heard of first", () => {
    const known = spec.given(...twins, status("Filled", 2, second)).state;
    expect(known).toMatchObject({ phase: "unknown", filled: 2, remaining: 0 });
    const late = spec.given(...working, status("Filled", 2), open("Submitted", second)).state;
    expect(late).toMatchObject({ phase: "unknown", filled: 2, duplicatePermIds: true });
  });

  it("is not doubted for a late word on the one that filled", () => {
    const filled = spec.given(...twins, status("Cancelled", 0, second), status("Filled", 2));
    expect(filled.state.phase).toBe("filled");
    expect(filled.given(status("Submitted", 2)).state.phase).toBe("filled");
  });
});

describe("an error that names the order", () => {
  it("rejects it with 201, whatever was filled before stays filled", () => {
    const state = spec.given(...working, status("Submitted", 1), error(201)).state;
    expect(state).toMatchObject({ phase: "rejected", filled: 1 });
    expect(isTerminal(state)).toBe(true);
  });

  it("rejects it when the gateway turns it down before the broker acknowledged it, and not later", () => {
    for (const code of [103, 110, 200, 321]) {
      expect(spec.given(...placed, transmitted, error(code)).state.phase).toBe("rejected");
      expect(spec.given(...working, error(code)).state.phase).toBe("working");
    }
  });

  it("warns with 399 and goes on", () => {
    const report: OrderCommand = {
      type: "ReportError",
      data: { orderId: ORDER_ID, code: 399, message: "error 399" },
    };
    expect(
      spec
        .given(...working)
        .when(report, context)
        .then(error(399)),
    ).toMatchObject({ phase: "working", lastError: { code: 399 } });
    spec
      .given(...working, error(399))
      .when(report, context)
      .thenNothing();
  });

  it("is overruled when the broker then works the order", () => {
    expect(spec.given(...placed, transmitted, error(110), status("Submitted")).state.phase).toBe("working");
  });

  it("and an inactive order are both rejections", () => {
    expect(spec.given(...placed, transmitted, status("Inactive")).state.phase).toBe("rejected");
    expect(spec.given(...placed, transmitted, error(201), status("Cancelled")).state.phase).toBe("rejected");
  });
});

describe("contradictions of the broker", () => {
  it("make an order that was cancelled and works again unknown, so that the books are read", () => {
    expect(spec.given(...working, status("Cancelled"), status("Submitted")).state.phase).toBe("unknown");
  });

  it("never take a full fill back", () => {
    for (const word of ["Submitted", "Cancelled", "Inactive", "PendingCancel"] as const) {
      expect(spec.given(...working, executed("combo", "01.01", 2), status(word)).state.phase).toBe("filled");
    }
  });
});

describe("a broken log", () => {
  it("fails loudly on a step that the order cannot have taken", () => {
    expect(() => spec.given(requested(), requested())).toThrow("OrderRequested again");
    expect(() => spec.given(requested(), transmitted)).toThrow(
      "OrderTransmitted for order lb-1, which is requested",
    );
    expect(() => spec.given(...working, status("Filled", 2), cancelRequested)).toThrow(
      "cannot go from filled to cancelPending",
    );
  });
});
