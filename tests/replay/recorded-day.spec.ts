import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { RISK_RULES } from "@legbook/domain";
import {
  domainEventCodec,
  isSame,
  openSqliteLogReader,
  parseWhatIfSettings,
  replayLog,
  type ReplayReport,
  whatIf,
} from "@legbook/engine";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../support/legbook.ts";
import { tradeDay, type TradedDay } from "../support/traded-day.ts";

const repository = resolve(import.meta.dirname, "../..");
const folder = join(resolve(repository, process.env["LEGBOOK_DATA"] ?? "../shared/data"), "lean");
const quotes = join(folder, "Data/option/usa/minute/goog/20151224_quote_american.zip");
const hasData = existsSync(quotes);
if (!hasData) console.warn(`SKIPPED: no LEAN data at ${quotes}; set LEGBOOK_DATA`);

const SPEED = 600;

describe.skipIf(!hasData)("a day of GOOG, 2015-12-24, traded through the simulator and decided again", () => {
  const temporary = temporaryFolder();
  const log = join(temporary.path, "goog.db");
  let day: TradedDay;

  beforeAll(async () => {
    day = await tradeDay({
      log,
      simulator: {
        market: { kind: "lean", folder, symbol: "GOOG", date: "2015-12-24", startTime: "09:45" },
        speed: SPEED,
      },
      vertical: { symbol: "GOOG", expiry: "2016-01-15", longStrike: "745", shortStrike: "750" },
      quietS: 2 * 3_600,
    });
  }, 120_000);
  afterAll(() => temporary.remove());

  async function replay(): Promise<ReplayReport> {
    const store = openSqliteLogReader({ path: log, codec: domainEventCodec() });
    try {
      return await replayLog(store);
    } finally {
      await store.close();
    }
  }

  it("gives identical decisions, twice", async () => {
    expect(day.accepted).toEqual(["day-natural-4", "day-natural-2", "day-resting", "day-working"]);
    expect(Object.fromEntries(day.refused)).toEqual({
      "day-duplicate": "risk.duplicate",
      "day-too-large": "risk.order-size",
      "day-no-strike": "order.strike-not-in-chain",
      "day-over-less": "risk.order-size",
      "day-killed": "risk.kill-switch",
    });
    const once = await replay();
    expect(once.first).toBeNull();
    expect(isSame(once)).toBe(true);
    expect(once.ticks).toBeGreaterThan(10_000);
    expect(once.decisions).toBeGreaterThan(500);
    const again = await replay();
    expect(again).toEqual(once);
    console.log(
      `GOOG 2015-12-24: ${once.events} events, ${once.ticks} ticks, ${once.turns} turns, ${once.inputs} inputs, ${once.decisions} decisions; ${statSync(log).size} bytes`,
    );
  });

  it("finds again what its scan found, and tells which trades another filter would not have led to", async () => {
    const store = openSqliteLogReader({ path: log, codec: domainEventCodec() });
    const under = (...settings: readonly string[]) => whatIf(store, parseWhatIfSettings(settings));
    const same = (await under("scan.netPrice=none")).scans[0]!;
    const dear = (await under("scan.netPriceMax=0.05")).scans[0]!;
    await store.close();
    expect(same.looks.length).toBeGreaterThan(0);
    for (const { notAnswered, matched, matchedChanged } of same.looks) {
      expect(notAnswered).toBeNull();
      expect(matchedChanged).toBe(matched);
    }
    expect(same.looks.some(({ matched }) => matched > 100)).toBe(true);
    expect(same.orders.every(({ excludedBy }) => excludedBy === null)).toBe(true);
    expect(dear.looks.some(({ matched, matchedChanged }) => matchedChanged < matched)).toBe(true);
    expect(dear.orders.map(({ excludedBy }) => excludedBy?.filter)).toEqual(
      same.orders.map(() => "netPrice"),
    );
  });

  it("names the first order that a changed rule touches, and is the same again when the change is taken back", async () => {
    const orderSize = RISK_RULES.find(({ rule }) => rule === "orderSize")!;
    const original = orderSize.check;
    const check = vi
      .spyOn(orderSize, "check")
      .mockImplementation((inputs, limits) =>
        original(inputs, inputs.quantity === 2 ? { ...limits, orderContractsMax: 1 } : limits),
      );
    const changed = await replay();
    check.mockRestore();
    expect(changed.first).toMatchObject({ type: "RiskAssessed", kind: "changed", orderRef: "day-natural-2" });
    expect(changed.first?.causes.map(({ what }) => what)).toEqual([
      "OrderRequested",
      "MarginPreviewRequested",
      "ReportMarginPreview (gateway)",
      "MarginPreviewReported",
      "RiskAssessed",
    ]);
    expect(changed.ordersTouched).toEqual(["day-natural-2"]);
    expect((await replay()).first).toBeNull();
  });
});
