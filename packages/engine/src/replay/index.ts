export { replayLog, type ReplayOptions } from "./replayer.ts";
export {
  type CauseStep,
  type Divergence,
  type FirstDivergence,
  isSame,
  type ReplayReport,
} from "./report.ts";
export type { FieldDifference } from "./field-differences.ts";
