import type { Engine, EventStore } from "@legbook/engine/ports";
import type { Views } from "@legbook/projections";
import type { ApiLimits } from "./limits/limits.ts";
import type { EventProofs } from "./models/event-proof.ts";
import type { WhatIfs } from "./models/what-if.ts";
import type { Models } from "./models/models.ts";
import type { PricingAssumptions } from "./models/spread-market.ts";
import type { PastChains } from "./past/past-chain.ts";
import type { Viewpoints } from "./past/viewpoint.ts";
import type { SessionInfo } from "./session-info.ts";

/** What every resolver may use. */
export interface ApiContext {
  readonly engine: Engine;
  readonly store: EventStore;
  readonly views: Views;
  readonly models: Models;
  /** Where a query looks from: now, or a moment of the past. */
  readonly viewpoint: Viewpoints;
  readonly pastChains: PastChains;
  readonly proofs: EventProofs;
  readonly whatIfs: WhatIfs;
  readonly session: SessionInfo;
  readonly limits: ApiLimits;
  readonly pricing: PricingAssumptions;
  /** Who asks. */
  readonly user: string;
  readonly transport: "http" | "websocket";
  /** For what fails with nobody waiting for it: logged with an id. */
  readonly onFault: (error: unknown) => void;
}
