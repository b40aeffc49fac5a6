import {
  connectionHealth,
  linesUsage,
  micros,
  type DomainEvent,
  type IsoDate,
  type OptionContract,
  type OrderContext,
  type Position,
  type TradingMode,
} from "@legbook/domain";
import { isAccountAllowed, type AccountsAllowed } from "./accounts-allowed.ts";
import { createGatewayClock } from "./gateway-clock.ts";
import { assertLimits, type EngineLimits } from "./limits.ts";
import type { DecideContext } from "./loop/decide.ts";
import { createLoop } from "./loop/loop.ts";
import { FROM_ENGINE, FROM_TIMER, type Cause } from "./loop/recording.ts";
import { createTradingDates } from "./loop/tick-batcher.ts";
import type { Task, Work, WorkAnswer } from "./loop/work.ts";
import type { BrokerGatewayFactory } from "./ports/broker-gateway.ts";
import type { Clock } from "./ports/clock.ts";
import type { CommandAnswer, Engine, EngineObserver } from "./ports/engine.ts";
import type { EventStore } from "./ports/event-store.ts";
import type { Ids } from "./ports/ids.ts";
import { createAccountProcess } from "./processes/account.ts";
import { createChainDiscovery } from "./processes/chain-discovery.ts";
import { closeAbandonedSession, createConnectionProcess } from "./processes/connection.ts";
import { createConversations } from "./processes/conversations.ts";
import { createLinesProcess, releaseAbandonedLines, requestLines, toLines } from "./processes/lines.ts";
import { createErrorCounter, createNoticesProcess } from "./processes/notices.ts";
import { asked, createOrderEntry } from "./processes/order-entry.ts";
import { createOrderPlacementProcess } from "./processes/order-placement.ts";
import { createOrderReportsProcess } from "./processes/order-reports.ts";
import { createOrderTiming } from "./processes/order-timing.ts";
import { afterRestart, createReconciliationProcess } from "./processes/reconciliation.ts";
import { createScans } from "./processes/scans.ts";
import { createRequestCoordinator, REQUEST_ID_FIRST } from "./requests/index.ts";
import { loadWorld } from "./world/reload.ts";
import { streams } from "./world/streams.ts";
import { chainOf, createWorld, type World } from "./world/world.ts";

export interface EngineOptions {
  readonly store: EventStore;
  readonly gateway: BrokerGatewayFactory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly observer: EngineObserver;
  readonly target: { readonly host: string; readonly port: number; readonly clientId: number };
  readonly mode: TradingMode;
  readonly version: string;
  readonly accountsAllowed: AccountsAllowed;
  /** Risk-free, continuously compounded, for greeks that the gateway does not give. */
  readonly rate: number;
  /** The engine has stopped deciding: the log or a process failed. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningEngine extends Engine {
  /** Events folded at start. */
  readonly loaded: number;
  /** Ends the session, records what waits, and resolves when nothing is left to write. */
  stop(reason: string): Promise<void>;
}

/** The combo price's step: combos of options are quoted in cents whatever their legs' steps (source: broker's contract notes). */
const COMBO_TICK = micros(10_000);

/** Loads what the log knows, starts the loop, and connects. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { store, clock, ids, observer, target } = options;
  const limits = assertLimits(options.limits);
  const world = createWorld();
  const loaded = await loadWorld(world, store);
  const session = ids.next();
  const gatewayClock = createGatewayClock(clock);
  const tradingDate = createTradingDates();
  const now = () => gatewayClock.now();
  let lastRequestId = REQUEST_ID_FIRST - 1;
  const freeRequestId = () => Math.max(lastRequestId, world.lines.state.requestIdSeen) + 1;
  const nextRequestId = () => (lastRequestId = freeRequestId());

  const gateway = options.gateway((message) => {
    if (!loop.inbox.offer({ kind: "message", message })) overflow();
  });
  const coordinator = createRequestCoordinator({
    gateway,
    clock,
    limits: { messagesPerSecondMax: limits.messagesPerSecondMax },
  });
  const enqueue = (work: readonly Work[]): void => {
    if (work.length > 0 && !loop.inbox.offer({ kind: "work", work })) overflow();
  };
  const { accountsAllowed } = options;
  const connection = createConnectionProcess({
    gateway,
    coordinator,
    clock,
    gatewayClock,
    limits,
    target,
    nextRequestId,
    enqueue,
  });
  const conversations = createConversations({ coordinator, clock, nextRequestId });
  const timing = createOrderTiming(clock, observer);
  const errors = createErrorCounter();
  const context: DecideContext = {
    world,
    ids,
    session,
    clientId: target.clientId,
    accountsAllowed,
    freeRequestId,
    orderContext: (symbol, at) => orderContext(world, accountsAllowed, symbol, tradingDate(at)),
    processes: [
      errors,
      timing,
      conversations,
      createReconciliationProcess({ coordinator, nextRequestId }),
      createOrderReportsProcess(target.clientId),
      createOrderPlacementProcess({ coordinator, clock, limits, enqueue }),
      createLinesProcess({ coordinator }),
      createAccountProcess({ coordinator, nextRequestId, accountsAllowed }),
      connection,
      createNoticesProcess(),
    ],
  };
  const loop = createLoop({
    context,
    store,
    clock,
    gatewayClock,
    limits,
    observer,
    lineContract: (requestId) => world.lines.state.requests.get(requestId) ?? null,
    onTicks: (conIds) => {
      entry.ticked(conIds);
      scans.ticked(conIds);
    },
    onDurable: (decided) => entry.durable(decided),
  });
  const perform = (task: Task, cause: Cause): Promise<WorkAnswer> =>
    new Promise((resolve, reject) => {
      const work: Work = { task, cause, answer: resolve };
      if (!loop.inbox.offer({ kind: "work", work: [work] }))
        reject(new Error("the engine has stopped or its inbox is full"));
    });
  const head = async (): Promise<Position> => (await store.head()) ?? failEmpty();
  const discovery = createChainDiscovery({ world, conversations, limits, perform, head });
  const { turnEnded } = loop;
  const entry = createOrderEntry({
    world,
    discovery,
    timing,
    clock,
    limits,
    now,
    perform,
    enqueue,
    head,
    turnEnded,
  });
  const scans = createScans({
    world,
    discovery,
    clock,
    ids,
    limits,
    session,
    rate: options.rate,
    now,
    perform,
    enqueue,
    head,
  });

  const ended = loop.run().catch((error: unknown) => {
    connection.stop();
    loop.stop();
    options.onFatal(error);
  });
  await perform(
    { to: "log", stream: streams.session(session), event: sessionStarted(options, session) },
    FROM_ENGINE,
  );
  enqueue([...closeAbandonedSession(world), ...afterRestart(world), ...releaseAbandonedLines(world)]);
  connection.start();

  return {
    loaded,
    previewOrder: entry.previewOrder,
    submitOrder: entry.submitOrder,
    cancelOrder: entry.cancelOrder,
    quoteVertical: entry.quoteVertical,
    scan: scans.scan,
    findSymbols: discovery.findSymbols,
    openChain,
    openExpiry,
    setRiskLimits: (account, riskLimits, reason, user) =>
      risk(account, { type: "SetLimits", data: { account, limits: riskLimits, actor: user, reason } }, user),
    async engageKillSwitch(account, reason, user) {
      const before = new Set(world.openOrders);
      const answer = await risk(
        account,
        { type: "EngageKillSwitch", data: { account, actor: user, reason } },
        user,
      );
      if (answer.kind === "refused") return answer;
      const cancelled = [...before].filter((ref) => {
        const state = world.orders.get(ref)?.state;
        return state?.placement?.account === account && state.cancelRequested;
      });
      return { ...answer, cancelled };
    },
    releaseKillSwitch: (account, reason, user) =>
      risk(account, { type: "ReleaseKillSwitch", data: { account, actor: user, reason } }, user),
    resetVolatilityBreaker: (account, underlying, reason, user) =>
      risk(account, { type: "ResetBreaker", data: { account, underlying, actor: user, reason } }, user),
    now,
    health: () => {
      const { ready, reasons } = connectionHealth(world.gateway.state);
      return { healthy: ready, reasons };
    },
    metrics: () => {
      const usage = linesUsage(world.lines.state);
      return {
        connectionReady: connectionHealth(world.gateway.state).ready,
        linesUsed: usage.used,
        linesMax: usage.max,
        linesEvictedTotal: usage.evictions,
        inboxSize: loop.inbox.size,
        inboxMax: loop.inbox.capacity,
        requestQueueSize: coordinator.queueSize,
        requestsThrottledTotal: coordinator.throttledTotal,
        gatewayErrorsByCode: errors.errorsByCode,
        ticksTotal: loop.ticksTotal,
        eventsAppendedTotal: loop.eventsTotal,
      };
    },
    async stop(reason) {
      await perform({ to: "gateway", command: { type: "Close", data: { reason } } }, FROM_ENGINE);
      connection.stop();
      const stopped: DomainEvent = { type: "SessionEnded", data: { sessionId: session, reason } };
      await perform({ to: "log", stream: streams.session(session), event: stopped }, FROM_ENGINE);
      loop.stop();
      await ended;
    },
  };

  async function openChain(symbol: string, user: string): Promise<CommandAnswer<{ symbol: string }>> {
    const opened = await discovery.openChain(symbol, asked(user));
    if (opened.kind === "refused") return opened;
    const { underlying } = opened.chain;
    if (underlying !== null) {
      enqueue(
        toLines(
          { type: "RequestLine", data: { contract: underlying, purpose: "watch", usedAt: now() } },
          true,
        ),
      );
    }
    return { kind: "accepted", position: opened.position, symbol };
  }

  async function openExpiry(
    symbol: string,
    expiry: string,
    user: string,
  ): Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>> {
    const opened = await discovery.openExpiry(symbol, expiry, asked(user));
    if (opened.kind === "accepted")
      enqueue(requestLines(nearest(opened.contracts, symbol), "chain", { gateway: now() }));
    return opened;
  }

  function nearest(contracts: readonly OptionContract[], symbol: string): readonly OptionContract[] {
    const { underlying } = chainOf(world, symbol);
    const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
    const spot =
      quote?.bid ?? quote?.last ?? quote?.close ?? contracts[Math.floor(contracts.length / 2)]?.strike ?? 0;
    const count = Math.floor((limits.marketLinesMax - limits.marketLinesReserved) / 2);
    return [...contracts]
      .sort((a, b) => Math.abs(a.strike - spot) - Math.abs(b.strike - spot))
      .slice(0, count);
  }

  async function risk(
    account: string,
    command: Extract<Task, { to: "risk" }>["command"],
    user: string,
  ): Promise<CommandAnswer> {
    const answer = await perform({ to: "risk", account, command }, asked(user));
    if (answer.kind === "refused") return { kind: "refused", refusal: answer.refusal };
    return { kind: "accepted", position: answer.position ?? (await head()) };
  }

  /** More arrived than the engine can hold: what it knows would have gaps, so the session is given up and begun again. */
  function overflow(): void {
    gateway.disconnect();
    const command = {
      type: "ReportLoss",
      data: { cause: "closed", code: null, message: "the inbox overflowed" },
    } as const;
    clock.schedule(1_000, () =>
      loop.inbox.offer({ kind: "work", work: [{ task: { to: "gateway", command }, cause: FROM_TIMER }] }),
    );
  }
}

function failEmpty(): never {
  throw new Error("the log is empty though the session began");
}

function sessionStarted(options: EngineOptions, sessionId: string): DomainEvent {
  const { version, mode, target, accountsAllowed, limits, rate } = options;
  return {
    type: "SessionStarted",
    data: {
      sessionId,
      version,
      mode,
      gateway: target,
      accountsAllowed: accountsAllowed ?? [],
      configuration: { ...limits, rate },
    },
  };
}

function orderContext(
  world: World,
  accountsAllowed: AccountsAllowed,
  symbol: string,
  today: IsoDate,
): OrderContext {
  const chain = world.chains.get(symbol);
  const parameters = chain?.parameters ?? null;
  return {
    accountsAllowed: world.gateway.state.accounts.filter((account) =>
      isAccountAllowed(accountsAllowed, account),
    ),
    today,
    tick: COMBO_TICK,
    chain:
      chain === undefined || parameters === null
        ? null
        : {
            symbol,
            expiries: parameters.expiries,
            strikes: (expiry, right) =>
              (chain.contracts.get(expiry) ?? []).flatMap((contract) =>
                contract.right === right ? [contract.strike] : [],
              ),
            contract: (expiry, right, strike) =>
              chain.contracts
                .get(expiry)
                ?.find((contract) => contract.strike === strike && contract.right === right) ?? null,
          },
  };
}
