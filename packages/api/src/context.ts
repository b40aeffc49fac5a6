import type { TradingMode, EpochMs } from "@legbook/domain";
import type { Engine, EventStore } from "@legbook/engine/ports";
import type { Views } from "@legbook/projections";
import type { ApiLimits } from "./limits/limits.ts";
import type { Models } from "./models/models.ts";

/** What this process is, for the screen's top bar. */
export interface SessionInfo {
  readonly mode: TradingMode;
  readonly version: string;
  /** Accounts that this engine may trade in. */
  readonly accounts: readonly string[];
  /** `host:port`. */
  readonly gateway: string;
  readonly startedAt: EpochMs;
  readonly linesMax: number;
  /** ISO 4217; of accounts whose summary the gateway has not sent yet. */
  readonly currency: string;
}

/** What every resolver may use. */
export interface ApiContext {
  readonly engine: Engine;
  readonly store: EventStore;
  readonly views: Views;
  readonly models: Models;
  readonly session: SessionInfo;
  readonly limits: ApiLimits;
  readonly pricing: PricingAssumptions;
  /** Who asks. */
  readonly user: string;
  readonly transport: "http" | "websocket";
  /** For what fails with nobody waiting for it: logged with an id. */
  readonly onFault: (error: unknown) => void;
}

/** What theoretical values rest on besides quotes; continuously compounded, a year. */
export interface PricingAssumptions {
  readonly rate: number;
  readonly dividendYield: number;
}
