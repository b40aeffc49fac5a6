import type { Engine } from "@legbook/engine/ports";
import { connectionView, type ConnectionView, type ViewStates } from "@legbook/projections";

export interface ConnectionModel extends ConnectionView {
  readonly requestQueueSize: number;
}

/** The link to the gateway, its clock, and what waits to be sent to it. */
export function connectionModel(views: ViewStates, engine: Pick<Engine, "now" | "metrics">): ConnectionModel {
  return {
    ...connectionView(views, engine.now()),
    requestQueueSize: engine.metrics().requestQueueSize,
  };
}
