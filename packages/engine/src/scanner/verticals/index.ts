export {
  type ChainRow,
  type ChainSnapshot,
  type GreeksSource,
  UNUSABLE_REASONS,
  type UnusableReason,
} from "./chain-table.ts";
export {
  parseScanCriteria,
  SCAN_RANKINGS,
  SCAN_ROWS_MAX,
  type ScanCriteria,
  type ScanCriteriaResult,
  scanCriteriaSchema,
  type ScanRanking,
} from "./criteria.ts";
export { diffResults, type ScanDifference } from "./diff.ts";
export { SCAN_FILTERS, type ScanFilter } from "./enumerate.ts";
export type { ScanRow } from "./row.ts";
export { type ArbitrageSighting, ARBITRAGES_LISTED_MAX, type ScanResult, scanVerticals } from "./scan.ts";
export { whyNot, type WhyNot } from "./why-not.ts";
