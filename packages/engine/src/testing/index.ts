export * from "./engine-run.ts";
export * from "./event-fixtures.ts";
export * from "./held-store.ts";
export * from "./lean-day.ts";
export * from "./listed-options.ts";
export * from "./manual-clock.ts";
export * from "./scripted-gateway.ts";
export * from "./sweep-day.ts";
