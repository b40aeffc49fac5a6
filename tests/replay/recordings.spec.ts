import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  compareExpectation,
  type Divergence,
  domainEventCodec,
  parseExpectation,
  readRecording,
  replayLog,
} from "@legbook/engine";
import { describe, expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../recordings");
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl.gz"));

describe("recorded days, decided again by today's code", () => {
  it("are there", () => expect(NAMES.length).toBeGreaterThan(0));

  it.each(NAMES)("%s: as it was recorded, but for the differences that were accepted", async (name) => {
    const path = join(FOLDER, name);
    const log = await readRecording(readFileSync(path), domainEventCodec());
    const divergences: Divergence[] = [];
    const report = await replayLog(log, { onDivergence: (one) => void divergences.push(one) });
    const accepted = `${path}.expected.json`;
    const expected = existsSync(accepted) ? parseExpectation(readFileSync(accepted, "utf8")) : [];
    const { unexpected, vanished } = compareExpectation(expected, divergences);
    const how = `npx legbook replay tests/recordings/${name} shows why; with --bless it accepts them`;
    expect(unexpected, how).toEqual([]);
    expect(vanished, how).toEqual([]);
    expect(report.sessionsWithoutInputs).toBe(0);
    expect(report.decisions).toBeGreaterThan(100);
  });
});
