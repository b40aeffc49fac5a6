export {
  parsePresetCriteria,
  parseScanCriteria,
  type PresetCriteria,
  SCAN_RANK_FIELDS_MAX,
  SCAN_ROWS_MAX,
  type ScanCriteria,
  type ScanCriteriaResult,
  scanCriteriaSchema,
  type ScanFilterBound,
  type ScanRankTerm,
} from "./criteria.ts";
export { EMPTY_CONTEXT, type ScanContext } from "./context.ts";
export { diffResults, type ScanDifference } from "./diff.ts";
export {
  SCAN_FIELD_NAMES,
  SCAN_FIELDS,
  type ScanField,
  type ScanFieldDescription,
  type ScanFieldKind,
} from "./fields.ts";
export { SCAN_FILTERS } from "./filters.ts";
export { SCAN_PRESETS, type ScanPreset } from "./presets.ts";
export * from "./result.ts";
export type { ScanGreeksSource, ScanProvenance, ScanRow, ScanRowLeg } from "./row.ts";
export type { AskedLeg } from "./locate.ts";
export { Scan } from "./scan.ts";
export { SCORE_SCALES_MAX } from "./score.ts";
export { SCAN_CANDIDATES_MAX, SCAN_MODELLED_MAX, SCAN_STRATEGIES, type ScanStrategy } from "./strategies.ts";
export * from "./table/index.ts";
