export * from "./ports/index.ts";
export * from "./adapters/index.ts";
export * from "./event-store/index.ts";
export * from "./scanner/index.ts";
export * from "./tws/index.ts";
export { startEngine, type RunningEngine } from "./create-engine.ts";
export type { EngineOptions } from "./engine-options.ts";
export { isAccountAllowed, type AccountsAllowed } from "./accounts-allowed.ts";
export { ENGINE_LIMITS, type EngineLimits } from "./limits.ts";
