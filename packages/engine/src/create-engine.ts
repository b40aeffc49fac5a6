import type { DomainEvent, EventId, TradingMode } from "@legbook/domain";
import type { AccountsAllowed } from "./accounts-allowed.ts";
import { engineCommands } from "./engine-commands.ts";
import { createParts } from "./engine-parts.ts";
import { createServices } from "./engine-services.ts";
import type { EngineLimits } from "./limits.ts";
import { FROM_ENGINE } from "./loop/recording.ts";
import type { BrokerGatewayFactory } from "./ports/broker-gateway.ts";
import type { Clock } from "./ports/clock.ts";
import type { Engine, EngineObserver } from "./ports/engine.ts";
import type { EventStore } from "./ports/event-store.ts";
import type { Ids } from "./ports/ids.ts";
import { closeAbandonedSession } from "./processes/connection.ts";
import { releaseAbandonedLines } from "./processes/lines.ts";
import { afterRestart } from "./processes/reconciliation.ts";
import { loadWorld } from "./world/reload.ts";
import { streams } from "./world/streams.ts";
import { createWorld } from "./world/world.ts";

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

/** Loads what the log knows, starts the loop, and connects. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const world = createWorld();
  const loaded = await loadWorld(world, options.store);
  const services = createServices(options, world);
  const parts = createParts(services);
  const { perform, enqueue, session } = services;
  const { loop, connection } = parts;
  let failed = false;
  const ended = loop.run().catch((error: unknown) => {
    failed = true;
    connection.stop();
    loop.stop();
    options.onFatal(error);
  });
  const log = { to: "log", stream: streams.session(session) } as const;
  await perform({ ...log, event: sessionStarted(options, session) }, FROM_ENGINE);
  enqueue([...closeAbandonedSession(world), ...afterRestart(world), ...releaseAbandonedLines(world)]);
  connection.start();
  return {
    ...engineCommands(services, parts),
    loaded,
    async stop(reason) {
      if (!failed) {
        await perform({ to: "gateway", command: { type: "Close", data: { reason } } }, FROM_ENGINE);
        await perform(
          { ...log, event: { type: "SessionEnded", data: { sessionId: session, reason } } },
          FROM_ENGINE,
        );
      }
      connection.stop();
      loop.stop();
      await ended;
    },
  };
}

function sessionStarted(options: EngineOptions, sessionId: EventId): DomainEvent {
  const { version, mode, target, accountsAllowed, limits, rate } = options;
  const configuration = { ...limits, rate };
  return {
    type: "SessionStarted",
    data: {
      sessionId,
      version,
      mode,
      gateway: target,
      accountsAllowed: accountsAllowed ?? [],
      configuration,
    },
  };
}
