import { TICK_KINDS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import type { VerticalScanUpdate } from "../ports/engine.ts";
import { scanCriteriaSchema, type ScanCriteria } from "../scanner/verticals/index.ts";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { units } from "../testing/listed-options.ts";

const CRITERIA: ScanCriteria = scanCriteriaSchema.parse({ symbol: "LBX" });

async function begin(run: EngineRun, signal: AbortSignal, criteria = CRITERIA) {
  const answer = await run.engine.scanVerticals(criteria, "trader", signal);
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  return answer.updates[Symbol.asyncIterator]();
}

/** The next update; lets as much time pass as a reader would wait. */
async function next(
  run: EngineRun,
  updates: AsyncIterator<VerticalScanUpdate>,
  ms = 1_500,
): Promise<VerticalScanUpdate | null> {
  const coming = updates.next();
  await run.pass(ms);
  const result = await coming;
  return result.done === true ? null : result.value;
}

const stops = async (run: EngineRun) =>
  (await run.log()).filter(({ event }) => event.type === "ScanStopped").length;

describe("a scan", () => {
  it("says what it waits for, then what it found", async () => {
    const run = await startRun();
    const updates = await begin(run, new AbortController().signal);
    expect((await next(run, updates))!.waitingFor).toBe("The first quote of LBX.");
    const found = (await next(run, updates))!;
    expect(found.waitingFor).toBeNull();
    expect(found.rows.length).toBeGreaterThan(0);
    expect(found.matched).toBeGreaterThanOrEqual(found.rows.length);
  });

  it("gives a slow reader the newest state alone, not a queue", async () => {
    const run = await startRun();
    const updates = await begin(run, new AbortController().signal);
    await next(run, updates);
    await next(run, updates);
    const stock = run.gateway.sentOf("openLine").find(({ contract }) => contract.kind === "stock")!;
    for (let cents = 0; cents < 50; cents += 1) {
      const value = units(99 + cents / 100);
      run.gateway.say({ kind: "tick", requestId: stock.requestId, tick: TICK_KINDS.bid, value });
      await run.pass(300);
    }
    const before = run.engine.now();
    const update = (await next(run, updates, 300))!;
    expect(update.at).toBeGreaterThanOrEqual(before);
  });

  it("is computed again when a quote of its own changes, at most once an interval", async () => {
    const run = await startRun();
    const updates = await begin(run, new AbortController().signal);
    await next(run, updates);
    await next(run, updates);
    const line = run.gateway.sentOf("openLine").find(({ contract }) => contract.kind === "option")!;
    const began = run.engine.now();
    const coming = updates.next();
    await run.pass(10);
    run.gateway.say({ kind: "tick", requestId: line.requestId, tick: TICK_KINDS.bidSize, value: 7 });
    await run.pass(300);
    const result = await coming;
    expect(result.done === false && result.value.at - began).toBe(250);
  });

  it("ends when its reader leaves, and the log says so once", async () => {
    const run = await startRun();
    const abort = new AbortController();
    const updates = await begin(run, abort.signal);
    await next(run, updates);
    const coming = updates.next();
    abort.abort();
    expect((await coming).done).toBe(true);
    await run.settled();
    expect(await stops(run)).toBe(1);
  });

  it("ends too when its reader breaks off without a word", async () => {
    const run = await startRun();
    const updates = await begin(run, new AbortController().signal);
    await next(run, updates);
    await updates.return?.();
    await run.settled();
    expect(await stops(run)).toBe(1);
  });

  it("ends when nobody ever began to read it", async () => {
    const run = await startRun();
    const abort = new AbortController();
    await begin(run, abort.signal);
    abort.abort();
    await run.settled();
    expect(await stops(run)).toBe(1);
  });

  it("ends with the engine", async () => {
    const run = await startRun();
    const updates = await begin(run, new AbortController().signal);
    await next(run, updates);
    await run.engine.stop("done");
    expect((await updates.next()).done).toBe(true);
    expect(await stops(run)).toBe(1);
  });

  it("leaves lines to tickets, orders and positions", async () => {
    const run = await startRun({ limits: { marketLinesReserved: 85 } });
    const updates = await begin(run, new AbortController().signal);
    await next(run, updates);
    expect(run.engine.metrics().linesUsed).toBeLessThanOrEqual(6);
  });
});

describe("scans together", () => {
  it("are no more than the limit, counted from the moment they are asked for", async () => {
    const run = await startRun({ limits: { scansMax: 2 } });
    const abort = new AbortController();
    const answers = await Promise.all(
      [1, 2, 3].map(() => run.engine.scanVerticals(CRITERIA, "trader", abort.signal)),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "refused"]);
    expect(answers[2]).toMatchObject({ refusal: { code: "scan.too-many", inputs: { running: 2 } } });
    abort.abort();
    expect((await run.engine.scanVerticals(CRITERIA, "trader", new AbortController().signal)).kind).toBe(
      "accepted",
    );
  });

  it("do not count one that was refused", async () => {
    const run = await startRun({ limits: { scansMax: 1 } });
    const unknown = { ...CRITERIA, symbol: "NOPE" };
    const { signal } = new AbortController();
    expect((await run.engine.scanVerticals(unknown, "trader", signal)).kind).toBe("refused");
    expect((await run.engine.scanVerticals(CRITERIA, "trader", signal)).kind).toBe("accepted");
  });
});
