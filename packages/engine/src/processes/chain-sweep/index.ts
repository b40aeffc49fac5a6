export * from "./freshness.ts";
export * from "./swept-contracts.ts";
export * from "./pace.ts";
export * from "./plan.ts";
export * from "./relevance.ts";
export * from "./rules.ts";
export * from "./table.ts";
export * from "./live-sweep.ts";
