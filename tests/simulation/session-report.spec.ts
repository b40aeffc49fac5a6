import { DEFAULT_RISK_LIMITS, type IsoDate, isoDate } from "@legbook/domain";
import { createPastViews, explainMissingTrade, explainOrder, sessionReport } from "@legbook/projections";
import { SnapshotsInMemory } from "@legbook/projections/testing";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { pastLog } from "../../apps/server/src/past-log.ts";
import { htmlOf } from "../../apps/server/src/report/html.ts";
import { markdownOf } from "../../apps/server/src/report/markdown.ts";
import { sessionDocument } from "../../apps/server/src/report/session-document.ts";
import { ACCOUNT, Night } from "../support/night.ts";
import {
  actual,
  callSpread,
  calmDown,
  isReady,
  ready,
  refused,
  restingSpread,
  shown,
  submit,
  submitWorking,
} from "../support/night-books.ts";

/** The date of the simulated market. */
const DAY = isoDate("2026-03-16");
const LIMITS = { ...DEFAULT_RISK_LIMITS, orderContractsMax: 8, duplicateWindowMs: 1_000 };
const AWAY_MS = 40_000;
/** Symbols that are looked up at once, more than may be asked for in a second. */
const LOOKED_UP = 70;
const STEP_MS = 500;
/** Of real time, on a busy machine; four seconds on a quiet one. */
const PLAYED_MS_MAX = 120_000;

/** A morning with everything that a report has to tell: fills, a cancel, refusals, too many questions at once, an outage, a crash, a lost order. */
async function playMorning(): Promise<Night> {
  const night = await Night.open("first-order-lost");
  calmDown(night);
  await ready(night);
  await night.answered(night.engine.setRiskLimits(ACCOUNT, LIMITS, "a day's work", "ann"));
  await submit(night, callSpread("bought", { quantity: 2 }));
  await submit(
    night,
    callSpread("middle", { longStrike: "101", shortStrike: "103", price: { kind: "mid" } }),
  );
  await submitWorking(night, restingSpread("rested"));
  await refused(night, callSpread("too-many", { quantity: 9 }));
  await refused(night, callSpread("no-strike", { longStrike: "101.33" }));
  await night.answered(night.engine.cancelOrder("rested", "not wanted", "ann"));
  const lookups = Array.from({ length: LOOKED_UP }, () => night.engine.findSymbols("LB"));
  await night.answered(Promise.all(lookups));
  await night.pass(10_000, STEP_MS);
  night.simulator.control.inject(`nightly-restart away=${AWAY_MS / 1_000}s`);
  await night.until("away", () => !isReady(night), AWAY_MS, STEP_MS);
  await night.until("ready again", () => isReady(night), 2 * AWAY_MS, STEP_MS);
  await night.kill();
  await night.pass(10_000, STEP_MS);
  await night.start();
  await night.pass(10_000, STEP_MS);
  night.simulator.control.inject("reset on placeOrder nth 2");
  await submit(night, callSpread("lost", { longStrike: "102", shortStrike: "104" }));
  await night.pass(15_000, STEP_MS);
  return night;
}

vi.setConfig({ testTimeout: PLAYED_MS_MAX, hookTimeout: PLAYED_MS_MAX });

function reportOf(night: Night, date: IsoDate = DAY) {
  const log = pastLog(night.store);
  const past = createPastViews({
    log,
    snapshots: new SnapshotsInMemory(),
    nextTurn: () => Promise.resolve(),
  });
  return sessionReport({ log: night.store, past, date });
}

describe("the report of a simulated morning", () => {
  let night: Night;
  let report: Awaited<ReturnType<typeof reportOf>>;

  beforeAll(async () => {
    night = await playMorning();
    report = await reportOf(night);
    return () => night.close();
  });

  it("has the broker's own fills and fees", () => {
    const books = actual(night);
    const paid = report.fills.reduce((sum, { commission }) => sum + (commission?.amount ?? 0), 0);
    expect(books.execIds).toEqual(expect.arrayContaining(report.fills.map(({ execId }) => execId)));
    expect(paid / 1_000_000).toBeCloseTo(books.commissions ?? Number.NaN, 6);
    const filled = report.orders.filter((order) => order.filled > 0);
    expect(Object.fromEntries(filled.map((order) => [order.orderRef, order.filled]))).toEqual(books.filled);
  });

  it("measures slippage as paid by hand: all legs' prices less the middle that the decision saw", () => {
    const bought = report.orders.find(({ orderRef }) => orderRef === "bought");
    const prices = report.fills.filter(({ orderRef }) => orderRef === "bought");
    const paid = prices.reduce(
      (sum, { side, quantity, price }) => sum + (side === "buy" ? 1 : -1) * quantity * price,
      0,
    );
    const slippage = bought?.slippage;
    expect(slippage?.amount).toBe((paid - 2 * (slippage?.mid ?? 0)) * 100);
    // A natural price pays the way to the far side, unless the market came nearer meanwhile.
    expect(slippage?.ofHalfSpread ?? 0).toBeGreaterThan(0.5);
  });

  it("tells the outage by its length, the crash, and the quotes that were missed", () => {
    const gateway = report.outages.find(
      ({ what, durationMs }) => what === "gateway" && durationMs >= AWAY_MS,
    );
    expect(gateway?.durationMs).toBeLessThan(2 * AWAY_MS);
    expect(report.outages.filter(({ what }) => what === "engine")).toMatchObject([
      { to: expect.any(Number) },
    ]);
    expect(report.gaps).toContainEqual(expect.objectContaining({ during: "gateway" }));
    expect(report.runs).toHaveLength(2);
  });

  it("tells what our own pacing held back", () => {
    const [episode, ...others] = report.throttling;
    expect(others).toEqual([]);
    expect(episode).toMatchObject({
      end: "drained",
      limit: "messagesPerSecondUnreserved",
      limitMax: 40,
      request: "matchingSymbols",
      refused: 0,
      dropped: 0,
    });
    const held = Object.fromEntries(episode?.held.map((of) => [of.priority, of]) ?? []);
    expect(held["chain"]?.count).toBeGreaterThanOrEqual(LOOKED_UP - 40);
    // A second's pace is forty: the last of seventy goes when the first forty are a second old.
    expect(held["chain"]?.longestWaitMs).toBeGreaterThanOrEqual(STEP_MS);
    expect(held["chain"]?.longestWaitMs).toBeLessThanOrEqual(2_000);
    expect(report.throttled).toEqual([]);
  });

  it("says which order was in doubt, and how the books settled it", () => {
    expect(shown(night, "lost").phase).toBe("notSent");
    expect(report.attention.map(({ words }) => words)).toContain(
      "It was in doubt for a time what became of lost. The broker's books settled it: never sent.",
    );
  });

  it("counts verdicts and refusals", () => {
    expect(report.rules.find(({ rule }) => rule === "orderSize")).toMatchObject({ blocked: 1 });
    expect(report.refusals.map(({ code }) => code).sort()).toEqual([
      "order.strike-not-in-chain",
      "risk.order-size",
    ]);
  });

  it("is one page that needs nothing else, without holes, and Markdown", () => {
    const document = sessionDocument(report);
    const html = htmlOf(document);
    const markdown = markdownOf(document);
    for (const text of [html, markdown]) expect(text).not.toMatch(/undefined|NaN|Infinity|\bnull\b|\[object/);
    expect(html).not.toMatch(/<script|<link|<img|(?:src|href)="(?!#)/);
    expect(html.match(/<svg /g)).toHaveLength(4);
    for (const { title } of document.sections) expect(markdown).toContain(`## ${title}`);
  });

  it("of a day without events has every section, each of which says so", async () => {
    const document = sessionDocument(await reportOf(night, isoDate("2026-03-13")));
    expect(document.sections).toHaveLength(sessionDocument(report).sections.length);
    for (const { blocks } of document.sections) expect(blocks.length).toBeGreaterThan(0);
    expect(htmlOf(document)).not.toMatch(/undefined|NaN|Infinity|<svg/);
  });
});

describe("the explanation from a simulated log", () => {
  it("of a filled order leads from who asked to the fill, with quotes no older than the rule allows", async () => {
    const night = await Night.open("first-order-lost");
    try {
      calmDown(night);
      await ready(night);
      await submit(night, callSpread("bought"));
      await night.until("filled", () => shown(night, "bought").phase === "filled");
      const explained = await explainOrder(night.store, shown(night, "bought").orderRef);
      const [first] = explained?.chain ?? [];
      expect(first).toMatchObject({ type: "OrderRequested", actor: "user:trader", depth: 0 });
      expect(explained?.chain.map(({ type }) => type)).toEqual(
        expect.arrayContaining(["RiskAssessed", "OrderPlacementIntended", "LinePinned", "ExecutionReported"]),
      );
      expect(explained?.decision?.verdicts).toHaveLength(11);
      expect(explained?.decision?.market.oldestQuoteAgeMs).toBeLessThan(60_000);
      expect(explained?.decision?.limits).toMatchObject({ setBy: null, agrees: true });
      expect(explained?.session?.configuration).toHaveProperty("heartbeatDeadlineMs");
      expect(explained?.incomplete).toBe(false);
      await refused(night, callSpread("too-many", { quantity: 11 }));
      const missing = await explainMissingTrade(night.store, { symbol: "LBX" });
      expect(missing.hindrances[0]).toMatchObject({ kind: "blocked", code: "risk.order-size" });
    } finally {
      await night.close();
    }
  });
});
