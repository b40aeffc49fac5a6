import { REQUEST_PRIORITIES, type RequestsEvent } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coordination, range } from "../testing/coordination.ts";
import { THROTTLING_QUIET_MS } from "./throttling.ts";

const typesOf = (events: readonly RequestsEvent[]) => events.map(({ type }) => type);
const PAIR = ["RequestThrottlingBegan", "RequestThrottlingEnded"];
/** Ten a second, two of them kept for orders and cancels. */
const TEN = { messagesPerSecondMax: 10, urgentReservePerSecond: 2 };

describe("what the pace holds back", () => {
  it("is nothing to tell of while everything goes at once", () => {
    const { submit, throttling, clock } = coordination(TEN);
    for (const id of range(1, 8)) submit(id, "line");
    clock.advance(60_000);
    expect(throttling).toEqual([]);
  });

  it("is told at once: the limit, and the first that it stopped", () => {
    const { submit, throttling } = coordination(TEN);
    for (const id of range(1, 30)) submit(id, "line");
    expect(throttling).toEqual([
      {
        type: "RequestThrottlingBegan",
        data: {
          limit: "messagesPerSecondUnreserved",
          limitMax: 8,
          priority: "line",
          request: "closeLine",
          waiting: 1,
        },
      },
    ]);
  });

  it("is one pair of events, with how many waited of which priority and how long", () => {
    const { submit, throttling, clock } = coordination(TEN);
    for (const id of range(1, 8)) submit(id, "line");
    clock.advance(100);
    for (const id of range(9, 24)) submit(id, "line");
    for (const id of range(25, 28)) submit(id, "order");
    clock.advance(3_000 + THROTTLING_QUIET_MS);
    expect(typesOf(throttling)).toEqual(PAIR);
    // Two orders take what is kept for them; two wait for the end of the first second, and the lines behind them.
    expect(throttling[1]?.data).toEqual({
      cause: "drained",
      durationMs: 2_900,
      waitingMax: 18,
      held: [
        { priority: "order", count: 2, longestWaitMs: 900 },
        { priority: "line", count: 16, longestWaitMs: 2_900 },
      ],
      refused: 0,
      dropped: 0,
    });
  });

  it("is one episode as long as something has to wait again and again", () => {
    const { submit, throttling, clock, coordinator } = coordination(TEN);
    for (const id of range(1, 900)) {
      submit(id, "line");
      if (id % 9 === 0) clock.advance(1_200);
      if (id % 9 === 0) expect(coordinator.queueSize).toBe(0);
    }
    expect(typesOf(throttling)).toEqual(PAIR.slice(0, 1));
    clock.advance(THROTTLING_QUIET_MS);
    expect(typesOf(throttling)).toEqual(PAIR);
    for (const id of range(2_001, 2_009)) submit(id, "line");
    expect(typesOf(throttling)).toEqual([...PAIR, "RequestThrottlingBegan"]);
  });

  it("counts what was refused because too many waited", () => {
    const { submit, throttling, clock } = coordination({ ...TEN, requestQueueMax: 5 });
    for (const id of range(1, 20)) submit(id, "chain");
    clock.advance(60_000);
    expect(throttling[1]?.data).toMatchObject({ waitingMax: 5, refused: 7, held: [{ count: 5 }] });
  });

  it("ends with the session: what waited is told as never sent", () => {
    const { submit, throttling, coordinator, clock, socket } = coordination(TEN);
    for (const id of range(1, 12)) submit(id, "line");
    clock.advance(400);
    socket.isOpen = false;
    coordinator.sessionLost();
    expect(throttling[1]?.data).toEqual({
      cause: "sessionLost",
      durationMs: 400,
      waitingMax: 4,
      held: [{ priority: "line", count: 4, longestWaitMs: 400 }],
      refused: 0,
      dropped: 4,
    });
    clock.advance(60_000);
    expect(throttling).toHaveLength(2);
  });

  it("is not what a sender submits from the outcome of another, when the pace lets it go", () => {
    const { coordinator, throttling, clock } = coordination(TEN);
    let left = 5;
    const again = () => {
      if ((left -= 1) > 0) coordinator.submit({ kind: "currentTime" }, "heartbeat", again);
    };
    coordinator.submit({ kind: "currentTime" }, "heartbeat", again);
    clock.advance(60_000);
    expect([coordinator.throttledTotal, throttling]).toEqual([0, []]);
  });

  const step = fc.record({
    priority: fc.constantFrom(...REQUEST_PRIORITIES),
    pauseMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2_000, noNaN: true })),
    loses: fc.integer({ min: 0, max: 99 }).map((roll) => roll === 0),
  });

  it("is told in pairs that hold every request that waited, once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const { submit, throttling, coordinator, clock } = coordination({ ...TEN, requestQueueMax: 20 });
        for (const [id, { priority, pauseMs, loses }] of steps.entries()) {
          submit(id, priority);
          if (loses) coordinator.sessionLost();
          clock.advance(pauseMs);
        }
        clock.advance(600_000);
        const ended = throttling.flatMap((event) =>
          event.type === "RequestThrottlingEnded" ? [event.data] : [],
        );
        expect(typesOf(throttling)).toEqual(ended.flatMap(() => PAIR));
        const held = ended.flatMap((data) => data.held.map(({ count }) => count));
        expect(held.reduce((sum, count) => sum + count, 0)).toBe(coordinator.throttledTotal);
        for (const data of ended) {
          for (const { longestWaitMs } of data.held)
            expect(longestWaitMs).toBeLessThanOrEqual(data.durationMs + 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
