import { REQUEST_PRIORITIES } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SendOutcome } from "../ports/broker-gateway.ts";
import { REQUEST_LIMITS } from "./coordinator.ts";
import { THROTTLING_QUIET_MS } from "./throttling.ts";
import { coordination, range } from "../testing/coordination.ts";

describe("a request while the pace allows it", () => {
  it("is on the socket before the submission returns", () => {
    const { submit, ids, outcomes, coordinator } = coordination();
    submit(1, "order");
    expect(ids()).toEqual([1]);
    expect(outcomes.get(1)).toEqual({ kind: "sent" });
    expect([coordinator.queueSize, coordinator.throttledTotal]).toEqual([0, 0]);
  });

  it("costs nothing of the pace when the socket refuses it", () => {
    const { submit, socket, outcomes, ids } = coordination({
      messagesPerSecondMax: 2,
      urgentReservePerSecond: 0,
    });
    socket.refusal = "not encodable";
    for (const id of range(1, 5)) submit(id, "chain");
    expect([...outcomes.values()].every(({ kind }) => kind === "refused")).toBe(true);
    socket.refusal = null;
    submit(6, "chain");
    submit(7, "chain");
    expect(ids()).toEqual([6, 7]);
  });
});

describe("a request that has to wait", () => {
  it("goes by priority, and within a priority in turn", () => {
    const { submit, ids, clock, coordinator } = coordination({
      messagesPerSecondMax: 1,
      urgentReservePerSecond: 0,
    });
    submit(0, "chain");
    for (const [index, priority] of [...REQUEST_PRIORITIES].reverse().entries()) {
      submit(index * 2 + 1, priority);
      submit(index * 2 + 2, priority);
    }
    expect([coordinator.queueSize, coordinator.throttledTotal]).toEqual([14, 14]);
    clock.advance(14_000 + THROTTLING_QUIET_MS);
    expect(ids()).toEqual([0, 13, 14, 11, 12, 9, 10, 7, 8, 5, 6, 3, 4, 1, 2]);
    expect([coordinator.queueSize, clock.nextDue]).toEqual([0, null]);
  });

  it("never delays an order or a cancel: a share of the pace is theirs", () => {
    const { submit, ids } = coordination();
    for (const id of range(1, 1_000)) submit(id, "chain");
    expect(ids()).toHaveLength(40);
    submit(2_001, "order");
    submit(2_002, "cancel");
    expect(ids().slice(40)).toEqual([2_001, 2_002]);
  });

  it("is refused at the limit of the queue, where orders are still taken", () => {
    const { submit, outcomes, coordinator } = coordination({ requestQueueMax: 10 });
    for (const id of range(1, 51)) submit(id, "line");
    expect(coordinator.queueSize).toBe(10);
    expect(outcomes.get(51)).toEqual({ kind: "refused", message: expect.stringContaining("queue is full") });
    submit(52, "order");
    expect(outcomes.get(52)).toEqual({ kind: "sent" });
  });

  it("keeps a bound of its own for orders and cancels", () => {
    const { submit, outcomes } = coordination({ urgentQueueMax: 2 });
    for (const id of range(1, 48)) submit(id, "order");
    expect(outcomes.get(48)).toMatchObject({ kind: "refused" });
    expect(outcomes.has(47)).toBe(false);
  });
});

describe("a lost session", () => {
  it("refuses everything that waits, once, and sends none of it in the next session", () => {
    const { submit, socket, outcomes, clock, coordinator, sent } = coordination();
    for (const id of range(1, 60)) submit(id, "synchronise");
    socket.isOpen = false;
    coordinator.sessionLost();
    coordinator.sessionLost();
    expect(range(41, 60).map((id) => outcomes.get(id)?.kind)).toEqual(Array(20).fill("refused"));
    expect(coordinator.queueSize).toBe(0);
    socket.isOpen = true;
    clock.advance(10_000);
    expect(sent).toHaveLength(40);
  });

  it("refuses at once while no session is open", () => {
    const { submit, socket, outcomes, coordinator } = coordination();
    socket.isOpen = false;
    submit(1, "order");
    expect(outcomes.get(1)).toMatchObject({ kind: "refused" });
    expect(coordinator.queueSize).toBe(0);
  });

  it("lets a sender submit again from its refusal without sending anything", () => {
    const { coordinator, socket, submit, sent } = coordination({
      messagesPerSecondMax: 1,
      urgentReservePerSecond: 0,
    });
    submit(1, "order");
    const seen: string[] = [];
    const again = (outcome: SendOutcome) => {
      seen.push(outcome.kind);
      if (seen.length < 3) coordinator.submit({ kind: "currentTime" }, "order", again);
    };
    coordinator.submit({ kind: "currentTime" }, "order", again);
    socket.isOpen = false;
    coordinator.sessionLost();
    expect(seen).toEqual(["refused", "refused", "refused"]);
    expect(sent).toHaveLength(1);
  });
});

describe("any run of requests", () => {
  const step = fc.record({
    priority: fc.constantFrom(...REQUEST_PRIORITIES),
    pauseMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 400, noNaN: true })),
    loses: fc.integer({ min: 0, max: 99 }).map((roll) => roll === 0),
  });

  it("keeps the pace, answers each exactly once, and keeps the turn within a priority", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
        const { clock, sent, outcomes, submit, coordinator } = coordination();
        for (const [id, { priority, pauseMs, loses }] of steps.entries()) {
          submit(id, priority);
          if (loses) coordinator.sessionLost();
          clock.advance(pauseMs);
        }
        clock.advance(60_000);
        expect(outcomes.size).toBe(steps.length);
        for (const [index, { at }] of sent.entries()) {
          const inWindow = sent.slice(0, index + 1).filter((other) => other.at > at - 1_000);
          expect(inWindow.length).toBeLessThanOrEqual(REQUEST_LIMITS.messagesPerSecondMax);
        }
        for (const priority of REQUEST_PRIORITIES) {
          const turns = sent.map(({ id }) => id).filter((id) => steps[id]?.priority === priority);
          expect(turns).toEqual([...turns].sort((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });
});
