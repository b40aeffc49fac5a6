import { TICK_KINDS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { createStore, type EngineRun, startRun } from "../testing/engine-run.ts";
import { EXPIRY, units } from "../testing/listed-options.ts";

const MINUTE_MS = 60_000;
const LIMITS = { heartbeatIntervalMs: 30_000, heartbeatDeadlineMs: 40_000 };

/** Says the volatility of every option whose line is open, as the gateway's model would, with a young quote. */
function sayVolatility(run: EngineRun, volatility: number): void {
  for (const { requestId, contract } of run.gateway.sentOf("openLine")) {
    const value = contract.kind === "stock" ? units(100) : units(1);
    run.gateway.say({ kind: "tick", requestId, tick: TICK_KINDS.bid, value });
    if (contract.kind === "stock") run.gateway.say({ kind: "tick", requestId, tick: TICK_KINDS.ask, value });
    else run.gateway.say({ kind: "tick", requestId, tick: TICK_KINDS.modelVolatility, value: volatility });
  }
}

async function recorded(run: EngineRun) {
  return (await run.log()).flatMap(({ event }) =>
    event.type === "UnderlyingVolatilityRecorded" ? [event.data] : [],
  );
}

async function withOpenChain(options: Parameters<typeof startRun>[0] = {}): Promise<EngineRun> {
  const run = await startRun({ limits: LIMITS, ...options });
  await run.engine.openChain("LBX", "ada");
  await run.engine.openExpiry("LBX", EXPIRY, "ada");
  await run.settled();
  return run;
}

/** Lets time pass with quotes that stay young. */
async function quoted(run: EngineRun, minutes: number, volatility: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    sayVolatility(run, volatility);
    await run.pass(MINUTE_MS);
  }
}

describe("the volatility of an underlying", () => {
  it("is recorded at once, and every quarter of an hour again, at the money thirty days ahead", async () => {
    const run = await withOpenChain();
    await quoted(run, 32, 0.25);
    const values = await recorded(run);
    expect(values).toHaveLength(3);
    expect(values[0]).toMatchObject({
      symbol: "LBX",
      date: "2026-11-16",
      volatility: 0.25,
      maturityDays: 30,
    });
    const [first, second] = values;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(15 * MINUTE_MS);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(16 * MINUTE_MS);
  });

  it("is not recorded from quotes that have grown old, nor while no chain is open", async () => {
    const idle = await startRun({ limits: LIMITS });
    await idle.pass(3 * MINUTE_MS);
    expect(await recorded(idle)).toEqual([]);
    const run = await withOpenChain();
    await quoted(run, 1, 0.25);
    const before = (await recorded(run)).length;
    await run.pass(40 * MINUTE_MS);
    expect(before).toBe(1);
    expect(await recorded(run)).toHaveLength(before);
  });

  it("goes on from what the log remembers after a restart", async () => {
    const store = createStore();
    const first = await withOpenChain({ store });
    await quoted(first, 2, 0.25);
    first.kill();
    const second = await withOpenChain({ store, clock: first.clock });
    await quoted(second, 5, 0.3);
    expect((await recorded(second)).map(({ volatility }) => volatility)).toEqual([0.25]);
    await quoted(second, 15, 0.3);
    expect((await recorded(second)).map(({ volatility }) => volatility)).toEqual([0.25, 0.3]);
  });

  it("ends with one in the last minute of the session, and none after it", async () => {
    const run = await withOpenChain();
    await run.pass(355 * MINUTE_MS);
    await quoted(run, 8, 0.25);
    const values = await recorded(run);
    const close = Date.UTC(2026, 10, 16, 21);
    expect(values.at(-1)?.at).toBeLessThan(close);
    expect(values.at(-1)?.at).toBeGreaterThanOrEqual(close - MINUTE_MS);
    expect(values).toHaveLength(3);
  });
});
