import type { Message } from "../kernel/decider.ts";
import type { Contract } from "../contract/contract.ts";
import type { Micros } from "../kernel/money.ts";

/** Stream `account-<account>`: what the broker says of an account. A null is the gateway's unset value. */
export type AccountEvent =
  | Message<"AccountSummaryReported", AccountSummary>
  /** Zero quantity: the position is closed. */
  | Message<"PositionReported", PositionReport>
  | Message<
      "AccountProfitAndLossReported",
      { account: string; daily: Micros | null; unrealised: Micros | null; realised: Micros | null }
    >
  | Message<
      "PositionProfitAndLossReported",
      {
        account: string;
        conId: number;
        quantity: number;
        daily: Micros | null;
        unrealised: Micros | null;
        realised: Micros | null;
        value: Micros | null;
      }
    >;

export interface AccountSummary {
  readonly account: string;
  readonly currency: string;
  readonly netLiquidation: Micros | null;
  readonly totalCash: Micros | null;
  readonly buyingPower: Micros | null;
  readonly availableFunds: Micros | null;
  readonly initialMargin: Micros | null;
  readonly maintenanceMargin: Micros | null;
}

export interface PositionReport {
  readonly account: string;
  readonly contract: Contract;
  /** Signed contracts or shares. */
  readonly quantity: number;
  /** Per contract or share, multiplier included for options, as the gateway gives it; null when unset. */
  readonly averageCost: Micros | null;
}
