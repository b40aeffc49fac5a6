import {
  type Contract,
  parseIsoDate,
  parseMicros,
  type Refusal,
  SPREAD_LEGS_MAX,
  type SpreadLeg,
} from "@legbook/domain";
import type { Cause } from "../loop/recording.ts";
import type { CommandAnswer } from "../ports/engine.ts";
import type { SpreadLegInput } from "../ports/market-analysis.ts";
import { chainOf, type ChainKnowledge, type World } from "../world/world.ts";
import type { ChainDiscovery } from "./chain-discovery.ts";

/** The contracts that legs of one underlying name, in their order; their expiries are opened for it. */
export async function findSpreadLegs(
  { world, discovery }: { readonly world: World; readonly discovery: ChainDiscovery },
  symbol: string,
  legs: readonly SpreadLegInput[],
  cause: Cause,
): Promise<CommandAnswer<{ legs: readonly SpreadLeg[] }>> {
  if (legs.length < 1 || legs.length > SPREAD_LEGS_MAX)
    return { kind: "refused", refusal: legCount(legs.length) };
  let opened: CommandAnswer = await discovery.openChain(symbol, cause);
  for (const expiry of new Set(legs.flatMap((leg) => leg.expiry ?? []))) {
    if (opened.kind === "refused") return opened;
    opened = await discovery.openExpiry(symbol, expiry, cause);
  }
  if (opened.kind === "refused") return opened;
  const found: SpreadLeg[] = [];
  for (const [index, leg] of legs.entries()) {
    const contract = contractOf(chainOf(world, symbol), leg);
    if (contract === null) return { kind: "refused", refusal: legUnknown(symbol, leg, index) };
    found.push({ contract, ratio: leg.ratio });
  }
  return { kind: "accepted", position: opened.position, legs: found };
}

/** The option or shares that a leg names; null when the chain lists no such thing. */
function contractOf(chain: ChainKnowledge, { expiry, right, strike }: SpreadLegInput): Contract | null {
  if (expiry === null && right === null && strike === null) return chain.underlying;
  const date = expiry === null ? null : parseIsoDate(expiry);
  const price = strike === null ? null : parseMicros(strike);
  const contracts = date === null ? [] : (chain.contracts.get(date) ?? []);
  return contracts.find((contract) => contract.strike === price && contract.right === right) ?? null;
}

function legUnknown(symbol: string, { expiry, right, strike }: SpreadLegInput, index: number): Refusal {
  const name = [expiry, right, strike].map((part) => (part ?? "?").slice(0, 20)).join(" ");
  return {
    code: "spread.leg-not-in-chain",
    message: `${symbol} lists no ${name}.`,
    field: `legs.${index}`,
    inputs: { symbol, leg: name },
    limit: null,
    remedy: "Choose expiry, right and strike of the chain, or none of them for shares.",
  };
}

function legCount(count: number): Refusal {
  return {
    code: "spread.leg-count",
    message: `A spread of ${count} legs cannot be looked at.`,
    field: "legs",
    inputs: { legs: count },
    limit: `1 to ${SPREAD_LEGS_MAX} legs`,
    remedy: `Give 1 to ${SPREAD_LEGS_MAX} legs.`,
  };
}
