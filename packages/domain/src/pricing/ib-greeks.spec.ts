import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  BEST_CLOCK,
  type ClockName,
  CLOCKS,
  compareAmerican,
  compareEuropean,
} from "../testing/broker-comparison.ts";
import { greeks } from "./greeks.ts";
import { type BrokerTick, type Differences, parseBrokerTicks } from "../testing/broker-greeks.ts";

// oxlint-disable-next-line no-restricted-globals -- where the recordings lie is the test run's environment, not the domain's
const environment = process.env["LEGBOOK_DATA"];
const repository = resolve(import.meta.dirname, "../../../..");
const folder = join(resolve(repository, environment ?? "../shared/data"), "reference", "ib-greeks");
const present = existsSync(folder);
// oxlint-disable-next-line no-restricted-globals no-console -- a skipped recording must be seen
if (!present) console.warn(`SKIPPED: no recordings of the broker's greeks at ${folder}`);

function seriesOf(symbol: string): readonly (readonly BrokerTick[])[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(symbol));
  return names.map((name) => parseBrokerTicks(name, readFileSync(join(folder, name), "utf8")));
}

function expectWithin(
  differences: Differences,
  bounds: Readonly<Record<keyof Differences, [number, number]>>,
): void {
  for (const [name, { mean, max }] of Object.entries(differences)) {
    const [meanMost, most] = bounds[name as keyof Differences];
    expect(mean, `mean of ${name}`).toBeLessThan(meanMost);
    expect(max, `maximum of ${name}`).toBeLessThan(most);
  }
}

describe.skipIf(!present)("the broker's own greeks of 2023-08-04", () => {
  it("are met on SPX, 4300 to 4700, with the rate and the dividends that parity tells", () => {
    const series = seriesOf("SPX");
    expect(series.flat()).toHaveLength(120);
    const { world, differences } = compareEuropean(series, BEST_CLOCK);
    expect(Math.abs(world.rate - 0.0543)).toBeLessThan(3 * world.rateStandardError);
    expect(world.rateStandardError).toBeLessThan(2.5e-4);
    // The index fell by about 2.9 points of dividends in that week: 0.06 % of it.
    expect(Math.abs(world.paid - 2.9)).toBeLessThan(0.1);
    expectWithin(differences, {
      price: [1.5e-3, 5e-3],
      delta: [6e-6, 2e-5],
      gamma: [1e-7, 5e-7],
      vega: [5e-5, 2e-4],
      theta: [3e-3, 6e-3],
    });
  });

  it("have a theta that stops at the time value which is left", () => {
    // Both of the 4300 call, 228 points in the money: by the formula they would lose more in a day than they have.
    const capped = ["2023-08-04T13:40:31.114Z", "2023-08-04T13:41:10.13Z"];
    const ticks = seriesOf("SPX").flat();
    const { rate, paid } = compareEuropean([ticks], BEST_CLOCK).world;
    for (const text of capped) {
      const tick = ticks.find(({ at }) => Temporal.Instant.fromEpochMilliseconds(at).toString() === text);
      if (tick === undefined) throw new Error(`no tick at ${text}`);
      const years = CLOCKS[BEST_CLOCK](tick.at);
      const exercise = tick.spot - paid - tick.strike * Math.exp(-rate * years);
      const input = { ...tick, spot: tick.spot - paid, years, rate, dividendYield: 0 };
      expect(greeks(input).theta / 365).toBeLessThan(tick.theta - 0.18);
      expect(Math.abs(tick.theta + tick.price - exercise)).toBeLessThan(0.005);
    }
  });

  it("count 365 days by the minute, and neither whole days nor sessions", () => {
    const vega = (clock: ClockName) => compareEuropean(seriesOf("SPX"), clock).differences.vega.mean;
    const best = vega(BEST_CLOCK);
    for (const clock of Object.keys(CLOCKS) as ClockName[]) {
      if (clock !== BEST_CLOCK) expect(vega(clock), clock).toBeGreaterThan(1.5 * best);
    }
    expect(vega("365.25 days, milliseconds to 16:00")).toBeGreaterThan(20 * best);
    expect(vega("365 days, milliseconds to 16:15")).toBeGreaterThan(40 * best);
    expect(vega("365 days, 7 whole days")).toBeGreaterThan(1_000 * best);
    expect(vega("252 sessions of 390 minutes")).toBeGreaterThan(5_000 * best);
  });

  it("are met on SPY, 430 to 470, by the American model with the index's rate, as far as the broker's tree goes", () => {
    const { rate } = compareEuropean(seriesOf("SPX"), BEST_CLOCK).world;
    const series = seriesOf("SPY");
    expect(series.flat()).toHaveLength(120);
    const { world, differences } = compareAmerican(series, BEST_CLOCK, rate);
    // The fund's next ex-date was 2023-09-15.
    expect(Math.abs(world.paid)).toBeLessThan(0.01);
    expectWithin(differences, {
      price: [2.5e-3, 0.012],
      delta: [4e-4, 1.5e-3],
      gamma: [3e-4, 2e-3],
      vega: [5e-3, 0.012],
      theta: [8e-4, 2e-3],
    });
  });
});
