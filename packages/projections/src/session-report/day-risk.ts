import type { DomainEvent, RecordedEvent, RiskEvent } from "@legbook/domain";
import { eventSummary } from "../event-words/summary.ts";
import { projection, type ViewState } from "../runner/projection.ts";
import type { SwitchRow } from "./model.ts";

/** What was switched or set that day: limits, kill switches, breakers. */
export interface DayRiskState extends ViewState {
  readonly switches: SwitchRow[];
}

function add(
  state: DayRiskState,
  kind: SwitchRow["kind"],
  { account, underlying }: { readonly account: string; readonly underlying?: string },
  { event, metadata, position }: RecordedEvent,
): true {
  // The store's codecs let known types through only.
  const words = eventSummary(event as DomainEvent);
  const subject = underlying === undefined ? account : `${account} ${underlying}`;
  state.switches.push({ kind, subject, words, at: metadata.occurredAt, position });
  return true;
}

/** A fold of the day's events. */
export const dayRisk = projection<DayRiskState, RiskEvent>({
  name: "dayRisk",
  version: 1,
  init: () => ({ position: null, switches: [] }),
  on: {
    RiskLimitsSet: (state, data, record) => add(state, "limits", data, record),
    KillSwitchEngaged: (state, data, record) => add(state, "killSwitchEngaged", data, record),
    KillSwitchReleased: (state, data, record) => add(state, "killSwitchReleased", data, record),
    VolatilityBreakerTripped: (state, data, record) => add(state, "breakerTripped", data, record),
    VolatilityBreakerReset: (state, data, record) => add(state, "breakerReset", data, record),
  },
});
