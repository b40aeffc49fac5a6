import { TICK_KINDS, type TickKind } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { scanCriteriaSchema } from "../scanner/index.ts";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { listed, units } from "../testing/listed-options.ts";
import type { LogReader } from "../ports/event-store.ts";
import { parseWhatIfSettings, type ScanCounterfactual, whatIf, whatIfText } from "./index.ts";

/** Lets a scan run for some seconds, its reader reading all the time. */
async function scanning(run: EngineRun, criteria: object) {
  const abort = new AbortController();
  const answer = await run.engine.scan(scanCriteriaSchema.parse(criteria), "trader", abort.signal);
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  void (async () => {
    for await (const _update of answer.updates);
  })();
  return { scanId: answer.scanId, stop: () => abort.abort() };
}

function quote(run: EngineRun, strike: number, tick: TickKind, amount: number): void {
  const { conId } = listed("call", strike);
  const line = run.gateway.sentOf("openLine").findLast(({ contract }) => contract.conId === conId);
  if (line === undefined) throw new Error(`no line of the call at ${strike}`);
  run.gateway.say({ kind: "tick", requestId: line.requestId, tick, value: units(amount) });
}

/** Two scans of one chain, quotes that move, and an order for a spread that both show. */
async function scannedRun(): Promise<EngineRun> {
  const run = await startRun({ limits: { scanLookRecordedMs: 5_000 } });
  // Younger than most quotes of this market: only that their lines stand behind them keeps them.
  const all = await scanning(run, { symbol: "LBX", quoteAgeMaxMs: 4_000 });
  await run.pass(8_000);
  const narrow = await scanning(run, {
    symbol: "LBX",
    sides: ["debit"],
    filters: [{ field: "width", min: null, max: 5_000_000 }],
    rank: [{ field: "netPrice", weight: -1 }],
    limit: 6,
  });
  for (let second = 0; second < 16; second += 1) {
    quote(run, 100, TICK_KINDS.ask, 2.02 + (second % 7) / 100);
    await run.pass(300);
    quote(run, 105, TICK_KINDS.ask, 1.6 + (second % 3) / 100);
    await run.pass(700);
  }
  await run.place("abc-1");
  run.gateway.say(...run.gateway.says("Filled"));
  await run.pass(5_000);
  narrow.stop();
  all.stop();
  await run.settled();
  return run;
}

async function scansUnder(
  run: EngineRun,
  ...settings: readonly string[]
): Promise<readonly ScanCounterfactual[]> {
  return (await whatIf(run.store, parseWhatIfSettings(settings))).scans;
}

describe("recorded scans taken again", () => {
  it("find exactly what was recorded, look by look, while nothing is changed", async () => {
    const run = await scannedRun();
    const scan = { preset: null, bounds: new Map(), choices: {} };
    const { scans } = await whatIf(run.store, { limits: {}, scan });
    expect(scans).toHaveLength(2);
    for (const { looks, notAnswered, criteriaChanges, orders } of scans) {
      expect(notAnswered).toBeNull();
      expect(criteriaChanges).toEqual([]);
      expect(looks.length).toBeGreaterThan(1);
      for (const look of looks)
        expect(look).toMatchObject({
          notAnswered: null,
          goneBy: {},
          addedCount: 0,
          matchedChanged: look.matched,
        });
      expect(orders).toMatchObject([{ orderRef: "abc-1", filled: 1 }]);
      expect(orders[0]!.rankChanged).toBe(orders[0]!.rank);
    }
  });

  it("tell which spreads a filter keeps out, by which value and bound, and which trade is not made", async () => {
    const run = await scannedRun();
    const [all, narrow] = await scansUnder(run, "scan.netPriceMax=0.45");
    expect(narrow!.criteriaChanges).toEqual([{ name: "netPrice", recorded: "any", changed: "at most 0.45" }]);
    const [first, last] = [narrow!.looks.at(0)!, narrow!.looks.at(-1)!];
    expect(first.gone.map(({ excludedBy }) => excludedBy?.filter)).toContain("netPrice");
    for (const { gone, goneBy, shown, shownChanged, addedCount } of narrow!.looks) {
      const count = Object.values(goneBy).reduce((sum, one) => sum + one, 0);
      expect(shown - count + addedCount).toBe(shownChanged);
      for (const { ask, excludedBy } of gone)
        expect(excludedBy).toMatchObject({
          filter: "netPrice",
          value: Math.abs(ask),
          min: null,
          max: units(0.45),
        });
    }
    const prices = (look: typeof first) => look.gone.map(({ id, ask }) => `${id} ${ask}`);
    expect(prices(first)).not.toEqual(prices(last));
    const [order] = narrow!.orders;
    expect(order).toMatchObject({ orderRef: "abc-1", rankChanged: null, filled: 1 });
    expect(order!.excludedBy).toMatchObject({ filter: "netPrice", max: units(0.45) });
    expect(order!.lookAt).toBeLessThan(order!.at);
    expect(order!.profit!.low).toBeLessThanOrEqual(order!.profit!.high);
    expect(all!.orders).toHaveLength(1);
    const text = whatIfText(await whatIf(run.store, parseWhatIfSettings(["scan.netPriceMax=0.45"])));
    expect(text.join("\n")).toMatch(/would NOT have been found: netPrice 0\.\d\d, asked for at most 0\.45/);
  });

  it("tell what would have been found besides, with bounds, and how a traded candidate would have ranked", async () => {
    const run = await scannedRun();
    const [, narrow] = await scansUnder(run, "scan.width=none", "scan.sides=debit,credit");
    const { added, addedCount } = narrow!.looks.at(-1)!;
    expect(addedCount).toBeGreaterThan(0);
    for (const { excludedBy, profit } of added) {
      expect(["side", "width"]).toContain(excludedBy?.filter);
      expect(profit!.low).toBeLessThanOrEqual(profit!.high);
    }
    const [order] = narrow!.orders;
    expect(order!.excludedBy).toBeNull();
    expect(order!.rankChanged ?? Number.POSITIVE_INFINITY).toBeGreaterThan(order!.rank!);
  });

  it("are not judged where the log does not tell enough, and say why", async () => {
    const run = await scannedRun();
    const [, beyond] = await scansUnder(run, "scan.widthMin=20");
    expect(beyond!.notAnswered).toMatchObject({ code: "criteria-refused" });
    const forgetful = withoutTicks(run, 8);
    const { scans } = await whatIf(forgetful, parseWhatIfSettings(["scan.limit=5"]));
    const codes = scans.flatMap(({ looks }) => looks.map(({ notAnswered }) => notAnswered?.code ?? null));
    expect(codes).toContain("not-reproducible");
    const blind = { ...run.store, readAll: without(run.store, "ScanLookTaken") };
    const unseen = await whatIf(blind, parseWhatIfSettings(["scan.limit=5"]));
    expect(unseen.scans.map(({ notAnswered }) => notAnswered?.code)).toEqual(["no-looks", "no-looks"]);
  });
});

describe("filters as settings", () => {
  const bounds = (...settings: readonly string[]) => [...parseWhatIfSettings(settings).scan!.bounds];

  it("are the scanner's own names with a bound, a range, or none, in the units that people use", () => {
    expect(bounds("scan.widthMax=5", "scan.minWidth=2.50")).toEqual([
      ["width", { max: 5_000_000, min: 2_500_000 }],
    ]);
    expect(bounds("scan.shortDelta=0.1..0.25", "scan.probabilityOfProfitMin=60%")).toEqual([
      ["shortDelta", { min: 0.1, max: 0.25 }],
      ["probabilityOfProfit", { min: 0.6 }],
    ]);
    expect(bounds("scan.openInterest=none")).toEqual([["openInterest", { min: null, max: null }]]);
    expect(parseWhatIfSettings(["scan.sides=credit", "scan.excludeEarnings=true"]).scan!.choices).toEqual({
      sides: ["credit"],
      excludeEarnings: true,
    });
  });

  it.each([
    ["scan.widht=1..5", "Did you mean scan.width?"],
    ["scan.shortDeltaMx=1", "Did you mean scan.shortDeltaMax?"],
    ["scan.width=5", "does not say which bound"],
    ["scan.width=9..5", "nothing lies between"],
    ["scan.widthMax=NaN", "is no amount"],
    ["scan.shortDeltaMax=NaN", "is no number"],
    ["scan.openInterestMin=1.5", "is no whole number"],
    ["scan.sides=both", "there are debit, credit"],
    ["scan.preset=iron-condor", "did you mean iron-condors?"],
    ["scan.limit=0", "no whole number above 0"],
    ["price.x=1", "only risk.* and scan.*"],
  ])("are refused as %s", (setting, message) => {
    expect(() => parseWhatIfSettings([setting])).toThrow(message);
    expect(() => parseWhatIfSettings([setting])).toThrow(RangeError);
  });

  it("are refused when one is set twice to different values", () => {
    expect(() => parseWhatIfSettings(["scan.maxWidth=5", "scan.widthMax=6"])).toThrow("set twice");
  });
});

type ReadAll = LogReader["readAll"];

/** The log as a version would have written it that has no such events. */
function without(log: Pick<LogReader, "readAll">, type: string): ReadAll {
  return async function* readAll(options) {
    for await (const page of log.readAll(options)) yield page.filter(({ event }) => event.type !== type);
  };
}

/** The log without one of its batches of ticks. */
function withoutTicks(run: EngineRun, which: number): LogReader {
  return {
    ...run.store,
    async *readAll(options) {
      let seen = 0;
      for await (const page of run.store.readAll(options))
        yield page.filter(({ event }) => event.type !== "TicksRecorded" || (seen += 1) !== which);
    },
  };
}
