import { describe, expect, it } from "vitest";
import { exchangeDate, newYorkInstant } from "../venue/calendar.ts";
import type { MarketSource } from "../venue/market.ts";
import { readyDays } from "./known-days.ts";
import { LOOKS_A_TURN } from "./sliced-work.ts";

/** A market that writes down which days it was asked for. */
function market(stepMs: number | null, asked: string[], without: readonly string[] = []): MarketSource {
  return {
    past: { stepMs, earliestDate: "2026-03-10", hasDay: (date: string) => !without.includes(date) },
    quote: (_: number, at: number) => void asked.push(exchangeDate(at)),
  } as unknown as MarketSource;
}

const at = (date: string): number => newYorkInstant(date, 12 * 3_600_000);

describe("the days of a range", () => {
  it("are opened from the earliest on where they are files, one a turn, and only those that there are", () => {
    const asked: string[] = [];
    const source = market(null, asked, ["2026-03-12"]);
    const looks = [...readyDays(source, 1, at("2026-03-01"), at("2026-03-16"))];
    expect(asked).toEqual(["2026-03-10", "2026-03-11", "2026-03-13", "2026-03-16"]);
    expect(Math.min(...looks)).toBe(LOOKS_A_TURN);
  });

  it("are made from the latest back where each comes from the one after it, a few a turn", () => {
    const asked: string[] = [];
    const looks = [...readyDays(market(1000, asked), 1, at("2026-03-11"), at("2026-03-15"))];
    expect(asked).toEqual(["2026-03-13", "2026-03-12", "2026-03-11"]);
    expect(Math.max(...looks)).toBeLessThan(LOOKS_A_TURN / 2);
  });
});
