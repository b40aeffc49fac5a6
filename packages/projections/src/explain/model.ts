import type {
  ComboMarketView,
  DomainEventType,
  EpochMs,
  EventId,
  LegMarketView,
  MarginPreview,
  Micros,
  OrderPhase,
  OrderRef,
  Position,
  Refusal,
  RiskLimits,
  RiskVerdict,
  SessionEvent,
  StreamName,
} from "@legbook/domain";

/** One event of a chain that explains something. */
export interface ExplainedEvent {
  readonly position: Position;
  readonly id: EventId;
  readonly stream: StreamName;
  readonly revision: number;
  readonly type: DomainEventType;
  /** One sentence for a person. */
  readonly words: string;
  readonly actor: string;
  /** Gateway time. */
  readonly at: EpochMs;
  /** This machine's time. */
  readonly recordedAt: EpochMs;
  /** The event that it answers; null for what came from outside. */
  readonly causedBy: Position | null;
  /** Steps from the event that came from outside: 0 for itself. */
  readonly depth: number;
  /** The broker's own code and text where the event carries them. */
  readonly broker: { readonly code: number; readonly message: string } | null;
  /** Whether it is what was asked about. */
  readonly asked: boolean;
}

/** A leg's quote as the decision saw it. */
export interface LegEvidence extends LegMarketView {
  /** `GOOG 15 Jan 2016 745 put`. */
  readonly words: string;
  /** From its newest bid or ask to the decision; null when it was never quoted. Negative when it is stamped later. */
  readonly ageMs: number | null;
}

/** The market that a decision rested on. */
export interface MarketEvidence extends Omit<ComboMarketView, "legs"> {
  readonly legs: readonly LegEvidence[];
  /** Between bid and ask of the combo, signed; null without both. */
  readonly mid: Micros | null;
  /** The oldest leg's; null when one was never quoted. */
  readonly oldestQuoteAgeMs: number | null;
}

/** Limits in force, and the event that set them. */
export interface LimitsEvidence {
  readonly limits: RiskLimits;
  /** Null while the defaults hold: nobody had set any. */
  readonly setBy: {
    readonly position: Position;
    readonly at: EpochMs;
    readonly actor: string;
    readonly reason: string;
  } | null;
  /** Whether the assessment took the limits as they had been set; false: the log contradicts itself. */
  readonly agrees: boolean;
}

/** One assessment by the risk rules with everything that it rested on. */
export interface DecisionEvidence {
  readonly position: Position;
  readonly at: EpochMs;
  readonly passed: boolean;
  /** Signed: a credit is negative. */
  readonly limitPrice: Micros;
  /** Every rule with its inputs, limit and verdict, in the order of their evaluation. */
  readonly verdicts: readonly RiskVerdict[];
  readonly market: MarketEvidence;
  readonly limits: LimitsEvidence;
  readonly margin: MarginPreview | null;
  /** Why there was none. */
  readonly marginFailure: string | null;
}

/** The engine's run in which something happened, with its configuration. */
export interface SessionEvidence extends SessionData {
  readonly position: Position;
  readonly startedAt: EpochMs;
}

type SessionData = Extract<SessionEvent, { type: "SessionStarted" }>["data"];

/** Why something is as it is: the answer in one sentence, and all that it rests on. */
export interface Explanation {
  readonly subject:
    | { readonly kind: "order"; readonly orderRef: OrderRef }
    | { readonly kind: "event"; readonly position: Position };
  /** What became of it, and why. */
  readonly answer: string;
  /** In the order of the log. */
  readonly chain: readonly ExplainedEvent[];
  /** More of it may lie beyond what was looked at. */
  readonly incomplete: boolean;
  /** Of an order: where it stands at the end of the chain. */
  readonly phase: OrderPhase | null;
  readonly refusal: Refusal | null;
  /** Null when no risk rule was asked. */
  readonly decision: DecisionEvidence | null;
  /** Null when its start is not in the log. */
  readonly session: SessionEvidence | null;
}

/** What stood between a symbol or spread and a trade. */
export type HindranceKind =
  | "killSwitch"
  | "breaker"
  | "connection"
  | "chain"
  | "line"
  | "refused"
  | "blocked"
  /** A preview that passed: nobody sent it. */
  | "previewOnly"
  | "rejected"
  | "cancelled"
  | "notSent"
  | "unknown"
  | "working";

export interface Hindrance {
  readonly kind: HindranceKind;
  readonly position: Position;
  readonly at: EpochMs;
  /** Whether it still stands at the moment asked about. */
  readonly inForce: boolean;
  readonly words: string;
  /** The rule's or refusal's code, or the broker's. */
  readonly code: string | null;
  /** What would pass, or what a person can do. */
  readonly remedy: string | null;
  readonly orderRef: OrderRef | null;
}

/** A scan of the symbol that ran, or still runs, at the moment asked about. */
export interface ScanEvidence {
  readonly scanId: string;
  readonly criteria: string;
  readonly startedAt: EpochMs;
  readonly position: Position;
  readonly stoppedAt: EpochMs | null;
}

/** Why there was no trade in a symbol, or in one spread of it. */
export interface MissingTrade {
  readonly symbol: string;
  /** Contract ids of the spread asked about; none for the whole symbol. */
  readonly conIds: readonly number[];
  readonly at: EpochMs | null;
  readonly answer: string;
  /** What still stands first, then the newest first. */
  readonly hindrances: readonly Hindrance[];
  /** Orders that did trade, so that the question has an answer when it is wrong. */
  readonly filled: readonly OrderRef[];
  readonly scans: readonly ScanEvidence[];
  /** Gateway time of the oldest event looked at; null for an empty log. */
  readonly lookedBackTo: EpochMs | null;
}
