import type { EpochMs, Position } from "@legbook/domain";
import type { Engine } from "@legbook/engine/ports";
import type { PastViews, ViewName, ViewStates } from "@legbook/projections";
import { createModels, type Models } from "../models/models.ts";
import type { SessionInfo } from "../session-info.ts";
import { type AsOf, momentOf } from "./as-of.ts";
import { SharedPast } from "./shared-past.ts";

/** Where a query looks from: now, or right after an event of the past. */
export interface Viewpoint {
  /** The event of the past; null for now. */
  readonly past: Position | null;
  /** Gateway time there. */
  readonly now: EpochMs;
  readonly views: ViewStates;
  readonly models: Models;
}

/** Gives the viewpoint of a query: of the past, only the named views can be read. Nothing of the past is asked of the engine. */
export type Viewpoints = (asOf: AsOf | null | undefined, names: readonly ViewName[]) => Promise<Viewpoint>;

export interface ViewpointParts {
  readonly engine: Pick<Engine, "now" | "metrics">;
  readonly views: ViewStates;
  readonly models: Models;
  readonly past: PastViews;
  readonly session: SessionInfo;
}

/** Viewpoints of one server. Those of the past rest on the log alone, so that they are the same whenever they are asked for. */
export function createViewpoints({ engine, views, models, past, session }: ViewpointParts): Viewpoints {
  const shared = new SharedPast(past);
  return async (asOf, names) => {
    if (asOf === null || asOf === undefined) return { past: null, now: engine.now(), views, models };
    const { position, at } = await momentOf(past, asOf, engine.now());
    const then = await shared.at(position, names);
    const clock = { now: () => at, requestQueueSize: () => null };
    return { past: position, now: at, views: then, models: createModels(then, clock, session) };
  };
}
