import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";

const HOUR_MS = 3_600_000;
/** Longer than the gateway is left without a question for its time. */
const HEARTBEAT_MS = 2_500;

async function refusalOf(run: EngineRun, orderRef: string): Promise<string | null> {
  const answer = await run.engine.submitOrder(vertical(orderRef, { quantity: 2 }), "trader");
  return answer.kind === "refused" ? `${answer.refusal.code}: ${answer.refusal.message}` : null;
}

describe("when the machine's clock is set back by an hour while it trades", () => {
  it("no order is decided on quotes that seem to come from the future", async () => {
    const run = await startRun({ gatewayKeepsTime: true });
    await run.place("abc-1");
    run.clock.jumpWall(-HOUR_MS);
    expect(await refusalOf(run, "abc-2")).toMatch(/quoteAge|quote-age/);
    expect(run.gateway.placed).toHaveLength(1);
    expect(run.fatal).toEqual([]);
  });

  it("trading goes on once the gateway has told its time again, an answer later", async () => {
    const run = await startRun({ gatewayKeepsTime: true });
    const before = run.engine.now();
    run.clock.jumpWall(-HOUR_MS);
    await run.pass(HEARTBEAT_MS);
    expect(run.engine.now() - before).toBeGreaterThan(0);
    expect(run.engine.now() - before).toBeLessThan(2 * HEARTBEAT_MS);
    await run.place("abc-1");
    expect(run.fatal).toEqual([]);
  });

  it("the log keeps its order: ids rise, no stream has a gap, and an engine that starts in the past goes on", async () => {
    const run = await startRun({ gatewayKeepsTime: true });
    await run.place("abc-1");
    const before = await run.log();
    const recordedBefore = before.at(-1)?.metadata.recordedAt ?? 0;
    run.clock.jumpWall(-HOUR_MS);
    await run.pass(HEARTBEAT_MS);
    await run.place("abc-2", { quantity: 2 });
    const log = await run.log();
    const ids = log.map(({ metadata }) => metadata.id);
    const latestBefore = ids.slice(0, before.length).toSorted().at(-1) ?? "";
    expect(ids.slice(before.length).every((id) => id > latestBefore)).toBe(true);
    expect(log.at(-1)?.metadata.recordedAt).toBeLessThan(recordedBefore);

    run.kill();
    const again = await startRun({ store: run.store, clock: run.clock, gatewayKeepsTime: true });
    await again.pass(HEARTBEAT_MS);
    const after = await again.log();
    expect(after.slice(0, log.length)).toEqual(log);
    const revisions = new Map<string, number>();
    for (const { stream, revision } of after) {
      expect(revision, stream).toBe((revisions.get(stream) ?? -1) + 1);
      revisions.set(stream, revision);
    }
    expect(again.fatal).toEqual([]);
    expect(after.length).toBeGreaterThan(log.length);
  });
});
