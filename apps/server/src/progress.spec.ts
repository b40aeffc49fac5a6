import { describe, expect, it } from "vitest";
import { progressLine, startProgress } from "./progress.ts";

const state = { title: "Verifying", total: 2_000, unit: "events", done: 1_000, elapsedMs: 2_000 };

describe("the line of a long work's progress", () => {
  it("says share, count, rate and the time that is left", () => {
    expect(progressLine(state)).toBe(
      "Verifying [############------------] 50 %  1,000 of 2,000 events  500/s  2 s left",
    );
    expect(progressLine({ ...state, total: 200_000 })).toContain(
      " 0 %  1,000 of 200,000 events  500/s  6 min 38 s left",
    );
    expect(progressLine({ ...state, total: 20_000_000 })).toContain("  11 h 6 min left");
  });

  it("says how long it took at the end, and no time left before the first is done", () => {
    expect(progressLine({ ...state, done: 2_000 })).toContain(" 100 %  2,000 of 2,000 events  1,000/s  2 s");
    expect(progressLine({ ...state, done: 0 })).toContain(" 0 %  0 of 2,000 events  0/s  ? left");
    expect(progressLine({ ...state, total: null })).toBe("Verifying  1,000 events  500/s");
    expect(progressLine({ ...state, total: 0, done: 0 })).toBe("Verifying  0 events  0/s");
  });
});

describe("progress", () => {
  const run = (isTTY: boolean): string => {
    let written = "";
    let time = 0;
    const output = { isTTY, columns: 60, write: (text: string) => (written += text) };
    const progress = startProgress({ title: "Copying", total: 100, unit: "events", output, now: () => time });
    for (let done = 1; done <= 100; done += 1) {
      time += 60;
      progress.update(done);
    }
    progress.end();
    progress.end();
    return written;
  };

  it("rewrites one line of a terminal, never wider than it, and ends with it", () => {
    const lines = run(true).split("\r\u001b[K").slice(1);
    expect(lines.length).toBe(51);
    for (const line of lines) expect(line.trimEnd().length).toBeLessThanOrEqual(59);
    expect(lines.at(-1)).toMatch(/^Copying \[#{24}\] 100 % .*\n$/);
  });

  it("writes a plain line every five seconds where there is no terminal", () => {
    const lines = run(false).trimEnd().split("\n");
    expect(lines.length).toBe(2);
    expect(lines[0]).toContain(" 84 %");
    expect(lines[1]).toContain(" 100 %");
  });
});
