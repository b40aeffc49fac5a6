export * from "./payoff.ts";
export * from "./spreads/vertical.ts";
export * from "./spreads/vertical-analytics.ts";
export * from "./spreads/vertical-words.ts";
export * from "./combo-tick.ts";
