import type { Message } from "../kernel/decider.ts";
import type { EpochMs, IsoDate } from "../kernel/time.ts";
import type { Micros } from "../kernel/money.ts";
import type { OptionContract, StockContract } from "../contract/contract.ts";

/** Stream `chain-<symbol>`: an underlying and its listed options as the gateway describes them. */
export type ChainEvent =
  | Message<"ChainRequested", { symbol: string }>
  | Message<"UnderlyingReported", { symbol: string; contract: StockContract }>
  | Message<"ChainParametersReported", ChainParameters>
  /** Contract ids of one expiry's options. */
  | Message<
      "ExpiryContractsReported",
      { symbol: string; expiry: IsoDate; contracts: readonly OptionContract[] }
    >
  | Message<"ChainRequestRefused", { symbol: string; code: number | null; message: string; remedy: string }>
  /** Ours: at the money, `VOLATILITY_MATURITY_DAYS` ahead, on a trading date; the date's last one counts. */
  | Message<
      "UnderlyingVolatilityRecorded",
      { symbol: string; date: IsoDate; volatility: number; maturityDays: number; at: EpochMs }
    >;

export interface ChainParameters {
  readonly symbol: string;
  readonly exchange: string;
  readonly tradingClass: string;
  readonly multiplier: number;
  readonly expiries: readonly IsoDate[];
  readonly strikes: readonly Micros[];
}
