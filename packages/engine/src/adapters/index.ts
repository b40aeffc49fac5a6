export { systemClock } from "./system-clock.ts";
export { createUuidV7Ids } from "./uuid-v7.ts";
