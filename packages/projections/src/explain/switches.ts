import type {
  ChainEvent,
  DomainEvent,
  GatewayConnectionEvent,
  RecordedEvent,
  RiskEvent,
  SessionEvent,
  SubscriptionLinesEvent,
} from "@legbook/domain";
import { eventSummary } from "../event-words/summary.ts";
import { projection, type Projection, type ViewState } from "../runner/projection.ts";
import type { Hindrance, HindranceKind } from "./model.ts";

/** What is switched off, broken or missing for a symbol, one hindrance a thing that can be. */
export interface SwitchesState extends ViewState {
  /** By what stands in the way: an account's kill switch, the symbol's breaker, the connection, a line. */
  readonly standing: Map<string, { readonly hindrance: Hindrance; readonly isOrdinary: boolean }>;
  readonly past: Hindrance[];
}

const REMEDIES: Readonly<Partial<Record<HindranceKind, string>>> = {
  killSwitch: "Release the kill switch.",
  breaker: "Reset the breaker once the volatility is what you accept.",
  connection: "Wait for the connection, or look at the gateway.",
  chain: "Open the option chain again.",
  line: "Let other lines go, or see what the gateway refused.",
};

function stand(state: SwitchesState, key: string, kind: HindranceKind, record: RecordedEvent): boolean {
  // The store's codecs let known types through only.
  const event = record.event as DomainEvent;
  const code = "code" in event.data && event.data.code !== null ? String(event.data.code) : null;
  const hindrance = {
    kind,
    position: record.position,
    at: record.metadata.occurredAt,
    inForce: true,
    words: eventSummary(event),
    code,
    remedy: REMEDIES[kind] ?? null,
    orderRef: null,
  };
  state.standing.set(key, { hindrance, isOrdinary: event.type === "SessionStarted" });
  return true;
}

function clear({ standing, past }: SwitchesState, key: string): boolean {
  const before = standing.get(key);
  if (before === undefined) return false;
  standing.delete(key);
  if (!before.isOrdinary) past.push({ ...before.hindrance, inForce: false });
  return true;
}

type Followed =
  | Extract<RiskEvent, { type: `KillSwitch${string}` | `VolatilityBreaker${string}` }>
  | Extract<SessionEvent, { type: "SessionStarted" }>
  | Extract<
      GatewayConnectionEvent,
      {
        type:
          | "ConnectionLossReported"
          | "ConnectionBlocked"
          | "ConnectionCloseRequested"
          | "SynchronisationCompleted"
          | "BrokerLinkReported";
      }
    >
  | Extract<ChainEvent, { type: "ChainRequested" | "ChainRequestRefused" | "ChainParametersReported" }>
  | Extract<SubscriptionLinesEvent, { type: "LineOpened" | "LineRefused" | "LineRejectionReported" }>;

/** A fold for one symbol. `conIds`: only lines of these contracts matter; with none no line does. */
export function switchesOf(symbol: string, conIds: readonly number[]): Projection<SwitchesState> {
  const asked = new Set(conIds);
  return projection<SwitchesState, Followed>({
    name: "switches",
    version: 1,
    init: () => ({ position: null, standing: new Map(), past: [] }),
    on: {
      KillSwitchEngaged: (state, { account }, record) =>
        stand(state, `kill ${account}`, "killSwitch", record),
      KillSwitchReleased: (state, { account }) => clear(state, `kill ${account}`),
      VolatilityBreakerTripped: (state, { account, underlying }, record) =>
        underlying === symbol && stand(state, `breaker ${account}`, "breaker", record),
      VolatilityBreakerReset: (state, { account, underlying }) =>
        underlying === symbol && clear(state, `breaker ${account}`),
      SessionStarted: (state, _data, record) => stand(state, "connection", "connection", record),
      ConnectionLossReported: (state, _data, record) => stand(state, "connection", "connection", record),
      ConnectionBlocked: (state, _data, record) => stand(state, "connection", "connection", record),
      ConnectionCloseRequested: (state, _data, record) => stand(state, "connection", "connection", record),
      SynchronisationCompleted(state) {
        const link = clear(state, "link");
        return clear(state, "connection") || link;
      },
      BrokerLinkReported: (state, { status }, record) =>
        status === "lost" ? stand(state, "link", "connection", record) : clear(state, "link"),
      ChainRequested: (state, data) => data.symbol === symbol && clear(state, "chain"),
      ChainParametersReported: (state, data) => data.symbol === symbol && clear(state, "chain"),
      ChainRequestRefused: (state, data, record) =>
        data.symbol === symbol && stand(state, "chain", "chain", record),
      LineOpened: (state, { contract }) =>
        asked.has(contract.conId) && clear(state, `line ${contract.conId}`),
      LineRefused: (state, { conId }, record) =>
        asked.has(conId) && stand(state, `line ${conId}`, "line", record),
      LineRejectionReported: (state, { conId }, record) =>
        asked.has(conId) && stand(state, `line ${conId}`, "line", record),
    },
  });
}

/** What stands and what stood in the way; that a session began without a connection is not told once it has one. */
export function switchHindrances({ standing, past }: SwitchesState): readonly Hindrance[] {
  return [...[...standing.values()].map(({ hindrance }) => hindrance), ...past];
}
