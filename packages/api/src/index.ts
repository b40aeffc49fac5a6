export type { PricingAssumptions } from "./models/spread-market.ts";
export type { SessionInfo } from "./session-info.ts";
export { createApiServer } from "./create-server.ts";
export { type ApiLimits, defaultApiLimits } from "./limits/limits.ts";
export type { ApiLogger, ApiServer, ApiServerOptions, AuthOptions } from "./options.ts";
export type { WhatIfAnswer, WhatIfs } from "./models/what-if.ts";
export type { EventProofAnswer, EventProofs } from "./models/event-proof.ts";
