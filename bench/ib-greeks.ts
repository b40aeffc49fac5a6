import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  BEST_CLOCK,
  type BrokerTick,
  type ClockName,
  CLOCKS,
  compareAmerican,
  compareEuropean,
  type Differences,
  parseBrokerTicks,
} from "@legbook/domain/testing";
import type { BenchmarkReport } from "./report.ts";

const repository = resolve(import.meta.dirname, "..");
const data = resolve(repository, process.env["LEGBOOK_DATA"] ?? "../shared/data");
const folder = join(data, "reference", "ib-greeks");

function seriesOf(symbol: string): readonly (readonly BrokerTick[])[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(symbol));
  return names.map((name) => parseBrokerTicks(name, readFileSync(join(folder, name), "utf8")));
}

function figuresOf(prefix: string, differences: Differences): Record<string, number> {
  return Object.fromEntries(
    Object.entries(differences).flatMap(([name, { mean, max }]) => [
      [`${prefix} ${name} mean`, mean],
      [`${prefix} ${name} max`, max],
    ]),
  );
}

/** How far this project's prices and greeks are from the ones that Interactive Brokers sent: no speed, but a table. */
export async function ibGreeks(): Promise<BenchmarkReport> {
  const index = compareEuropean(seriesOf("SPX"), BEST_CLOCK);
  const fund = compareAmerican(seriesOf("SPY"), BEST_CLOCK, index.world.rate);
  const clocks = (Object.keys(CLOCKS) as ClockName[]).map((clock) => {
    const { vega } = compareEuropean(seriesOf("SPX"), clock).differences;
    return [`SPX vega mean, ${clock}`, vega.mean] as const;
  });
  return {
    name: "ib-greeks",
    figures: {
      "SPX rate by parity": index.world.rate,
      "SPX its standard error": index.world.rateStandardError,
      "SPX dividends by parity": index.world.paid,
      ...figuresOf("SPX", index.differences),
      "SPY dividends by parity": fund.world.paid,
      ...figuresOf("SPY", fund.differences),
      ...Object.fromEntries(clocks),
    },
    ratios: {},
    notes: [
      "absolute differences of 120 model ticks each, 2023-08-04 13:31 to 13:42 UTC, expiry 2023-08-11; vega per volatility point, theta per day",
      `time to expiry: ${BEST_CLOCK}`,
    ],
  };
}
