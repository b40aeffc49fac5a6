import {
  impliedVolatility,
  microsToNumber,
  type EpochMs,
  type IsoDate,
  type Micros,
  type OptionContract,
} from "@legbook/domain";
import type { SmilePointView, SmileView } from "../ports/market-analysis.ts";
import {
  type ChainTable,
  type ExpiryWorld,
  flagNames,
  GREEKS_SOURCES,
  NO_SIDE,
  type ScanGreeksSource,
} from "../scanner/index.ts";

const SOURCES: readonly (ScanGreeksSource | null)[] = [null, "model", "computed", "fitted"];

/** What a table says of one expiry's first series, as it was anchored last; null when it has no such expiry. */
export function smileView(
  table: ChainTable,
  expiry: IsoDate,
  underlying: Micros | null,
  now: EpochMs,
): SmileView | null {
  const world = table.expiries.find((one) => one.expiry === expiry);
  if (world === undefined) return null;
  const { from, to } = world;
  const points: SmilePointView[] = [];
  for (let row = from; row < to; row += 1) points.push(pointOf(table, world, row, now));
  points.sort((a, b) => a.strike - b.strike || b.right.localeCompare(a.right));
  const { anchoredAt, daysToExpiry, years, forward, forwardSource, rate, rateSource, dividendYield } = world;
  const { smile, smileFailure, distribution } = world;
  return {
    symbol: table.settings.symbol,
    expiry,
    at: now,
    anchoredAt,
    daysToExpiry,
    years,
    underlying,
    forward,
    forwardSource,
    rate,
    rateSource,
    dividendYield,
    smile,
    smileFailure,
    distribution,
    points,
  };
}

function pointOf(table: ChainTable, world: ExpiryWorld, row: number, now: EpochMs): SmilePointView {
  const { columns } = table;
  const contract = table.contracts[row] as OptionContract;
  const [bid, ask] = [columns.bid[row] as number, columns.ask[row] as number];
  const flags = columns.flags[row] as number;
  const olderAt = Math.min(columns.bidAt[row] as number, columns.askAt[row] as number);
  const at = (price: number): number | null => volatilityAt(contract, world, price);
  return {
    conId: contract.conId,
    right: contract.right,
    strike: contract.strike,
    bid: bid === NO_SIDE ? null : at(bid),
    mid: bid === NO_SIDE || ask === NO_SIDE ? null : at((bid + ask) / 2),
    ask: ask === NO_SIDE ? null : at(ask),
    volatility: orNull(columns.volatility[row] as number),
    source: SOURCES[columns.source[row] ?? GREEKS_SOURCES.none] ?? null,
    delta: orNull(columns.delta[row] as number),
    used: columns.inSmile[row] === 1,
    flags: flagNames(flags),
    quoteAgeMs: Number.isFinite(olderAt) ? Math.max(0, now - olderAt) : null,
  };
}

function volatilityAt(
  { right, strike }: OptionContract,
  { spot, years, rate, dividendYield }: ExpiryWorld,
  price: number,
): number | null {
  if (spot === null || years === 0) return null;
  const input = { right, spot, strike: microsToNumber(strike), years, rate, dividendYield };
  const implied = impliedVolatility({ ...input, price: microsToNumber(price as Micros) });
  return implied.kind === "failed" ? null : implied.volatility;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
