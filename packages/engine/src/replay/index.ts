export { replayLog, type ReplayOptions } from "./replayer.ts";
export {
  type CauseStep,
  type Divergence,
  type FirstDivergence,
  isSame,
  type ReplayReport,
} from "./report.ts";
export type { FieldDifference } from "./field-differences.ts";
export { divergenceText, replayText } from "./report-text.ts";
export { readRecording, writeRecording } from "./recording.ts";
export {
  ACCEPTED_MAX,
  type AcceptedDifference,
  compareExpectation,
  type ExpectationChange,
  expectationText,
  parseExpectation,
} from "./expectation.ts";
