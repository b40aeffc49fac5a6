export { GAP_MIN_MS } from "./day-quotes.ts";
export { span } from "./attention-item.ts";
export { dayBounds, sessionReport, type SessionReportRequest } from "./build.ts";
export type {
  AttentionItem,
  DataGap,
  FillRow,
  LinePoint,
  LinesSection,
  NoticeRow,
  OrderRow,
  OrderStep,
  OrderStepKind,
  Outage,
  PositionRow,
  RefusalRow,
  RuleRow,
  SessionReport,
  SessionRun,
  Slippage,
  SwitchRow,
  ThrottlingRow,
} from "./model.ts";
