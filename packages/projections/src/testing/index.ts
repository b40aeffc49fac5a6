export * from "./contracts.ts";
export * from "./events.ts";
export * from "./given.ts";
export * from "./snapshots.ts";
export * from "./sample-log.ts";
export * from "./sent-order.ts";
export * from "./past-log.ts";
export * from "./log.ts";
