import type { TradingMode } from "@legbook/domain";
import type { AccountsAllowed } from "./accounts-allowed.ts";
import type { EngineLimits } from "./limits.ts";
import type { BrokerGatewayFactory } from "./ports/broker-gateway.ts";
import type { Clock } from "./ports/clock.ts";
import type { EngineObserver } from "./ports/engine.ts";
import type { EventStore } from "./ports/event-store.ts";
import type { Ids } from "./ports/ids.ts";
import type { WorldSnapshot } from "./world/fold.ts";

/** What an engine is started with. */
export interface EngineOptions {
  readonly store: EventStore;
  readonly gateway: BrokerGatewayFactory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly observer: EngineObserver;
  /** What the log said up to an event, of this target's client id. Absent or null: the whole log is read. */
  readonly known?: WorldSnapshot | null;
  readonly target: { readonly host: string; readonly port: number; readonly clientId: number };
  readonly mode: TradingMode;
  readonly version: string;
  readonly accountsAllowed: AccountsAllowed;
  /** Risk-free, continuously compounded, for greeks that the gateway does not give. */
  readonly rate: number | null;
  /** The engine has stopped deciding: the log or a process failed. */
  readonly onFatal: (error: unknown) => void;
}
