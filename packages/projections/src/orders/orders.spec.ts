import { type DomainEvent, INITIAL_ORDER, type Refusal } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  commission,
  execution,
  legFills,
  MARGIN,
  orderRef,
  orderRequested,
  placed,
  positionAt,
  PUT_740,
  PUT_745,
  riskAssessed,
  statusReported,
  TEN_O_CLOCK,
  transmitted,
  units,
  verdict,
  verticalLegs,
  viewsAfter,
} from "../testing/index.ts";
import { orderOf, ordersPage } from "./query.ts";

const REFUSAL: Refusal = {
  code: "order.strike-not-in-chain",
  message: "GOOG has no put with strike 741.",
  field: "longStrike",
  inputs: { longStrike: "741" },
  limit: "a listed strike",
  remedy: "Use 740.",
};

function after(...events: DomainEvent[]) {
  const order = orderOf(viewsAfter(events), orderRef("o1"));
  if (order === null) throw new Error("o1 is not known");
  return order;
}

describe("an order", () => {
  it("says what was asked for, in words and terms", () => {
    expect(after(orderRequested("o1", { quantity: 2 }))).toMatchObject({
      phase: "requested",
      working: false,
      words: ["Sell 2 GOOG 15 Jan 745 put", "Buy 2 GOOG 15 Jan 740 put"],
      side: "credit",
      right: "put",
      longStrike: units(740),
      shortStrike: units(745),
      limitPrice: units(-1.35),
      quantity: 2,
      remaining: 2,
      requestedBy: "user:ann",
      requestedAt: TEN_O_CLOCK,
    });
  });

  it("is a debit when the leg that is bought is worth more", () => {
    expect(after(orderRequested("o1", { legs: verticalLegs(PUT_745, PUT_740) })).side).toBe("debit");
  });

  it("counts as working from the intent on, for its bytes may have left", () => {
    expect(after(...placed("o1"))).toMatchObject({ phase: "intended", working: true });
    expect(after(...placed("o1"), transmitted("o1"), statusReported("o1", "Submitted"))).toMatchObject({
      phase: "working",
      brokerStatus: "Submitted",
      permId: 9001,
      note: "Working at the broker (Submitted), 0 of 1 filled.",
    });
  });

  it("is filled by its executions, whether or not the broker's status has come", () => {
    const order = after(...placed("o1"), ...legFills("o1", "x"), commission("o1", "x.a.01.01"));
    expect(order).toMatchObject({
      phase: "filled",
      filled: 1,
      remaining: 0,
      averageFillPrice: units(-1.35),
      commission: { amount: units(0.7), currency: "USD" },
      working: false,
    });
  });

  it("says that executions of its legs are still to come when the broker calls it filled before", () => {
    const told = statusReported("o1", "Filled", { filled: 1, remaining: 0, averageFillPrice: units(-1) });
    expect(after(...placed("o1"), told)).toMatchObject({
      phase: "filled",
      note: "Filled; executions of its legs are still to come.",
    });
    expect(after(...placed("o1"), told, ...legFills("o1", "x")).note).toBeNull();
  });

  it("is not filled by one leg", () => {
    expect(after(...placed("o1"), execution("o1", "x.a.01.01"))).toMatchObject({
      phase: "working",
      filled: 0,
      averageFillPrice: null,
    });
  });

  it("that fills while a cancel is under way is filled", () => {
    const cancel: DomainEvent = {
      type: "OrderCancelRequested",
      data: { orderRef: orderRef("o1"), orderId: 7, reason: "asked for" },
    };
    const open = [...placed("o1"), transmitted("o1"), statusReported("o1", "Submitted"), cancel];
    expect(after(...open).phase).toBe("cancelPending");
    expect(after(...open, ...legFills("o1", "x")).phase).toBe("filled");
  });

  it("that was refused shows the refusal and what its terms named", () => {
    const terms = { account: "DU1", symbol: "GOOG", quantity: 3, requestedBy: "user:ann", purpose: "place" };
    const refused: DomainEvent = {
      type: "OrderRefused",
      data: { orderRef: orderRef("o1"), refusal: REFUSAL, terms },
    };
    expect(after(refused)).toMatchObject({
      phase: "refused",
      refusal: REFUSAL,
      account: "DU1",
      symbol: "GOOG",
      quantity: 3,
      words: [],
      note: "GOOG has no put with strike 741.",
      requestedBy: "user:ann",
    });
  });

  it("whose fate is unknown says so, why, and that it is not sent again", () => {
    const order = after(...placed("o1"), {
      type: "OrderOutcomeUnknown",
      data: { orderRef: orderRef("o1"), cause: "restart" },
    });
    expect([order.phase, order.working, order.note]).toEqual([
      "unknown",
      true,
      "Not known whether the broker has it: the engine restarted before the broker answered. It is not sent again until that is settled.",
    ]);
  });

  it("that the broker rejected gives the broker's words and code", () => {
    const rejected: DomainEvent = {
      type: "OrderErrorReported",
      data: { orderRef: orderRef("o1"), orderId: 7, code: 201, message: "Order rejected: margin" },
    };
    expect(after(...placed("o1"), transmitted("o1"), rejected)).toMatchObject({
      phase: "rejected",
      note: "Rejected by the broker: Order rejected: margin (201).",
    });
  });

  it("that the broker holds twice raises an alarm before anything else is said of it", () => {
    const order = after(
      ...placed("o1"),
      statusReported("o1", "Submitted"),
      statusReported("o1", "Submitted", { permId: 9002 }),
    );
    expect([order.duplicated, order.note]).toEqual([
      true,
      "The broker has more than one order under this reference: 9001, 9002. Not over: 9001, 9002. Check them by hand.",
    ]);
  });

  it("carries the position of the event that last changed it", () => {
    expect(after(orderRequested("o1"), orderRequested("o2")).position).toBe(positionAt(1));
  });
});

describe("a preview", () => {
  const preview: DomainEvent[] = [
    orderRequested("o1", { purpose: "preview" }),
    {
      type: "MarginPreviewRequested",
      data: { orderRef: orderRef("o1"), orderId: 6, limitPrice: units(-1.4), deadlineMs: 5000 },
    },
    { type: "MarginPreviewReported", data: { orderRef: orderRef("o1"), orderId: 6, margin: MARGIN } },
    riskAssessed("o1", [verdict("killSwitch"), verdict("position", "block")]),
  ];

  it("is no order of the list", () => {
    const page = ordersPage(viewsAfter(preview), { first: 10, after: null, workingOnly: false });
    expect([page.totalCount, page.nodes]).toEqual([0, []]);
  });
});

describe("the list of orders", () => {
  const views = viewsAfter([
    ...placed("o1"),
    ...placed("o2"),
    ...legFills("o2", "x"),
    ...placed("o3", { legs: verticalLegs(PUT_740, PUT_745) }),
  ]);
  const refs = (request: Partial<Parameters<typeof ordersPage>[1]>) =>
    ordersPage(views, { first: 10, after: null, workingOnly: false, ...request }).nodes.map(
      ({ orderRef: ref }) => ref,
    );

  it("is newest first, in pages", () => {
    expect(refs({})).toEqual(["o3", "o2", "o1"]);
    const { endCursor } = ordersPage(views, { first: 1, after: null, workingOnly: false });
    expect(refs({ after: endCursor })).toEqual(["o2", "o1"]);
  });

  it("can be only those that may still execute, counted as such", () => {
    expect(refs({ workingOnly: true })).toEqual(["o3", "o1"]);
    expect(ordersPage(views, { first: 1, after: null, workingOnly: true })).toMatchObject({
      totalCount: 2,
      hasNextPage: true,
    });
  });
});

it("keeps the order aggregate's state in its checkpoints: raise the projection's version when this list changes", () => {
  expect(Object.keys(INITIAL_ORDER).sort()).toMatchInlineSnapshot(`
    [
      "acknowledged",
      "assessment",
      "averageFillPrice",
      "cancelReason",
      "cancelRequested",
      "cancelTransmitted",
      "commissions",
      "duplicatePermIds",
      "executions",
      "executionsOutstanding",
      "filled",
      "filledAfterCancel",
      "lastError",
      "lastOpen",
      "lastStatus",
      "margin",
      "marginFailure",
      "marginIncomplete",
      "orderRef",
      "permIds",
      "permIdsOver",
      "phase",
      "placement",
      "previewOrderId",
      "previewPrice",
      "refusal",
      "refusedTerms",
      "remaining",
      "request",
      "transmitted",
      "unknownCause",
    ]
  `);
});
