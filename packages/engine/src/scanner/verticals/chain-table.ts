import {
  blackScholesPrice,
  daysToExpiry,
  type EpochMs,
  greeks,
  impliedVolatility,
  type IsoDate,
  type Micros,
  microsToNumber,
  type OptionContract,
  type Right,
  yearsToExpiry,
} from "@legbook/domain";
import { spotOf, type UnderlyingView } from "../table/index.ts";

/** One option of a chain as the market shows it now. Null is "not known" or "empty side". */
export interface ChainRow {
  readonly contract: OptionContract;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  /** When the older of its two sides was last confirmed; null when it was never quoted. */
  readonly quoteAt: EpochMs | null;
  readonly openInterest: number | null;
  /** Per year: 0.2 is 20 %. */
  readonly impliedVolatility: number | null;
  readonly delta: number | null;
  /** Where the volatility and delta come from; null when they are missing, and the scanner then works them out. */
  readonly greeksSource: GreeksSource | null;
}

/** `model`: the gateway's; `computed`: ours, from the mid of the quote. */
export type GreeksSource = "model" | "computed";

/** All that a scan looks at. Never changed by it. */
export interface ChainSnapshot {
  readonly symbol: string;
  readonly rows: readonly ChainRow[];
  readonly underlying: UnderlyingView;
  readonly now: EpochMs;
  /** Risk-free, continuously compounded. */
  readonly rate: number;
  readonly dividendYield: number;
}

/** Why a quote is not used for pricing, worst first. */
export const UNUSABLE_REASONS = [
  "expired",
  "none",
  "one-sided",
  "locked-at-zero",
  "crossed",
  "stale",
] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

/** One row of the table, ready for pairing. */
export interface ChainLeg {
  readonly contract: OptionContract;
  readonly bid: Micros;
  readonly ask: Micros;
  readonly openInterest: number | null;
  readonly quoteAgeMs: number;
  readonly volatility: number | null;
  readonly delta: number | null;
  readonly greeksSource: GreeksSource | null;
  /** Mean payoff at expiry in its expiry's world, a share; null without one. */
  readonly expectedPayoff: number | null;
}

/** The lognormal world of one expiry: today's forward and the volatility at the money. */
export interface ExpiryWorld {
  readonly spot: number;
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
}

/** Options that pair to verticals: alike but for the strike. */
export interface ChainGroup {
  readonly expiry: IsoDate;
  readonly right: Right;
  readonly daysToExpiry: number;
  /** Usable legs, by strike. */
  readonly legs: readonly ChainLeg[];
  /** Options without a usable quote, by reason. */
  readonly unusable: ReadonlyMap<UnusableReason, number>;
  /** Null when the underlying or every volatility is unknown: probabilities are then null too. */
  readonly world: ExpiryWorld | null;
}

/** Why the row's quote cannot be used, or null when it can. A bid of nothing, or for no contract, is no bid. */
export function unusableReason(row: ChainRow, now: EpochMs, quoteAgeMaxMs: number): UnusableReason | null {
  const { bid, ask, bidSize, askSize, quoteAt } = row;
  if (bid === 0 && ask === 0) return "locked-at-zero";
  const hasBid = bid !== null && bid > 0 && bidSize !== 0;
  const hasAsk = ask !== null && ask > 0 && askSize !== 0;
  if (!hasBid && !hasAsk) return "none";
  if (!hasBid || !hasAsk) return "one-sided";
  if (bid > ask) return "crossed";
  if (quoteAt === null || now - quoteAt > quoteAgeMaxMs) return "stale";
  return null;
}

function prepareLeg(row: ChainRow, snapshot: ChainSnapshot, spot: number | null, years: number): ChainLeg {
  const { contract, bid, ask, openInterest, quoteAt } = row;
  if (bid === null || ask === null || quoteAt === null)
    throw new Error(`${contract.localSymbol} is not quoted`);
  const shared = {
    contract,
    bid,
    ask,
    openInterest,
    quoteAgeMs: Math.max(0, snapshot.now - quoteAt),
    expectedPayoff: null,
  };
  if (row.impliedVolatility !== null && row.delta !== null) {
    return {
      ...shared,
      volatility: row.impliedVolatility,
      delta: row.delta,
      greeksSource: row.greeksSource ?? "model",
    };
  }
  const unknown = { ...shared, volatility: null, delta: null, greeksSource: null };
  if (spot === null) return unknown;
  const { rate, dividendYield } = snapshot;
  const input = {
    right: contract.right,
    spot,
    strike: microsToNumber(contract.strike),
    years,
    rate,
    dividendYield,
  };
  const implied = impliedVolatility({ ...input, price: (microsToNumber(bid) + microsToNumber(ask)) / 2 });
  if (implied.kind === "failed") return unknown;
  const { volatility } = implied;
  return { ...shared, volatility, delta: greeks({ ...input, volatility }).delta, greeksSource: "computed" };
}

/** Mean volatility of the options at the strike nearest to the forward. */
function volatilityAtTheMoney(legs: readonly ChainLeg[], forward: number): number | null {
  let nearest = Infinity;
  let sum = 0;
  let count = 0;
  for (const { contract, volatility } of legs) {
    if (volatility === null) continue;
    const distance = Math.abs(microsToNumber(contract.strike) - forward);
    if (distance > nearest) continue;
    if (distance < nearest) [nearest, sum, count] = [distance, 0, 0];
    sum += volatility;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

function withExpectedPayoff(leg: ChainLeg, world: ExpiryWorld): ChainLeg {
  const { right, strike } = leg.contract;
  const value = blackScholesPrice({ ...world, right, strike: microsToNumber(strike) });
  return { ...leg, expectedPayoff: value * Math.exp(world.rate * world.years) };
}

function groupKey({ underlyingConId, tradingClass, multiplier, currency, right }: OptionContract): string {
  return `${underlyingConId}|${tradingClass}|${multiplier}|${currency}|${right}`;
}

function collect<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function groupsOfExpiry(
  snapshot: ChainSnapshot,
  expiry: IsoDate,
  rows: readonly ChainRow[],
  quoteAgeMaxMs: number,
): ChainGroup[] {
  const { now, rate, dividendYield } = snapshot;
  const spot = spotOf(snapshot.underlying);
  const years = yearsToExpiry(now, expiry);
  const legs = new Map<string, ChainLeg[]>();
  const unusable = new Map<string, Map<UnusableReason, number>>();
  for (const row of rows) {
    const key = groupKey(row.contract);
    const reasons = unusable.get(key) ?? new Map<UnusableReason, number>();
    unusable.set(key, reasons);
    const reason = years === 0 ? "expired" : unusableReason(row, now, quoteAgeMaxMs);
    if (reason === null) collect(legs, key, prepareLeg(row, snapshot, spot, years));
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const forward = spot === null ? null : spot * Math.exp((rate - dividendYield) * years);
  const volatility = forward === null ? null : volatilityAtTheMoney([...legs.values()].flat(), forward);
  const world =
    spot === null || volatility === null ? null : { spot, years, rate, dividendYield, volatility };
  const days = daysToExpiry(now, expiry);
  return [...unusable].map(([key, reasons]) => ({
    expiry,
    right: key.endsWith("|call") ? ("call" as const) : ("put" as const),
    daysToExpiry: days,
    legs: (legs.get(key) ?? [])
      .map((leg) => (world === null ? leg : withExpectedPayoff(leg, world)))
      .sort((a, b) => a.contract.strike - b.contract.strike || a.contract.conId - b.contract.conId),
    unusable: reasons,
    world,
  }));
}

/**
 * The snapshot as groups of options that pair to verticals, quotes judged and missing greeks worked out (European, from
 * the mid). Rows of another underlying than the snapshot's are left out.
 */
export function chainTable(snapshot: ChainSnapshot, quoteAgeMaxMs: number): readonly ChainGroup[] {
  const byExpiry = new Map<IsoDate, ChainRow[]>();
  for (const row of snapshot.rows) {
    if (row.contract.symbol === snapshot.symbol) collect(byExpiry, row.contract.expiry, row);
  }
  return [...byExpiry]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([expiry, rows]) => groupsOfExpiry(snapshot, expiry, rows, quoteAgeMaxMs));
}
