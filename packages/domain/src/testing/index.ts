export * from "./arbitraries.ts";
export * from "./command-arbitraries.ts";
export * from "./fixtures.ts";
export * from "./given-when-then.ts";
export * from "./idempotence.ts";
export * from "./order-arbitraries.ts";
export * from "./order-chain.ts";
export * as orderEvents from "./order-events.ts";
export * as spreads from "./spread-arbitraries.ts";
