import type { SpreadLeg } from "@legbook/domain";
import type { Cause } from "../loop/recording.ts";
import type { CommandAnswer } from "../ports/engine.ts";
import type { SpreadLegInput } from "../ports/market-analysis.ts";
import { legCountRefusal, namedLegs } from "../ports/named-legs.ts";
import { chainOf, type World } from "../world/world.ts";
import type { ChainDiscovery } from "./chain-discovery.ts";

/** The contracts that legs of one underlying name, in their order; their expiries are opened for it. */
export async function findSpreadLegs(
  { world, discovery }: { readonly world: World; readonly discovery: ChainDiscovery },
  symbol: string,
  legs: readonly SpreadLegInput[],
  cause: Cause,
): Promise<CommandAnswer<{ legs: readonly SpreadLeg[] }>> {
  const refusal = legCountRefusal(legs.length);
  if (refusal !== null) return { kind: "refused", refusal };
  let opened: CommandAnswer = await discovery.openChain(symbol, cause);
  for (const expiry of new Set(legs.flatMap((leg) => leg.expiry ?? []))) {
    if (opened.kind === "refused") return opened;
    opened = await discovery.openExpiry(symbol, expiry, cause);
  }
  if (opened.kind === "refused") return opened;
  const { underlying, contracts } = chainOf(world, symbol);
  const named = namedLegs({ symbol, underlying, options: (expiry) => contracts.get(expiry) ?? [] }, legs);
  return named.kind === "refused" ? named : { kind: "accepted", position: opened.position, legs: named.legs };
}
