export * from "./payoff.ts";
