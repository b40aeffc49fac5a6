import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import { expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";
import { legsOf } from "../testing/vertical-legs.ts";

const STREAM = "requests-7";
const ORDERS = 30;

/** Thirty orders and their what-ifs at once, where twelve messages may go in a second. */
async function burst(): Promise<{ run: EngineRun; answers: Promise<unknown> }> {
  const run = await startRun({
    clientId: 7,
    limits: { messagesPerSecondMax: 12, marginPreviewDeadlineMs: 60_000 },
  });
  const many = { ...DEFAULT_RISK_LIMITS, positionContractsMax: 10_000, duplicateWindowMs: 0 };
  await run.engine.setRiskLimits("DU1", many, "a busy day", "trader");
  const quoting = run.engine.openLegs(...legsOf(vertical("any")), "trader");
  await run.pass(60_000);
  await quoting;
  const before = (await run.typesOf(STREAM)).length;
  expect(before % 2).toBe(0);
  const orders = Array.from({ length: ORDERS }, (_, index) =>
    run.engine.submitOrder(vertical(`abc-${index}`), "trader"),
  );
  return { run, answers: Promise.all(orders) };
}

async function newestOf(run: EngineRun) {
  const events = (await run.log()).filter(({ stream }) => stream === STREAM);
  return { began: events.at(-2), ended: events.at(-1) };
}

it("a burst of orders is one pair of events, whose waits are those of the orders themselves", async () => {
  const { run, answers } = await burst();
  const before = (await run.typesOf(STREAM)).length;
  await run.pass(30_000);
  await answers;
  expect((await run.typesOf(STREAM)).slice(before)).toEqual([
    "RequestThrottlingBegan",
    "RequestThrottlingEnded",
  ]);
  const { began, ended } = await newestOf(run);
  expect(began?.event.data).toMatchObject({
    limit: "messagesPerSecond",
    limitMax: 12,
    priority: "order",
    request: "placeOrder",
  });
  if (ended?.event.type !== "RequestThrottlingEnded") throw new Error("throttling did not end");
  const { durationMs, held, refused, dropped } = ended.event.data;
  expect(held.find(({ priority }) => priority === "order")?.count).toBeGreaterThan(ORDERS);
  expect([refused, dropped]).toEqual([0, 0]);
  // Sixty messages, twelve a second, and what else was asked meanwhile.
  expect(durationMs).toBeGreaterThanOrEqual(4_000);
  expect(durationMs).toBeLessThan(12_000);
});

it("what waits when the session is lost is told as never sent", async () => {
  const { run, answers } = await burst();
  await run.pass(2_000);
  run.gateway.lose("closed");
  await run.pass(30_000);
  await answers;
  const ended = (await run.log()).flatMap(({ event }) =>
    event.type === "RequestThrottlingEnded" && event.data.cause === "sessionLost" ? [event.data] : [],
  );
  expect(ended).toHaveLength(1);
  expect(ended[0]?.dropped).toBeGreaterThan(0);
});

it("an engine that is stopped while requests wait tells it before its log ends", async () => {
  const { run, answers } = await burst();
  answers.catch(() => {});
  await run.pass(1_000);
  await run.engine.stop("enough");
  const types = await run.typesOf(STREAM);
  expect(types.at(-1)).toBe("RequestThrottlingEnded");
  expect((await newestOf(run)).ended?.event.data).toMatchObject({ cause: "sessionLost" });
});
