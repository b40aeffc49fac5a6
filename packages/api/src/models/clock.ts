import type { EpochMs } from "@legbook/domain";
import type { Engine } from "@legbook/engine/ports";

/** What models need beside the views: the moment's clock, and what only a running engine has. */
export interface ModelClock {
  readonly now: () => EpochMs;
  readonly requestQueueSize: () => number | null;
}

/** The engine's, as it runs. */
export function engineClock(engine: Pick<Engine, "now" | "metrics">): ModelClock {
  return { now: () => engine.now(), requestQueueSize: () => engine.metrics().requestQueueSize };
}
