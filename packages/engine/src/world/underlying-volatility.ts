import {
  daysToExpiry,
  type EpochMs,
  type OptionContract,
  type TermVolatility,
  volatilityAtMaturity,
} from "@legbook/domain";
import { chainOf, type ChainKnowledge, type World } from "./world.ts";

/** An option's volatility counts while its quote is no older. */
const QUOTE_AGE_MAX_MS = 120_000;
/** How far the nearest strike may lie from the underlying's price when there is none on its other side: a fortieth. */
const NEAREST_STRIKE_SHARE = 0.025;

/**
 * An underlying's volatility at the money thirty days ahead, by the gateway's own volatilities of the options that have
 * lines and young quotes; null when they do not tell.
 */
export function underlyingVolatility(world: World, symbol: string, now: EpochMs): number | null {
  const chain = chainOf(world, symbol);
  const spot = spotOf(world, chain, now);
  if (spot === null) return null;
  const terms = [...chain.contracts].flatMap(([expiry, contracts]): readonly TermVolatility[] => {
    const days = daysToExpiry(now, expiry);
    const volatility = days <= 0 ? null : atTheMoney(world, contracts, spot, now);
    return volatility === null ? [] : [{ days, volatility }];
  });
  return volatilityAtMaturity(terms);
}

function isYoung(quotedAt: EpochMs | null, now: EpochMs): boolean {
  return quotedAt !== null && now - quotedAt <= QUOTE_AGE_MAX_MS;
}

function spotOf(world: World, { underlying }: ChainKnowledge, now: EpochMs): number | null {
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  if (quote === undefined || !isYoung(quote.quotedAt, now)) return null;
  const { bid, ask } = quote;
  return bid !== null && ask !== null && bid > 0 && ask >= bid ? (bid + ask) / 2 : null;
}

interface StrikeVolatility {
  readonly strike: number;
  readonly volatility: number;
}

/** Linear between the strikes around the underlying's price, a strike's calls and puts taken together. */
function atTheMoney(
  world: World,
  contracts: readonly OptionContract[],
  spot: number,
  now: EpochMs,
): number | null {
  let below: StrikeVolatility | null = null;
  let above: StrikeVolatility | null = null;
  for (const [strike, series] of Map.groupBy(contracts, (contract) => contract.strike)) {
    const known = series.flatMap(({ conId }) => modelVolatility(world, conId, now));
    if (known.length === 0) continue;
    const volatility = known.reduce((sum, one) => sum + one, 0) / known.length;
    if (strike <= spot && (below === null || strike > below.strike)) below = { strike, volatility };
    if (strike >= spot && (above === null || strike < above.strike)) above = { strike, volatility };
  }
  return between(below, above, spot);
}

function between(
  below: StrikeVolatility | null,
  above: StrikeVolatility | null,
  spot: number,
): number | null {
  if (below !== null && above !== null) {
    if (below.strike === above.strike) return below.volatility;
    const weight = (spot - below.strike) / (above.strike - below.strike);
    return (1 - weight) * below.volatility + weight * above.volatility;
  }
  const nearest = below ?? above;
  if (nearest === null || Math.abs(nearest.strike - spot) > NEAREST_STRIKE_SHARE * spot) return null;
  return nearest.volatility;
}

function modelVolatility(world: World, conId: number, now: EpochMs): readonly number[] {
  if (!world.lines.state.lines.has(conId)) return [];
  const quote = world.quotes.rows.get(conId);
  const volatility = quote?.model.volatility ?? null;
  if (quote === undefined || volatility === null || !isYoung(quote.quotedAt, now)) return [];
  return Number.isFinite(volatility) && volatility > 0 ? [volatility] : [];
}
