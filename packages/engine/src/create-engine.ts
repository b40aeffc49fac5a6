import type { DomainEvent, EventId } from "@legbook/domain";
import { engineCommands } from "./engine-commands.ts";
import { createParts } from "./engine-parts.ts";
import type { EngineOptions } from "./engine-options.ts";
import { createServices } from "./engine-services.ts";
import { EngineStopped } from "./loop/owed.ts";
import { FROM_ENGINE } from "./loop/recording.ts";
import type { Engine } from "./ports/engine.ts";
import { closeAbandonedSession } from "./processes/connection.ts";
import { limitLines, releaseAbandonedLines } from "./processes/lines.ts";
import { afterRestart } from "./processes/reconciliation.ts";
import { loadWorld } from "./world/reload.ts";
import { streams } from "./world/streams.ts";
import { createWorld } from "./world/world.ts";

export interface RunningEngine extends Engine {
  /** Events folded at start. */
  readonly loaded: number;
  /** Ends the session, records what waits, and resolves when nothing is left to write. */
  stop(reason: string): Promise<void>;
}

/** Loads what the log knows, starts the loop, and connects. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { store, target, known } = options;
  const world = known?.state ?? createWorld();
  const loaded = await loadWorld(world, store, target.clientId, known?.position ?? null);
  const services = createServices(options, world);
  const parts = createParts(services);
  const { perform, enqueue, session, owed } = services;
  const { loop, connection, conversations, spreadScans } = parts;
  const ended = loop.run().then(
    () => owed.stop(new EngineStopped("the engine has stopped")),
    (error: unknown) => {
      spreadScans.stop();
      connection.stop();
      loop.stop();
      conversations.abandon("the engine has stopped");
      owed.stop(
        new EngineStopped("the engine has stopped: its log or a part of it failed", { cause: error }),
      );
      options.onFatal(error);
    },
  );
  const log = { to: "log", stream: streams.session(session) } as const;
  await perform({ ...log, event: sessionStarted(options, session) }, FROM_ENGINE);
  enqueue([
    ...afterRestart(world),
    ...closeAbandonedSession(world),
    ...releaseAbandonedLines(world),
    ...limitLines(options.limits),
  ]);
  connection.start();
  return {
    ...engineCommands(services, parts),
    loaded,
    async stop(reason) {
      spreadScans.stop();
      const close = { to: "gateway", command: { type: "Close", data: { reason } } } as const;
      const end = { ...log, event: { type: "SessionEnded", data: { sessionId: session, reason } } } as const;
      await Promise.all([perform(close, FROM_ENGINE), perform(end, FROM_ENGINE)]).catch(unlessStopped);
      connection.stop();
      loop.stop();
      await ended;
    },
  };
}

/** A log that failed was reported as fatal: there is nothing left to end. */
function unlessStopped(error: unknown): void {
  if (!(error instanceof EngineStopped)) throw error;
}

function sessionStarted(options: EngineOptions, sessionId: EventId): DomainEvent {
  const { version, mode, target, accountsAllowed, limits, rate } = options;
  const configuration = { ...limits, rate: rate ?? "from each chain's own options" };
  return {
    type: "SessionStarted",
    data: {
      sessionId,
      version,
      mode,
      gateway: target,
      accountsAllowed: accountsAllowed ?? ["*"],
      configuration,
    },
  };
}
