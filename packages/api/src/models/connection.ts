import { connectionView, type ConnectionView, type ViewStates } from "@legbook/projections";
import type { ModelClock } from "./clock.ts";

export interface ConnectionModel extends ConnectionView {
  /** Null in the past: what waits in memory is not recorded. */
  readonly requestQueueSize: number | null;
}

/** The link to the gateway, its clock, and what waits to be sent to it. */
export function connectionModel(views: ViewStates, clock: ModelClock): ConnectionModel {
  return {
    ...connectionView(views, clock.now()),
    requestQueueSize: clock.requestQueueSize(),
  };
}
