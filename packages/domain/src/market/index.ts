export * from "./events.ts";
export * from "./quote-table.ts";
