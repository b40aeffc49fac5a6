export * from "./events.ts";
export * from "./commands.ts";
export * from "./transitions.ts";
export * from "./executions.ts";
export * from "./state.ts";
export * from "./limit-price.ts";
export * from "./terms.ts";
export * from "./decide.ts";
