export * from "./events.ts";
export * from "./commands.ts";
export * from "./state.ts";
export * from "./limits.ts";
export * from "./inputs.ts";
export * from "./assess.ts";
export * from "./decide.ts";
