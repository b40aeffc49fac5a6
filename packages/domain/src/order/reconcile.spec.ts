import { describe, expect, it } from "vitest";
import { fold } from "../kernel/decider.ts";
import { ref } from "../testing/fixtures.ts";
import { specification } from "../testing/given-when-then.ts";
import { orderContext } from "../testing/order-chain.ts";
import {
  cancelRequested,
  cancelTransmitted,
  executed,
  execution,
  openReport,
  ORDER_REF,
  placed,
  requested,
  status,
  transmitted,
  unknown,
  working,
} from "../testing/order-events.ts";
import type { OrderCommand } from "./commands.ts";
import { order } from "./decide.ts";
import type { OrderEvent } from "./events.ts";
import { type BrokerBooks, reconcileOrders } from "./reconcile.ts";
import type { OrderState } from "./state.ts";

const context = orderContext();
const spec = specification(order);
const doubted = [...placed, transmitted, unknown];
const settle = (open: boolean, executions: boolean): OrderCommand => ({
  type: "Reconcile",
  data: { open, executed: executions, evidence: "the books" },
});
const settled = (outcome: "open" | "executed" | "absent"): OrderEvent => ({
  type: "OrderReconciled",
  data: { orderRef: ORDER_REF, outcome, evidence: "the books" },
});

describe("the broker's books settle", () => {
  it("an unknown order that is open: it works", () => {
    expect(
      spec
        .given(...doubted)
        .when(settle(true, false), context)
        .then(settled("open")),
    ).toMatchObject({ phase: "working", acknowledged: true });
    spec
      .given(...doubted, settled("open"))
      .when(settle(true, false), context)
      .thenNothing();
  });

  it("an unknown order that no book knows: it was never sent, and only then could it be sent anew", () => {
    expect(
      spec
        .given(...doubted)
        .when(settle(false, false), context)
        .then(settled("absent")).phase,
    ).toBe("notSent");
  });

  it("an unknown order that filled: its executions come first", () => {
    spec
      .given(...doubted)
      .when(settle(false, true), context)
      .thenRefused("order.executions-missing");
    expect(spec.given(...doubted, executed("combo", "01.01", 2)).state.phase).toBe("filled");
    expect(
      spec
        .given(...doubted, executed("combo", "01.01", 1))
        .when(settle(false, true), context)
        .then(settled("executed")),
    ).toMatchObject({
      phase: "cancelled",
      filled: 1,
    });
  });

  it("an order that worked and is gone, as a day order the next morning: it is over", () => {
    expect(
      spec
        .given(...working)
        .when(settle(false, false), context)
        .then(settled("absent")).phase,
    ).toBe("cancelled");
    spec
      .given(...working)
      .when(settle(true, false), context)
      .thenNothing();
  });

  it("nothing about an order without overdue answer: it may be younger than the books", () => {
    spec
      .given(...placed)
      .when(settle(false, false), context)
      .thenNothing();
    spec
      .given(...placed, transmitted)
      .when(settle(false, false), context)
      .thenNothing();
  });

  it("a pending cancel of an order that is still open: the cancel is to be sent again", () => {
    const given = spec.given(...working, cancelRequested, cancelTransmitted);
    const state = given.when(settle(true, false), context).then(settled("open"));
    expect(state).toMatchObject({ phase: "cancelPending", cancelRequested: true, cancelTransmitted: false });
    expect(spec.given(...placed, cancelRequested, unknown, settled("open")).state.phase).toBe(
      "cancelPending",
    );
  });

  it("an order that we took for over and that is open: it works", () => {
    expect(
      spec
        .given(...working, status("Cancelled"))
        .when(settle(true, false), context)
        .then(settled("open")).phase,
    ).toBe("working");
    spec
      .given(...working, status("Cancelled"))
      .when(settle(false, false), context)
      .thenNothing();
    spec
      .given(...working, status("Filled", 2))
      .when(settle(true, true), context)
      .thenNothing();
  });
});

describe("the reconciliation of all orders", () => {
  const none: BrokerBooks = { openOrders: [], executions: [] };

  /** The phases after every command was carried out. */
  function after(ours: readonly OrderState[], books: BrokerBooks): readonly string[] {
    const { orders } = reconcileOrders(ours, books);
    return ours.map((state) => {
      const commands = orders.find(({ orderRef }) => orderRef === state.orderRef)?.commands ?? [];
      return commands.reduce((current, command) => {
        const outcome = order.decide(current, command, context);
        if (outcome.kind === "refused") throw new Error(outcome.refusal.code);
        return fold(order, current, outcome.events);
      }, state).phase;
    });
  }

  it("finds the fill that happened while the link was down", () => {
    const books = {
      ...none,
      executions: [
        execution("combo", "01.01", 2),
        execution("long", "02.01", 2),
        execution("short", "03.01", 2),
      ],
    };
    expect(after([spec.given(...working).state], books)).toEqual(["filled"]);
    expect(after([spec.given(...doubted).state], books)).toEqual(["filled"]);
  });

  it("reports before it settles, and reports only what is news", () => {
    const state = spec.given(...working, executed("long", "02.01", 1)).state;
    const books = {
      openOrders: [openReport("PreSubmitted")],
      executions: [execution("long", "02.01", 1), execution("short", "03.01", 1)],
    };
    const { orders } = reconcileOrders([state], books);
    expect(orders.map(({ commands }) => commands.map(({ type }) => type))).toEqual([
      ["ReportExecution", "Reconcile"],
    ]);
  });

  it("settles each order by its own reference", () => {
    const other = spec.given(...doubted).state;
    const mine = spec.given(...working).state;
    expect(
      after([mine, { ...other, orderRef: ref("lb-2") }], { ...none, openOrders: [openReport("Submitted")] }),
    ).toEqual(["working", "notSent"]);
  });

  it("leaves alone what is over, was never placed, or is not ours, and hands the last over", () => {
    const over = spec.given(...working, executed("combo", "01.01", 2)).state;
    const asked = spec.given(requested()).state;
    const foreign = { openOrders: [openReport("Submitted", { orderRef: ref("by-hand") })], executions: [] };
    const { orders, unclaimed } = reconcileOrders([over, asked, order.initial], foreign);
    expect(orders).toEqual([]);
    expect(unclaimed).toEqual(foreign);
  });

  it("done twice changes nothing more", () => {
    const books = { openOrders: [openReport("Submitted")], executions: [execution("combo", "01.01", 1)] };
    let state = spec.given(...doubted).state;
    for (const { commands } of reconcileOrders([state], books).orders) {
      for (const command of commands) {
        const outcome = order.decide(state, command, context);
        if (outcome.kind === "emitted") state = fold(order, state, outcome.events);
      }
    }
    expect(state).toMatchObject({ phase: "working", filled: 1 });
    for (const { commands } of reconcileOrders([state], books).orders) {
      for (const command of commands) {
        expect(order.decide(state, command, context)).toEqual({ kind: "emitted", events: [] });
      }
    }
  });
});
