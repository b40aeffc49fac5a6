export type { Handler, Handlers, Projection, ProjectionDefinition, ViewState } from "./runner/projection.ts";
export { ignored, projection } from "./runner/projection.ts";
export type { FeedPage } from "./runner/feed.ts";
export { type RebuildProgress, ViewRebuilding } from "./runner/rebuilding.ts";
export {
  type AnyShelf,
  joinState,
  type NamedSnapshot,
  type Snapshot,
  type SnapshotStore,
  type Span,
  splitState,
} from "./runner/snapshots.ts";
export { PROJECTIONS, VIEW_NAMES, type ViewName, type ViewStates } from "./runner/states.ts";
export { createViews, type Views, type ViewsHost, type ViewsOptions, ViewsStopped } from "./runner/views.ts";
export {
  createPastViews,
  type Moment,
  type PastLog,
  type PastViews,
  PositionUnknown,
} from "./runner/past-views.ts";
export { SPAN_EVENTS_MAX } from "./runner/spans.ts";
export { type Progress, type ProjectionRun, runProjections, type StopSignal } from "./runner/run.ts";
export { type Page, PAGE_ROWS_MAX, type PageRequest, parseCursor } from "./paging.ts";
export { type Mark, markOf, quoteRow, type QuoteView, quoteView } from "./market/query.ts";
export type { MarketState } from "./market/fold.ts";
export * from "./contracts/query.ts";
export * from "./contracts/words.ts";
export type { ContractsState } from "./contracts/fold.ts";
export * from "./connection/query.ts";
export type {
  ConnectionPhase,
  ConnectionState,
  EngineSession,
  RequestThrottling,
} from "./connection/fold.ts";
export * from "./subscriptions/query.ts";
export type { SubscriptionsState } from "./subscriptions/fold.ts";
export * from "./option-chain/query.ts";
export type { ChainState, OptionChainState } from "./option-chain/fold.ts";
export * from "./orders/query.ts";
export { ORDER_PHASE_WORDS } from "./orders/phase-words.ts";
export type { OrderEntry, OrdersState } from "./orders/fold.ts";
export * from "./executions/query.ts";
export type { ExecutionsState, ExecutionState } from "./executions/fold.ts";
export * from "./positions/query.ts";
export type { PositionLegView } from "./positions/legs.ts";
export type { PositionsState } from "./positions/fold.ts";
export * from "./profit-and-loss/query.ts";
export type { ProfitAndLossState } from "./profit-and-loss/fold.ts";
export { HISTORY_POINTS_MAX, type ProfitPoint } from "./profit-and-loss/history.ts";
export * from "./risk/query.ts";
export type { RiskState } from "./risk/fold.ts";
export * from "./underlyings/query.ts";
export type { UnderlyingsState, UnderlyingState } from "./underlyings/fold.ts";
export * from "./scan-presets/query.ts";
export type { ScanPresetsState } from "./scan-presets/fold.ts";
export { EVENT_TYPES, eventSummary } from "./event-words/summary.ts";
export * from "./explain/index.ts";
export * from "./timeline/query.ts";
export type { MarkerKind, TimelineState } from "./timeline/fold.ts";
export * from "./session-report/index.ts";
