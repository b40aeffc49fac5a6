export { type ChainedEvent, chainHash, GENESIS_HASH, HASH_BYTES } from "./hash-chain.ts";
export { DEFAULT_LIMITS, type EventStoreLimits } from "./limits.ts";
export * from "./memory/index.ts";
export * from "./sqlite/index.ts";
export * from "./codecs/index.ts";
