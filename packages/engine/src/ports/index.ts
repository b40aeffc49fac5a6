export * from "./broker-gateway.ts";
export * from "./clock.ts";
export * from "./engine.ts";
export * from "./event-store.ts";
export * from "./ids.ts";
export { scanCriteriaSchema, type ScanCriteria, type ScanRow } from "../scanner/index.ts";
