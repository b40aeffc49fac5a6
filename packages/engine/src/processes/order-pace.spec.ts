import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import { expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";

const COUNT = 60;

/** So many orders at once that the last waits longer for its turn than an acknowledgement may take. */
async function burst(): Promise<{ run: EngineRun; answers: Promise<unknown> }> {
  const run = await startRun({ limits: { messagesPerSecondMax: 6, marginPreviewDeadlineMs: 60_000 } });
  const many = { ...DEFAULT_RISK_LIMITS, positionContractsMax: 10_000, duplicateWindowMs: 0 };
  await run.engine.setRiskLimits("DU1", many, "a busy day", "trader");
  const quoting = run.engine.openLegs(...legsOf(vertical("any")), "trader");
  await run.pass(40_000);
  await quoting;
  const placing = Array.from({ length: COUNT }, (_, index) =>
    run.engine.submitOrder(vertical(`abc-${index}`), "trader"),
  );
  // What-ifs and orders are urgent alike: the what-ifs take the first ten seconds.
  await run.pass(11_000);
  return { run, answers: Promise.all(placing) };
}

it("an order that waits for its turn to be sent is not given up as unanswered", async () => {
  const { run, answers } = await burst();
  run.gateway.openOrders = [];
  await run.pass(9_000);
  await answers;
  expect(run.gateway.placed.length).toBe(COUNT);
  const log = await run.log();
  const sentOf = new Map<string, number>();
  for (const [index, { event }] of log.entries()) {
    if (event.type === "OrderTransmitted") sentOf.set(event.data.orderRef, index);
    if (event.type === "OrderOutcomeUnknown") expect(sentOf.get(event.data.orderRef)).toBeLessThan(index);
  }
});

it("a cancel never overtakes its own order", async () => {
  const { run, answers } = await burst();
  await run.engine.engageKillSwitch("DU1", "stop", "trader");
  await run.pass(40_000);
  await answers;
  const firstOf = (kind: "placeOrder" | "cancelOrder", orderId: number) =>
    run.gateway.sent.findIndex(
      (request) =>
        request.kind === kind && request.orderId === orderId && !("whatIf" in request && request.whatIf),
    );
  const cancelled = run.gateway.sentOf("cancelOrder");
  expect(new Set(cancelled.map(({ orderId }) => orderId))).toEqual(
    new Set(run.gateway.placed.map(({ orderId }) => orderId)),
  );
  for (const { orderId } of cancelled)
    expect(firstOf("placeOrder", orderId)).toBeLessThan(firstOf("cancelOrder", orderId));
});
