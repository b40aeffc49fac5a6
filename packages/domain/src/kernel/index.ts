export * from "./decider.ts";
export * from "./envelope.ts";
export * from "./ids.ts";
export * from "./money.ts";
export * from "./outcome.ts";
export * from "./time.ts";
export * from "./shelf.ts";
