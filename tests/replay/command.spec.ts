import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLegbook, temporaryFolder } from "../support/legbook.ts";

const RECORDING = join(import.meta.dirname, "../recordings/builtin-2026-03-16.jsonl.gz");
const temporary = temporaryFolder();
const same = join(temporary.path, "same.jsonl.gz");
const other = join(temporary.path, "other.jsonl.gz");
const expectation = `${other}.expected.json`;

/** A recording of code that once judged one order otherwise: its assessment says blocked where today's says passed. */
function ofOtherCode(recording: Uint8Array): Uint8Array {
  const lines = gunzipSync(recording).toString("utf8").split("\n");
  const at = lines.findIndex((line) => line.includes('"RiskAssessed"') && line.includes("day-natural-2"));
  const line = JSON.parse(lines[at] ?? "") as { payload: { text: string } };
  const data = JSON.parse(line.payload.text) as { verdicts: { reason: string }[] };
  data.verdicts[4]!.reason = "As it was worded once.";
  lines[at] = JSON.stringify({ ...line, payload: { text: JSON.stringify(data) } });
  return gzipSync(lines.join("\n"));
}

beforeAll(() => {
  copyFileSync(RECORDING, same);
  writeFileSync(other, ofOtherCode(readFileSync(RECORDING)));
});
afterAll(() => temporary.remove());

describe("legbook replay", () => {
  it("ends with 0 when the decisions are the same, and says how many there were", async () => {
    const { code, stdout } = await runLegbook("replay", same);
    expect(stdout).toMatch(/^Decided again: \d+ inputs in \d+ turns of 1 sessions, \d+ decisions/);
    expect(stdout).toContain("The decisions are the same.");
    expect(code).toBe(0);
  });

  it("ends with 1 when they differ, and names the first difference, its order and how it came to it", async () => {
    const { code, stdout } = await runLegbook("replay", other);
    expect(code).toBe(1);
    expect(stdout).toContain("RiskAssessed of order day-natural-2 differs");
    expect(stdout).toContain(
      'data.verdicts[4].reason: recorded "As it was worded once.", now "2 contracts are within the limit."',
    );
    expect(stdout).toMatch(/OrderRequested\n.*MarginPreviewRequested\n.*ReportMarginPreview \(gateway\)/);
    expect(stdout).toContain("1  RiskAssessed changed");
    expect(existsSync(expectation)).toBe(false);
  });

  it("accepts a difference on request, shows what is accepted, and holds the log against that from then on", async () => {
    const blessed = await runLegbook("replay", other, "--bless");
    expect(blessed.stdout).toMatch(/^\+ \d+ order-day-natural-2 RiskAssessed changed \(data.verdicts/m);
    expect(blessed.code).toBe(0);
    expect((await runLegbook("replay", other)).code).toBe(0);
    copyFileSync(expectation, `${same}.expected.json`);
    const gone = await runLegbook("replay", same);
    expect(gone.stdout).toMatch(/^- \d+ order-day-natural-2 RiskAssessed changed/m);
    expect(gone.code).toBe(1);
    rmSync(`${same}.expected.json`);
  });

  it("ends with 2 for what it cannot replay, and says why", async () => {
    const absent = await runLegbook("replay", join(temporary.path, "absent.db"));
    expect(absent.stderr).toContain("does not exist");
    const torn = join(temporary.path, "torn.jsonl.gz");
    writeFileSync(torn, readFileSync(RECORDING).subarray(0, 1_000));
    const cut = await runLegbook("replay", torn);
    expect(cut.stderr).toContain("not a recording: it is not compressed by gzip, or is cut off");
    expect([absent.code, cut.code]).toEqual([2, 2]);
  });
});

describe("legbook what-if", () => {
  it("tells which recorded orders other limits would have blocked, with rule, bounds, and the ladder of prices", async () => {
    const { code, stdout } = await runLegbook("what-if", RECORDING, "--set", "risk.maxOrderValue=500");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "1 that passed would have been blocked, 0 that were blocked would have been allowed",
    );
    expect(stdout).toMatch(
      /^2026-03-16 10:\d\d:\d\d  day-natural-4  placed +4 LBX +[\d.]+ +BLOCKED +orderValue +USD -?[\d.]+ to USD -?[\d.]+$/m,
    );
    expect(stdout).toMatch(/orderValue: The order can lose [\d.]+\. Limit: at most 500\.00/);
    expect(stdout).toMatch(
      /Its 4 filled combos made between USD -?[\d.]+ and USD -?[\d.]+, marked at 2026-03-16 10:/,
    );
    expect(stdout).toMatch(/^2026-03-16 10:\d\d:\d\d  day-natural-2 .* at once/m);
  });

  it("takes the recorded scan again: as recorded first, then with other filters", async () => {
    const { code, stdout } = await runLegbook("what-if", RECORDING, "--set", "scan.netPrice=..2");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^1 scan, \d+ recorded looks taken again: with the recorded filters each finds exactly what was recorded\.$/m,
    );
    expect(stdout).toContain("  netPrice: at most 2.00 instead of any");
    expect(stdout).toMatch(/^ +2026-03-16 10:\d\d:\d\d +(\d+) -> \d+ .* netPrice \d+$/m);
    expect(stdout).toMatch(/^ +#\d+ +LBX .* netPrice 2\.\d+, asked for at most 2\.00$/m);
  });

  it.each([
    ["risk.nothing=1", /risk\.nothing is no setting.* There are: .*orderValueMax/],
    ["risk.orderValueMx=1", /Did you mean risk\.orderValueMax\?/],
    ["scan.widht=..5", /Did you mean scan\.width\?/],
    ["scan.width=9..5", /scan\.widthMin is above scan\.widthMax/],
    ["risk.orderValueMax=NaN", /NaN is no number/],
  ])("refuses %s with what there is instead", async (setting, message) => {
    const { code, stderr } = await runLegbook("what-if", RECORDING, "--set", setting);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });
});
