export type { PricingAssumptions, SessionInfo } from "./context.ts";
export { createApiServer } from "./create-server.ts";
export { type ApiLimits, defaultApiLimits } from "./limits/limits.ts";
export type { ApiLogger, ApiServer, ApiServerOptions, AuthOptions } from "./options.ts";
