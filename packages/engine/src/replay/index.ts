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
export { type CounterfactualOptions, whatIf } from "./counterfactual.ts";
export type { CounterfactualOrder, CounterfactualReport, LadderOrder } from "./counterfactual-report.ts";
export type { ProfitBounds } from "./profit-bounds.ts";
export type { LadderStep } from "./market-watch.ts";
export { whatIfText } from "./counterfactual-text.ts";
export { parseWhatIfSettings, type WhatIfSettings } from "./what-if-settings.ts";
export type { ScanChange } from "./scan-settings.ts";
export type * from "./scan-counterfactual-report.ts";
