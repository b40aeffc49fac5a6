import { type EpochMs, exchangeDate, volatilityRank } from "@legbook/domain";
import type { ScanContext } from "../scanner/index.ts";
import { underlyingVolatility } from "../world/underlying-volatility.ts";
import { chainOf, corporateDatesOf, type World } from "../world/world.ts";

/** What the log knows of an underlying beside its options: rank of its volatility, dates, and what kind of data it shows. */
export function scanContext(world: World, symbol: string, now: EpochMs): ScanContext {
  const { underlying, volatilities } = chainOf(world, symbol);
  const current = underlyingVolatility(world, symbol, now);
  const rank = volatilityRank(volatilities, exchangeDate(now), current);
  const dates = corporateDatesOf(world, symbol).state;
  return {
    underlying,
    ivRank: rank.kind === "ranked" ? rank.rank : null,
    ivPercentile: rank.kind === "ranked" ? rank.percentile : null,
    earnings: dates.earnings,
    exDividends: dates.exDividends.map(({ date }) => date),
    dataType: dataTypeOf(world, symbol),
  };
}

/** The weakest kind of data that any line of the symbol's contracts shows; null before a line said which. */
function dataTypeOf(world: World, symbol: string): ScanContext["dataType"] {
  const weakestFirst = ["delayedFrozen", "delayed", "frozen", "live"] as const;
  const seen = new Set<string>();
  for (const { contract, dataType } of world.lines.state.lines.values())
    if (contract.symbol === symbol && dataType !== null) seen.add(dataType);
  return weakestFirst.find((dataType) => seen.has(dataType)) ?? null;
}
