import type {
  Contract,
  EpochMs,
  IsoDate,
  MarginPreview,
  Micros,
  Position,
  Refusal,
  RiskLimits,
  RiskVerdict,
  SpreadLeg,
  ComboMarketView,
} from "@legbook/domain";
import type { FreshnessReport } from "../processes/chain-sweep/freshness.ts";
import type { ScanCriteria, ScanResult, ScanWhyNot } from "../scanner/index.ts";
import type { SymbolMatch } from "./broker-gateway.ts";
import type { SmileView, SpreadLegInput } from "./market-analysis.ts";

/** The answer to a command: done (with the log position that shows it), or why not. */
export type CommandAnswer<Value = object> =
  | ({ readonly kind: "accepted"; readonly position: Position } & Value)
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** A vertical as a person asks for it. Strikes and prices are decimal text; every fault is answered by a refusal. */
export interface VerticalOrderInput {
  /** Made by the client; repeating it repeats nothing. */
  readonly orderRef: string;
  readonly account: string;
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  /** `call` or `put`. */
  readonly right: string;
  readonly longStrike: string;
  readonly shortStrike: string;
  /** Number of spreads. */
  readonly quantity: number;
  /** Signed decimal text: what the buyer of the combo pays; a credit is negative. */
  readonly price:
    | { readonly kind: "limit"; readonly price: string }
    | { readonly kind: "mid" }
    | { readonly kind: "natural" };
  /** `day` or `gtc`. */
  readonly timeInForce: string;
}

export interface OrderPreview {
  readonly orderRef: string;
  readonly limitPrice: Micros;
  readonly margin: MarginPreview | null;
  readonly marginFailure: string | null;
  readonly passed: boolean;
  readonly verdicts: readonly RiskVerdict[];
  readonly quotes: ComboMarketView;
}

/** Dates of an underlying as a person gives them; every fault is answered by a refusal. */
export interface CorporateDatesInput {
  readonly symbol: string;
  /** `YYYY-MM-DD`. All that are known: they take the place of those given before. */
  readonly earnings: readonly string[];
  /** `amount` a share as decimal text; null while it is not known. */
  readonly exDividends: readonly { readonly date: string; readonly amount: string | null }[];
}

/** One state of a running scan; each supersedes the one before. Rows that did not change may be the same objects. */
export interface ScanUpdate extends ScanResult {
  readonly scanId: string;
  /** How young the knowledge of the chain is; null before its contracts are known. */
  readonly freshness: FreshnessReport | null;
  /** What it waits for, as a sentence; null when it has what it needs. */
  readonly waitingFor: string | null;
  /** Expiries whose contracts are known, of those that it looks at; `leftOut` more would pass the criteria. */
  readonly expiries: { readonly open: number; readonly wanted: number; readonly leftOut: number };
}

/** What the API asks of the engine. Every call is recorded; `user` is the actor. */
export interface Engine {
  previewOrder(input: VerticalOrderInput, user: string): Promise<CommandAnswer<{ preview: OrderPreview }>>;
  submitOrder(input: VerticalOrderInput, user: string): Promise<CommandAnswer<{ orderRef: string }>>;
  cancelOrder(orderRef: string, reason: string, user: string): Promise<CommandAnswer<{ orderRef: string }>>;
  /** Finds an underlying and its option chain; accepted when the chain's parameters are in the log. */
  openChain(symbol: string, user: string): Promise<CommandAnswer<{ symbol: string }>>;
  /** Contracts of one expiry with lines for those near the money; `near` moves the window to a strike. */
  openExpiry(
    symbol: string,
    expiry: string,
    user: string,
  ): Promise<CommandAnswer<{ contracts: readonly Contract[] }>>;
  findSymbols(pattern: string): Promise<CommandAnswer<{ matches: readonly SymbolMatch[] }>>;
  setRiskLimits(account: string, limits: RiskLimits, reason: string, user: string): Promise<CommandAnswer>;
  engageKillSwitch(
    account: string,
    reason: string,
    user: string,
  ): Promise<CommandAnswer<{ cancelled: readonly string[] }>>;
  releaseKillSwitch(account: string, reason: string, user: string): Promise<CommandAnswer>;
  resetVolatilityBreaker(
    account: string,
    underlying: string,
    reason: string,
    user: string,
  ): Promise<CommandAnswer>;
  /** Runs until `signal` aborts. A refusal ends it before the first update. Only the newest update is kept for a slow reader. */
  scan(
    criteria: ScanCriteria,
    user: string,
    signal: AbortSignal,
  ): Promise<CommandAnswer<{ scanId: string; updates: AsyncIterable<ScanUpdate> }>>;
  setCorporateDates(input: CorporateDatesInput, user: string): Promise<CommandAnswer>;
  /** `criteria` as the scanner takes them, without a symbol; in the place of an earlier preset of that name. */
  saveScanPreset(name: string, criteria: unknown, user: string): Promise<CommandAnswer>;
  /** Accepted when there is none of that name too. */
  removeScanPreset(name: string, user: string): Promise<CommandAnswer>;
  /** What a scan with these criteria makes of one spread, whether it is running or not. */
  scanWhyNot(
    criteria: ScanCriteria,
    legs: readonly SpreadLegInput[],
    user: string,
  ): Promise<CommandAnswer<{ whyNot: ScanWhyNot }>>;
  /** What the market says of an expiry now; null before it was opened. */
  smile(symbol: string, expiry: IsoDate): SmileView | null;
  /** Contracts of any legs of one underlying, in their order; opens or renews their lines and waits for first quotes. */
  openLegs(
    symbol: string,
    legs: readonly SpreadLegInput[],
    user: string,
  ): Promise<CommandAnswer<{ legs: readonly SpreadLeg[] }>>;
  /** Gateway time as the engine knows it. */
  now(): EpochMs;
  health(): EngineHealth;
  metrics(): EngineMetrics;
}

export interface EngineHealth {
  readonly healthy: boolean;
  readonly reasons: readonly string[];
}

/** Counters since start, and current sizes. */
export interface EngineMetrics {
  readonly connectionReady: boolean;
  readonly linesUsed: number;
  readonly linesMax: number;
  readonly linesEvictedTotal: number;
  readonly inboxSize: number;
  readonly inboxMax: number;
  readonly requestQueueSize: number;
  readonly requestsThrottledTotal: number;
  readonly gatewayErrorsByCode: Readonly<Record<string, number>>;
  /** Lines that the sweep asked for. */
  readonly sweepOpeningsTotal: number;
  /** Of the contracts that the running scans find relevant, how many they are and the share seen within 5 s (1 of none). */
  readonly sweepRelevantContracts: number;
  readonly sweepFreshWithin5s: number;
  readonly ticksTotal: number;
  readonly eventsAppendedTotal: number;
}

/** Durations for histograms: seconds. */
export interface EngineObserver {
  /** From command received to bytes on the socket, the what-if's round trip left out. */
  orderPathSeconds(seconds: number): void;
  /** From bytes on the socket to the whole fill. */
  orderExecutionSeconds(seconds: number): void;
  logAppendSeconds(seconds: number, events: number): void;
}
