export * from "./given.ts";
