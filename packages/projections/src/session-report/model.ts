import type {
  EpochMs,
  IsoDate,
  Micros,
  OrderPhase,
  OrderRef,
  Position,
  RequestLimit,
  RequestThrottlingEnded,
  RiskRule,
  TradingMode,
  TradingSession,
} from "@legbook/domain";
import type { ProfitAndLossView } from "../profit-and-loss/query.ts";

/** What a person should look at, the most urgent first. */
export interface AttentionItem {
  /** `act`: something is open that only a person can settle. `look`: something happened that a person should know of. */
  readonly urgency: "act" | "look";
  readonly words: string;
  readonly remedy: string | null;
  /** The event that says so, for `explain`. */
  readonly position: Position | null;
  readonly at: EpochMs | null;
}

/** One run of the engine, as far as it lay in the day. */
export interface SessionRun {
  readonly sessionId: string;
  readonly version: string;
  readonly mode: TradingMode;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  /** Null while it runs, and for one that never said that it ended. */
  readonly reason: string | null;
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
}

export type OrderStepKind =
  | "requested"
  | "refused"
  | "intended"
  | "transmitted"
  | "acknowledged"
  | "filled"
  | "error"
  | "cancelRequested"
  | "cancelled"
  | "rejected"
  | "unknown"
  | "reconciled";

export interface OrderStep {
  readonly kind: OrderStepKind;
  readonly at: EpochMs;
  readonly position: Position;
}

/** How far the fill lay from the middle of the combo's market at the decision. Positive is to our cost. */
export interface Slippage {
  /** Signed combo price between bid and ask at the decision. */
  readonly mid: Micros;
  /** A share: average fill less mid. */
  readonly perShare: Micros;
  /** Of everything filled, in the account's currency. */
  readonly amount: Micros;
  /** Of the way from mid to the far side: 1 paid it whole; null when bid and ask were one. */
  readonly ofHalfSpread: number | null;
}

export interface OrderRow {
  readonly orderRef: OrderRef;
  readonly account: string | null;
  readonly symbol: string | null;
  /** Legs in words; none for an order whose terms made no legs. */
  readonly words: readonly string[];
  readonly phase: OrderPhase;
  readonly quantity: number;
  readonly filled: number;
  readonly limitPrice: Micros | null;
  readonly averageFillPrice: Micros | null;
  readonly commission: { readonly amount: Micros; readonly currency: string } | null;
  readonly slippage: Slippage | null;
  readonly note: string | null;
  readonly requestedBy: string;
  readonly requestedAt: EpochMs;
  /** Its events of the day, in the order of the log. */
  readonly steps: readonly OrderStep[];
  /** From the intent to the bytes on the socket, by this machine's clock; null when it was not sent that day. */
  readonly intentToSocketMs: number | null;
  readonly position: Position;
}

export interface FillRow {
  readonly execId: string;
  readonly orderRef: OrderRef;
  readonly words: string;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly price: Micros;
  readonly commission: { readonly amount: Micros; readonly currency: string } | null;
  readonly at: EpochMs;
}

export interface RuleRow {
  readonly rule: RiskRule;
  readonly asked: number;
  readonly blocked: number;
  /** Of the newest block. */
  readonly lastReason: string | null;
  readonly lastLimit: string | null;
}

export interface RefusalRow {
  readonly code: string;
  readonly count: number;
  readonly message: string;
  readonly remedy: string;
  readonly position: Position;
}

/** Limits that were set, a kill switch or a breaker that was switched. */
export interface SwitchRow {
  readonly kind: "limits" | "killSwitchEngaged" | "killSwitchReleased" | "breakerTripped" | "breakerReset";
  /** The account; of a breaker its underlying too. */
  readonly subject: string;
  readonly words: string;
  readonly at: EpochMs;
  readonly position: Position;
}

/** A time without something that trading needs. */
export interface Outage {
  readonly what: "gateway" | "brokerLink" | "farm" | "engine";
  readonly name: string;
  readonly from: EpochMs;
  /** Null while it lasts. */
  readonly to: EpochMs | null;
  /** To the end of what the report covers while it lasts. */
  readonly durationMs: number;
  readonly cause: string;
  readonly code: number | null;
  readonly position: Position;
}

export interface NoticeRow {
  readonly code: number;
  readonly count: number;
  readonly message: string;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}

/** A time in which our own pacing held requests back, so that the gateway was not asked more than it takes. */
export interface ThrottlingRow extends Pick<
  RequestThrottlingEnded,
  "waitingMax" | "held" | "refused" | "dropped"
> {
  readonly from: EpochMs;
  /** Until nothing waited any more; null when the log does not say. */
  readonly durationMs: number | null;
  /** `engineGone`: the engine ended without a word. Null while it lasts. */
  readonly end: RequestThrottlingEnded["cause"] | "engineGone" | null;
  readonly limit: RequestLimit;
  /** Messages in any second. */
  readonly limitMax: number;
  /** Kind of the request that the limit stopped first. */
  readonly request: string;
  /** Of the event that says that it began. */
  readonly position: Position;
}

/** No quote of any line, though lines were open. */
export interface DataGap {
  readonly from: EpochMs;
  readonly to: EpochMs | null;
  readonly durationMs: number;
  readonly lines: number;
  /** What was out meanwhile; null when nothing was known to be. */
  readonly during: Outage["what"] | null;
}

export interface LinePoint {
  readonly at: EpochMs;
  readonly used: number;
}

export interface LinesSection {
  readonly linesMax: number;
  readonly peak: number;
  readonly opened: number;
  readonly evicted: number;
  /** No line could give way. */
  readonly refused: number;
  readonly rejected: readonly NoticeRow[];
  readonly use: readonly LinePoint[];
}

export interface PositionRow {
  readonly account: string;
  readonly words: string;
  readonly quantity: number;
  readonly currency: string | null;
  readonly cost: Micros | null;
  readonly value: Micros | null;
  readonly profitOpen: Micros | null;
  readonly expiry: IsoDate | null;
  readonly daysToExpiry: number | null;
}

/** A day of trading, as the log tells it. Amounts are counts of millionths. */
export interface SessionReport {
  /** The date in New York. */
  readonly date: IsoDate;
  /** Null when the exchange held none. */
  readonly session: TradingSession | null;
  /** First and last event of the day; null when the log has none of it. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly head: Position | null;
  /** Whether the log goes on after the day, or its last session has ended. */
  readonly complete: boolean;
  /** Without `InputsTaken`, the journal of inputs. */
  readonly events: number;
  readonly ticks: number;
  readonly attention: readonly AttentionItem[];
  readonly runs: readonly SessionRun[];
  readonly accounts: readonly ProfitAndLossView[];
  readonly orders: readonly OrderRow[];
  readonly fills: readonly FillRow[];
  readonly rules: readonly RuleRow[];
  /** Assessments behind `rules`: of previews, and of orders meant to be placed. */
  readonly assessments: { readonly previews: number; readonly orders: number };
  readonly refusals: readonly RefusalRow[];
  readonly switches: readonly SwitchRow[];
  readonly lines: LinesSection;
  readonly outages: readonly Outage[];
  readonly heartbeatsMissed: number;
  readonly reconnections: number;
  /** What the gateway complained of that belongs to no order or line, by code. */
  readonly notices: readonly NoticeRow[];
  /** Complaints about too many messages or requests among all that the gateway said. */
  readonly throttled: readonly NoticeRow[];
  /** What our own pacing held back. */
  readonly throttling: readonly ThrottlingRow[];
  readonly gaps: readonly DataGap[];
  readonly positions: readonly PositionRow[];
}
