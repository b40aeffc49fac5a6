import { TICK_KINDS } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import type { ScanUpdate } from "../ports/engine.ts";
import { type ScanCriteria, scanCriteriaSchema } from "../scanner/index.ts";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { EXPIRY, listed, units, vertical } from "../testing/listed-options.ts";

const CRITERIA: ScanCriteria = scanCriteriaSchema.parse({ symbol: "LBX" });

async function begin(run: EngineRun, signal = new AbortController().signal, criteria = CRITERIA) {
  const answer = await run.engine.scan(criteria, "trader", signal);
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  return answer.updates[Symbol.asyncIterator]();
}

/** The next update; lets as much time pass as a reader would wait. */
async function next(
  run: EngineRun,
  updates: AsyncIterator<ScanUpdate>,
  ms = 1_500,
): Promise<ScanUpdate | null> {
  const coming = updates.next();
  await run.pass(ms);
  const result = await coming;
  return result.done === true ? null : result.value;
}

/** The first update that waits for nothing. */
async function found(run: EngineRun, updates: AsyncIterator<ScanUpdate>): Promise<ScanUpdate> {
  for (let count = 0; count < 20; count += 1) {
    const update = await next(run, updates);
    if (update !== null && update.waitingFor === null) return update;
  }
  throw new Error("the scan waits for ever");
}

const stops = async (run: EngineRun) =>
  (await run.log()).filter(({ event }) => event.type === "ScanStopped").length;

describe("a scan", () => {
  it("says what it waits for, then what it found and how fresh that is", async () => {
    const run = await startRun();
    const updates = await begin(run);
    expect(await next(run, updates)).toMatchObject({
      waitingFor: "The contracts of 1 of 1 expiries.",
      expiries: { open: 0, wanted: 1, leftOut: 0 },
      rows: [],
    });
    const update = await found(run, updates);
    expect(update.rows.length).toBeGreaterThan(0);
    expect(update.matched).toBeGreaterThanOrEqual(update.rows.length);
    expect(update.expiries).toEqual({ open: 1, wanted: 1, leftOut: 0 });
    expect(update.freshness?.all).toMatchObject({ contracts: 10, within30s: 1 });
  });

  it("goes on while the gateway is slow with an expiry's contracts, and asks again when it fails", async () => {
    const run = await startRun();
    run.gateway.answer("expiryDetails", ({ requestId }) => [
      { kind: "error", code: 504, message: "not now", requestId },
    ]);
    const updates = await begin(run);
    await next(run, updates);
    const failed = (await next(run, updates))!;
    expect(failed.waitingFor).toMatch(/^The contracts of 1 of 1 expiries: .*not now/);
    run.gateway.answer("expiryDetails", null);
    expect((await found(run, updates)).expiries.open).toBe(1);
  });

  it("says that there are more expiries than it looks at", async () => {
    const run = await startRun({ limits: { scanExpiriesMax: 1 } });
    const filters = [{ field: "daysToExpiry", min: 0, max: null }];
    const everything = scanCriteriaSchema.parse({ symbol: "LBX", filters });
    const one = await begin(run, new AbortController().signal, everything);
    expect((await next(run, one))!.expiries).toMatchObject({ wanted: 1, leftOut: 0 });
  });

  it("takes a quote in at once, at most once an interval, and gives a slow reader the newest state alone", async () => {
    const run = await startRun();
    const updates = await begin(run);
    const before = await found(run, updates);
    const { conId } = listed("call", 100);
    const line = run.gateway.sentOf("openLine").findLast(({ contract }) => contract.conId === conId)!;
    const began = run.engine.now();
    const coming = updates.next();
    for (let cents = 1; cents <= 3; cents += 1) {
      await run.pass(10);
      const value = units(1.9 + cents / 100);
      run.gateway.say({ kind: "tick", requestId: line.requestId, tick: TICK_KINDS.bid, value });
    }
    await run.pass(300);
    const result = await coming;
    if (result.done === true) throw new Error("the scan ended");
    expect(result.value.at).toBe(before.at);
    expect(run.engine.now() - began).toBeLessThan(400);
    const legs = result.value.rows.flatMap((row) => row.legs).filter((leg) => leg.conId === conId);
    expect(new Set(legs.map(({ bid }) => bid))).toEqual(new Set([units(1.93)]));
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

  it("ends too when its reader breaks off without a word, or never began to read", async () => {
    const run = await startRun();
    const updates = await begin(run);
    await next(run, updates);
    await updates.return?.();
    const abort = new AbortController();
    await begin(run, abort.signal);
    abort.abort();
    await run.settled();
    expect(await stops(run)).toBe(2);
  });

  it("is in the log with what it found: once it sees enough, each minute, before an order, and at its end", async () => {
    const run = await startRun();
    const abort = new AbortController();
    const updates = await begin(run, abort.signal);
    const looks = async () =>
      (await run.log()).flatMap(({ event }) => (event.type === "ScanLookTaken" ? [event.data] : []));
    const pass = async (seconds: number) => {
      for (let passed = 0; passed < seconds; passed += 5) await next(run, updates, 5_000);
      await run.settled();
    };
    const { rows } = await found(run, updates);
    await run.settled();
    const [first, ...more] = await looks();
    expect(more).toEqual([]);
    expect(first!.found.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    await pass(10);
    expect(await looks()).toHaveLength(1);
    await run.engine.previewOrder(vertical("abc-1"), "trader");
    await run.settled();
    expect(await looks()).toHaveLength(2);
    await pass(65);
    expect(await looks()).toHaveLength(3);
    await pass(10);
    abort.abort();
    await run.settled();
    expect(await looks()).toHaveLength(4);
  });

  it("ends with the engine", async () => {
    const run = await startRun();
    const updates = await begin(run);
    await next(run, updates);
    await run.engine.stop("done");
    expect((await updates.next()).done).toBe(true);
    expect(await stops(run)).toBe(1);
  });

  it("tells of one spread why it is not among the results", async () => {
    const run = await startRun();
    const updates = await begin(run);
    await found(run, updates);
    const leg = (strike: string, ratio: number) => ({ expiry: EXPIRY, right: "call", strike, ratio });
    const ask = async (criteria: ScanCriteria, ...legs: readonly ReturnType<typeof leg>[]) =>
      run.engine.scanWhyNot(criteria, legs, "trader");
    expect(await ask(CRITERIA, leg("100", 1), leg("105", -1))).toMatchObject({ whyNot: { kind: "matches" } });
    const filters = [{ field: "width", min: null, max: 4_000_000 }];
    const narrow = scanCriteriaSchema.parse({ symbol: "LBX", filters });
    expect(await ask(narrow, leg("100", 1), leg("105", -1))).toMatchObject({
      whyNot: { kind: "excluded", filter: "width" },
    });
    expect(await ask(CRITERIA, leg("101", 1), leg("105", -1))).toMatchObject({
      refusal: { code: "spread.leg-not-in-chain", field: "legs.0" },
    });
  });
});

describe("the smile of an expiry", () => {
  it("is there once the expiry is open: forward, points by strike, puts before calls", async () => {
    const run = await startRun();
    expect(run.engine.smile("LBX", EXPIRY)).toBeNull();
    const updates = await begin(run);
    await found(run, updates);
    const smile = run.engine.smile("LBX", EXPIRY)!;
    expect(smile.underlying).toBe(units(100));
    expect(smile.points.map(({ right }) => right).slice(0, 2)).toEqual(["put", "call"]);
    expect(smile.points).toHaveLength(10);
    expect(smile.points.every(({ mid, quoteAgeMs }) => mid !== null && quoteAgeMs !== null)).toBe(true);
  });
});

describe("scans", () => {
  it("are limited in number, and one that was refused counts for nothing", async () => {
    const run = await startRun({ limits: { scansMax: 1 } });
    const { signal } = new AbortController();
    const unknown = await run.engine.scan({ ...CRITERIA, symbol: "NOPE" }, "trader", signal);
    expect(unknown.kind).toBe("refused");
    const abort = new AbortController();
    await begin(run, abort.signal);
    const second = await run.engine.scan(CRITERIA, "trader", signal);
    expect(second).toMatchObject({ refusal: { code: "scan.too-many", inputs: { running: 1 } } });
    abort.abort();
    await begin(run);
  });
});
