export * from "./events.ts";
export * from "./commands.ts";
export * from "./transitions.ts";
export * from "./executions.ts";
export * from "./state.ts";
export * from "./terms.ts";
export * from "./decide.ts";
export * from "./reconcile.ts";
export { sideOfLegs } from "./decide-placement.ts";
