import { greeks, microsToNumber, type EpochMs, type OptionContract, yearsToExpiry } from "@legbook/domain";
import type { ChainKnowledge, World } from "../../world/world.ts";
import { relevanceOf, type SweepInterest } from "./relevance.ts";
import type { SweptContract } from "./table.ts";

/** For deltas of options that the gateway gave none of yet: near enough to say which of them are near the money. */
const VOLATILITY_SUPPOSED = 0.3;

/** The contracts of the expiries that are looked for, each with how much it matters now. */
export function sweptContracts(
  world: World,
  chain: ChainKnowledge,
  interest: SweepInterest,
  now: EpochMs,
): readonly SweptContract[] {
  const spot = spotOf(world, chain);
  return [...interest.expiries].flatMap((expiry) => {
    const years = yearsToExpiry(now, expiry);
    return (chain.contracts.get(expiry) ?? []).map((contract) => {
      const { conId, right } = contract;
      const deltaSize = Math.abs(
        world.quotes.rows.get(conId)?.model.delta ?? deltaSupposed(contract, spot, years),
      );
      return { conId, relevance: relevanceOf({ conId, expiry, right, deltaSize }, interest) };
    });
  });
}

/** Before the underlying's first quote: the middle of the strikes that are listed. */
function spotOf(world: World, { underlying, parameters }: ChainKnowledge): number | null {
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  const bid = quote?.bid ?? null;
  const ask = quote?.ask ?? null;
  const strikes = parameters?.strikes ?? [];
  const spot =
    bid !== null && ask !== null
      ? (bid + ask) / 2
      : (quote?.last ?? quote?.close ?? strikes[Math.floor(strikes.length / 2)] ?? null);
  return spot === null || spot <= 0 ? null : spot / 1_000_000;
}

function deltaSupposed({ right, strike }: OptionContract, spot: number | null, years: number): number {
  if (spot === null || years <= 0) return 0.5;
  const input = { right, spot, strike: microsToNumber(strike), years, rate: 0, dividendYield: 0 };
  return greeks({ ...input, volatility: VOLATILITY_SUPPOSED }).delta;
}
