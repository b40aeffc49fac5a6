import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { openOrderOf } from "../testing/scripted-gateway.ts";

const HOUR_MS = 3_600_000;

async function noticesOf(run: EngineRun): Promise<readonly string[]> {
  return (await run.log()).flatMap(({ event }) =>
    event.type === "GatewayNoticeReported" ? [event.data.message] : [],
  );
}

async function withWorkingOrder(): Promise<EngineRun> {
  const run = await startRun({ limits: { heartbeatIntervalMs: 60_000, heartbeatDeadlineMs: 120_000 } });
  await run.place("abc-1", { timeInForce: "gtc" });
  run.gateway.openOrders.push(openOrderOf(run.gateway.placed[0]!));
  run.gateway.say(...run.gateway.says("Submitted"));
  await run.settled();
  return run;
}

describe("an order that works for hours", () => {
  it("is spoken of after one, and again each time that its age has doubled", async () => {
    const run = await withWorkingOrder();
    await run.pass(HOUR_MS - 120_000);
    expect(await noticesOf(run)).toEqual([]);
    await run.pass(HOUR_MS * 4);
    expect(await noticesOf(run)).toEqual([
      "order abc-1 has worked for 60 min with 0 of 1 filled: change its price or cancel it",
      "order abc-1 has worked for 120 min with 0 of 1 filled: change its price or cancel it",
      "order abc-1 has worked for 240 min with 0 of 1 filled: change its price or cancel it",
    ]);
  });

  it("is not spoken of once it is over", async () => {
    const run = await withWorkingOrder();
    await run.pass(HOUR_MS / 2);
    run.gateway.openOrders.length = 0;
    run.gateway.say(...run.gateway.says("Cancelled"));
    await run.pass(HOUR_MS);
    expect(await noticesOf(run)).toEqual([]);
  });
});
