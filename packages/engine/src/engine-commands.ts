import {
  connectionHealth,
  type IsoDate,
  linesUsage,
  micros,
  type OptionContract,
  type Refusal,
} from "@legbook/domain";
import { isAccountAllowed } from "./accounts-allowed.ts";
import type { EngineServices } from "./engine-services.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { Task } from "./loop/work.ts";
import type { CommandAnswer, Engine } from "./ports/engine.ts";
import { requestLines, toLines } from "./processes/lines.ts";
import type { SmileView } from "./ports/market-analysis.ts";
import { asked } from "./processes/order-entry.ts";
import { removeScanPreset, saveScanPreset, setCorporateDates } from "./processes/scan-memory.ts";
import { smileView } from "./processes/smile-view.ts";
import { findSpreadLegs } from "./processes/spread-legs.ts";
import { spotOf } from "./scanner/index.ts";
import { chainOf } from "./world/world.ts";

/** The engine's port over its parts. */
export function engineCommands(services: EngineServices, parts: EngineParts): Engine {
  const { entry, spreadScans, discovery } = parts;
  return {
    previewOrder: (input, user) => entry.previewOrder(input, user),
    submitOrder: (input, user) => entry.submitOrder(input, user),
    cancelOrder: (orderRef, reason, user) => entry.cancelOrder(orderRef, reason, user),
    openLegs: (symbol, legs, user) => entry.openLegs(symbol, legs, user),
    scan: (criteria, user, signal) => spreadScans.scan(criteria, user, signal),
    scanWhyNot: (criteria, legs, user) => scanWhyNot(services, parts, criteria, legs, user),
    smile: (symbol, expiry) => smile(services, parts, symbol, expiry),
    findSymbols: (pattern) => discovery.findSymbols(pattern),
    openChain: (symbol, user) => openChain(services, parts, symbol, user),
    openExpiry: (symbol, expiry, user) => openExpiry(services, parts, symbol, expiry, user),
    setRiskLimits: (account, limits, reason, user) =>
      risk(
        services,
        account,
        { type: "SetLimits", data: { account, limits, actor: asked(user).actor, reason } },
        user,
      ),
    engageKillSwitch: (account, reason, user) => engageKillSwitch(services, account, reason, user),
    releaseKillSwitch: (account, reason, user) =>
      risk(
        services,
        account,
        { type: "ReleaseKillSwitch", data: { account, actor: asked(user).actor, reason } },
        user,
      ),
    resetVolatilityBreaker: (account, underlying, reason, user) =>
      risk(
        services,
        account,
        { type: "ResetBreaker", data: { account, underlying, actor: asked(user).actor, reason } },
        user,
      ),
    setCorporateDates: (input, user) => setCorporateDates(services, input, user),
    saveScanPreset: (name, criteria, user) => saveScanPreset(services, name, criteria, user),
    removeScanPreset: (name, user) => removeScanPreset(services, name, user),
    now: services.now,
    health: () => {
      const { ready, reasons } = connectionHealth(services.world.gateway.state);
      return { healthy: ready, reasons };
    },
    metrics: () => metrics(services, parts),
  };
}

function metrics(
  { world, inbox, coordinator }: EngineServices,
  { loop, errors, sweep }: EngineParts,
): ReturnType<Engine["metrics"]> {
  const { relevant } = sweep.freshness();
  const usage = linesUsage(world.lines.state);
  return {
    connectionReady: connectionHealth(world.gateway.state).ready,
    linesUsed: usage.used,
    linesMax: usage.max,
    linesEvictedTotal: usage.evictions,
    inboxSize: inbox.size,
    inboxMax: inbox.capacity,
    requestQueueSize: coordinator.queueSize,
    requestsThrottledTotal: coordinator.throttledTotal,
    gatewayErrorsByCode: errors.errorsByCode,
    sweepOpeningsTotal: sweep.openingsTotal,
    sweepRelevantContracts: relevant.contracts,
    sweepFreshWithin5s: relevant.within5s,
    ticksTotal: loop.ticksTotal,
    eventsAppendedTotal: loop.eventsTotal,
  };
}

async function risk(
  services: EngineServices,
  account: string,
  command: Extract<Task, { to: "risk" }>["command"],
  user: string,
): Promise<CommandAnswer> {
  const unknown = accountRefusal(services, account);
  if (unknown !== null) return { kind: "refused", refusal: unknown };
  const answer = await services.perform({ to: "risk", account, command }, asked(user));
  if (answer.kind === "refused") return { kind: "refused", refusal: answer.refusal };
  return { kind: "accepted", position: answer.position ?? (await services.head()) };
}

/** Risk is kept for accounts that may be traded. Before a gateway named any, only the form of the name is known. */
function accountRefusal({ world, accountsAllowed }: EngineServices, account: string): Refusal | null {
  const named = world.gateway.state.accounts;
  const isKnown = named.length === 0 ? /^[A-Za-z0-9]{1,32}$/.test(account) : named.includes(account);
  if (isKnown && isAccountAllowed(accountsAllowed, account)) return null;
  const allowed = named.filter((one) => isAccountAllowed(accountsAllowed, one));
  return {
    code: "risk.account-unknown",
    message: "The account is none that may be traded here.",
    field: "account",
    inputs: { account: account.slice(0, 60) },
    limit: allowed.length === 0 ? "an account that is allowed" : `one of ${allowed.join(", ")}`,
    remedy:
      allowed.length === 0
        ? "Connect a gateway with an account that is allowed."
        : `Use ${allowed.join(", ")}.`,
  };
}

async function engageKillSwitch(
  services: EngineServices,
  account: string,
  reason: string,
  user: string,
): Promise<CommandAnswer<{ cancelled: readonly string[] }>> {
  const { world } = services;
  const open = [...world.openOrders];
  const command = { type: "EngageKillSwitch", data: { account, actor: asked(user).actor, reason } } as const;
  const answer = await risk(services, account, command, user);
  if (answer.kind === "refused") return answer;
  const cancelled = open.filter((orderRef) => {
    const state = world.orders.get(orderRef)?.state;
    return state?.placement?.account === account && state.cancelRequested;
  });
  return { ...answer, cancelled };
}

async function scanWhyNot(
  services: EngineServices,
  { spreadScans, discovery }: EngineParts,
  ...[criteria, legs, user]: Parameters<Engine["scanWhyNot"]>
): ReturnType<Engine["scanWhyNot"]> {
  const found = await findSpreadLegs({ ...services, discovery }, criteria.symbol, legs, asked(user));
  if (found.kind === "refused") return found;
  const named = found.legs.map(({ contract, ratio }) => ({ conId: contract.conId, ratio }));
  return spreadScans.whyNot(criteria, named);
}

function smile(
  { world, now }: EngineServices,
  { tables }: EngineParts,
  symbol: string,
  expiry: IsoDate,
): SmileView | null {
  const chain = world.chains.get(symbol);
  if (chain?.contracts.has(expiry) !== true) return null;
  const quote = chain.underlying === null ? undefined : world.quotes.rows.get(chain.underlying.conId);
  const spot = spotOf({ bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null });
  const underlying = spot === null ? null : micros(Math.round(spot * 1_000_000));
  return smileView(tables.current(symbol), expiry, underlying, now());
}

async function openChain(
  { enqueue, now }: EngineServices,
  { discovery }: EngineParts,
  symbol: string,
  user: string,
): Promise<CommandAnswer<{ symbol: string }>> {
  const opened = await discovery.openChain(symbol, asked(user));
  if (opened.kind === "refused") return opened;
  const { underlying } = opened.chain;
  if (underlying !== null) {
    const data = { contract: underlying, purpose: "watch", usedAt: now() } as const;
    enqueue(toLines({ type: "RequestLine", data }, true));
  }
  return { kind: "accepted", position: opened.position, symbol };
}

async function openExpiry(
  services: EngineServices,
  { discovery }: EngineParts,
  symbol: string,
  expiry: string,
  user: string,
): Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>> {
  const opened = await discovery.openExpiry(symbol, expiry, asked(user));
  if (opened.kind === "accepted") {
    const near = nearTheMoney(services, opened.contracts, symbol);
    services.enqueue(requestLines(near, "chain", { gateway: services.now() }));
  }
  return opened;
}

/** As many of the contracts as half of the lines, those nearest to the money. */
function nearTheMoney(
  { world, limits }: EngineServices,
  contracts: readonly OptionContract[],
  symbol: string,
): readonly OptionContract[] {
  const { underlying } = chainOf(world, symbol);
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  const middle = contracts[Math.floor(contracts.length / 2)]?.strike ?? 0;
  const spot = quote?.bid ?? quote?.last ?? quote?.close ?? middle;
  const count = Math.floor((limits.marketLinesMax - limits.marketLinesReserved) / 2);
  return [...contracts].sort((a, b) => Math.abs(a.strike - spot) - Math.abs(b.strike - spot)).slice(0, count);
}
