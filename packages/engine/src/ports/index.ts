export * from "./broker-gateway.ts";
export * from "./clock.ts";
export * from "./engine.ts";
export * from "./event-store.ts";
export * from "./ids.ts";
export type * from "./market-analysis.ts";
export * from "../scanner/index.ts";
export type { FreshnessReport, FreshnessShares } from "../processes/chain-sweep/freshness.ts";
