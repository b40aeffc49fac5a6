import type { EpochMs, TradingMode } from "@legbook/domain";

/** What this process is, for the screen's top bar. */
export interface SessionInfo {
  readonly mode: TradingMode;
  readonly version: string;
  /** Accounts that this engine may trade in. */
  readonly accounts: readonly string[];
  /** `host:port`. */
  readonly gateway: string;
  readonly startedAt: EpochMs;
  readonly linesMax: number;
  /** ISO 4217; of accounts whose summary the gateway has not sent yet. */
  readonly currency: string;
}
