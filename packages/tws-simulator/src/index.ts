export type { AccountSnapshot, PositionSnapshot } from "./account-snapshot.ts";
export type {
  ConnectionStatus,
  ScenarioSummary,
  SimulatorControl,
  SimulatorStatus,
} from "./control/control.ts";
export type { FaultStatus } from "./faults/fault-book.ts";
export type { FaultInput } from "./faults/fault.ts";
export type {
  LedgerEntry,
  LedgerEntryHead,
  LedgerEntryOf,
  LedgerFact,
  OrderIdentity,
} from "./ledger/entry.ts";
export {
  type AccountOptions,
  type MarketOptions,
  type PositionOptions,
  SimulatorOptionError,
  type SimulatorOptions,
} from "./options.ts";
export type { HandOrder } from "./orders/hand-order.ts";
export type { Execution, Order, OrderTerms } from "./orders/order.ts";
export { type Simulator, startSimulator } from "./simulator.ts";
export { type RemoteControl, type SimulatorWorker, startSimulatorWorker } from "./worker-host.ts";
export {
  type Address,
  type BytesKind,
  openRecording,
  type Playback,
  type PlaybackOptions,
  type PlaybackReport,
  type RecordedEntry,
  type RecordedFact,
  type RecordedHead,
  type Recorder,
  type RecorderCounts,
  type RecorderOptions,
  type Recording,
  RecordingError,
  type RecordingHeader,
  RecordingOptionError,
  type Replacement,
  type Side,
  startPlayback,
  startRecorder,
} from "./recording/index.ts";
