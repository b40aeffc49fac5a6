import type { Engine, EngineObserver, EventStore } from "@legbook/engine/ports";
import type { PastViews, Views } from "@legbook/projections";
import type { EventProofs } from "./models/event-proof.ts";
import type { WhatIfs } from "./models/what-if.ts";
import type { PricingAssumptions } from "./models/spread-market.ts";
import type { SessionInfo } from "./session-info.ts";
import type { ApiLimits } from "./limits/limits.ts";

/** What the API writes to its log. A pino logger is one. */
export interface ApiLogger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface AuthOptions {
  /** The first one-time token; a random one when absent. */
  readonly signInToken?: string;
  /** How long a session lasts; a day when absent. */
  readonly sessionTtlMs?: number;
  /** Name under which everything is recorded; `trader` when absent. */
  readonly user?: string;
  /** Further `Host` headers that name this server, such as a container's: `name:port`. */
  readonly hostsAllowed?: readonly string[];
  /** Further origins whose pages may use it, such as a development server's: `http://localhost:5173`. */
  readonly originsAllowed?: readonly string[];
}

export interface ApiServerOptions {
  readonly engine: Engine;
  readonly store: EventStore;
  readonly views: Views;
  readonly past: PastViews;
  readonly proofs: EventProofs;
  readonly whatIfs: WhatIfs;
  readonly session: SessionInfo;
  readonly pricing: PricingAssumptions;
  /** 127.0.0.1 when absent. Any other address needs `allowOtherHosts`: the API speaks plain HTTP. */
  readonly host?: string;
  readonly allowOtherHosts?: boolean;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder of the built web application; null for none. */
  readonly webRoot: string | null;
  readonly auth?: AuthOptions;
  readonly limits?: Partial<ApiLimits>;
  /** Lets /metrics be read without signing in. */
  readonly metricsPublic?: boolean;
  readonly logger: ApiLogger;
}

export interface ApiServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Signs one browser in, once. */
  readonly signInUrl: string;
  /** A further one-time link, for another browser. */
  issueSignInUrl(): string;
  /** Feeds the durations of /metrics. */
  readonly observer: EngineObserver;
  /** Ends every subscription, closes every connection. */
  close(): Promise<void>;
}
