export * from "./events.ts";
export * from "./long-throttling.ts";
