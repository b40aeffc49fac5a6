export { explainEvent } from "./event.ts";
export { explainMissingTrade, type MissingTradeQuestion } from "./missing-trade.ts";
export { explainOrder } from "./order.ts";
export type { LogReader } from "./log-reader.ts";
export { marketEvidence, midOf } from "./evidence.ts";
export type {
  DecisionEvidence,
  ExplainedEvent,
  Explanation,
  Hindrance,
  HindranceKind,
  LegEvidence,
  LimitsEvidence,
  MarketEvidence,
  MissingTrade,
  ScanEvidence,
  SessionEvidence,
} from "./model.ts";
