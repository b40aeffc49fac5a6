import { isoDate, micros } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { SCAN_PRESETS } from "../scanner/index.ts";
import { createStore, type EngineRun, startRun } from "../testing/engine-run.ts";

const DATES = {
  symbol: "LBX",
  earnings: ["2027-01-28"],
  exDividends: [
    { date: "2026-12-04", amount: "0.25" },
    { date: "2027-03-05", amount: null },
  ],
};

async function refusalOf(answer: ReturnType<EngineRun["engine"]["setCorporateDates"]>) {
  const result = await answer;
  if (result.kind === "accepted") throw new Error("it was accepted");
  const { code, field } = result.refusal;
  return { code, field };
}

describe("corporate dates", () => {
  it("are in the log, in their order, with who gave them", async () => {
    const run = await startRun();
    expect(await run.engine.setCorporateDates(DATES, "ada")).toMatchObject({ kind: "accepted" });
    expect(await run.dataOf("CorporateDatesSet")).toEqual({
      symbol: "LBX",
      earnings: [isoDate("2027-01-28")],
      exDividends: [
        { date: isoDate("2026-12-04"), amount: micros(250_000) },
        { date: isoDate("2027-03-05"), amount: null },
      ],
      actor: "user:ada",
    });
    expect(await run.typesOf("dates-LBX")).toEqual(["CorporateDatesSet"]);
  });

  it("given again change nothing, before a restart and after it", async () => {
    const store = createStore();
    const first = await startRun({ store });
    await first.engine.setCorporateDates(DATES, "ada");
    await first.engine.setCorporateDates(DATES, "ben");
    first.kill();
    const second = await startRun({ store, clock: first.clock });
    expect(await second.engine.setCorporateDates(DATES, "ben")).toMatchObject({ kind: "accepted" });
    await second.engine.setCorporateDates({ ...DATES, earnings: [] }, "ben");
    expect(await second.typesOf("dates-LBX")).toEqual(["CorporateDatesSet", "CorporateDatesSet"]);
  });

  it.each([
    ["chain.symbol-malformed", "symbol", { symbol: "lbx" }],
    ["dates.date-malformed", "earnings[0]", { earnings: ["28 January"] }],
    ["dates.date-malformed", "earnings[1]", { earnings: ["2027-01-28", "2027-02-30"] }],
    ["dates.past", "earnings[0]", { earnings: ["2026-11-15"] }],
    ["dates.duplicate", "earnings[1]", { earnings: ["2027-01-28", "2027-01-28"] }],
    ["dates.date-malformed", "exDividends[0].date", { exDividends: [{ date: "", amount: null }] }],
    [
      "dates.amount-malformed",
      "exDividends[0].amount",
      { exDividends: [{ date: "2026-12-04", amount: "$1" }] },
    ],
    [
      "dates.amount-not-positive",
      "exDividends[0].amount",
      { exDividends: [{ date: "2026-12-04", amount: "-0.25" }] },
    ],
  ])("are refused as %s, which names %s, and nothing is recorded", async (code, field, changes) => {
    const run = await startRun();
    expect(await refusalOf(run.engine.setCorporateDates({ ...DATES, ...changes }, "ada"))).toEqual({
      code,
      field,
    });
    expect(await run.typesOf("dates-LBX")).toEqual([]);
  });
});

describe("saved presets", () => {
  it("hold criteria as the scanner takes them, with its defaults", async () => {
    const run = await startRun();
    expect(await run.engine.saveScanPreset("mine", { limit: 5 }, "ada")).toMatchObject({ kind: "accepted" });
    const data = (await run.dataOf("ScanPresetSaved")) as { name: string; criteria: string; actor: string };
    expect([data.name, data.actor]).toEqual(["mine", "user:ada"]);
    expect(JSON.parse(data.criteria)).toMatchObject({ limit: 5, strategies: ["vertical"] });
    expect(JSON.parse(data.criteria)).not.toHaveProperty("symbol");
  });

  it("that mean the same are one, and are removed once", async () => {
    const run = await startRun();
    await run.engine.saveScanPreset("mine", { limit: 5, sides: ["debit", "credit"] }, "ada");
    await run.engine.saveScanPreset("mine", { sides: ["debit", "credit"], limit: 5 }, "ada");
    await run.engine.removeScanPreset("mine", "ada");
    expect(await run.engine.removeScanPreset("mine", "ada")).toMatchObject({ kind: "accepted" });
    expect(await run.typesOf("scan-presets")).toEqual(["ScanPresetSaved", "ScanPresetRemoved"]);
  });

  it.each([
    ["scan.criteria-invalid", "limit", "mine", { limit: 0 }],
    ["scan.criteria-invalid", null, "mine", { symbol: "LBX" }],
    ["scan.criteria-invalid", null, "mine", "everything"],
    ["presets.name-malformed", "name", " ", {}],
    ["presets.name-built-in", "name", SCAN_PRESETS[0]!.name, {}],
  ])("are refused as %s, which names %s", async (code, field, name, criteria) => {
    const run = await startRun();
    expect(await refusalOf(run.engine.saveScanPreset(name, criteria, "ada"))).toEqual({ code, field });
    expect(await run.typesOf("scan-presets")).toEqual([]);
  });

  it("may be every preset that ships with the scanner, under another name", async () => {
    const run = await startRun();
    for (const { name, criteria } of SCAN_PRESETS) {
      expect(await run.engine.saveScanPreset(`my ${name}`, criteria, "ada")).toMatchObject({
        kind: "accepted",
      });
    }
  });
});
