export * from "./events.ts";
export * from "./volatility-history.ts";
