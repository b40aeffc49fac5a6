import { type DomainRecord, exchangeDate } from "@legbook/domain";
import { ENGINE_LIMITS, type EngineLimits } from "../limits.ts";
import type { DecideContext } from "../loop/decide.ts";
import { createReactions } from "../processes/reactions.ts";
import { orderContext } from "../world/order-context.ts";
import type { World } from "../world/world.ts";

export type SessionRecord = Extract<DomainRecord, { event: { type: "SessionStarted" } }>;

/** The rules by which a recorded session decided: its own settings, today's code. */
export function sessionRules(
  world: World,
  { event: { data } }: SessionRecord,
): Omit<DecideContext, "ids" | "requestIdNext"> & { readonly limits: EngineLimits } {
  const { accountsAllowed, gateway, sessionId } = data;
  const limits = limitsOf(data.configuration);
  return {
    world,
    processes: [],
    reactions: createReactions(limits),
    limits,
    session: sessionId,
    clientId: gateway.clientId,
    accountsAllowed,
    orderContext: (symbol, at) => orderContext(world, accountsAllowed, symbol, exchangeDate(at)),
  };
}

/** Limits that the session had; those that did not exist then are today's. */
function limitsOf(configuration: SessionRecord["event"]["data"]["configuration"]): EngineLimits {
  const known = Object.keys(ENGINE_LIMITS) as (keyof EngineLimits)[];
  const recorded = known.flatMap((name) => {
    const value = configuration[name];
    return typeof value === "number" ? [[name, value] as const] : [];
  });
  return { ...ENGINE_LIMITS, ...Object.fromEntries(recorded) };
}
