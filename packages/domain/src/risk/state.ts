import { type Micros, micros } from "../kernel/money.ts";
import type { RiskLimits } from "./events.ts";

export interface RiskState {
  /** Null before the first event. */
  readonly account: string | null;
  readonly limits: RiskLimits;
  readonly killSwitch: {
    readonly engaged: boolean;
    readonly reason: string | null;
    readonly actor: string | null;
  };
  /** Tripped volatility breakers by underlying. */
  readonly breakers: ReadonlyMap<string, { readonly volatility: number; readonly limit: number }>;
}

const units = (amount: number): Micros => micros(amount * 1_000_000);

/** What holds for an account until someone sets other limits. Amounts in the account's currency. */
export const DEFAULT_RISK_LIMITS: RiskLimits = {
  positionContractsMax: 10,
  dailyLossMax: units(1_000),
  orderValueMax: units(10_000),
  orderContractsMax: 10,
  buyingPowerMin: units(5_000),
  volatilityMax: 1,
  quoteAgeMaxMs: 60_000,
  priceCollarShare: 0.25,
  duplicateWindowMs: 5_000,
};

export const INITIAL_RISK: RiskState = {
  account: null,
  limits: DEFAULT_RISK_LIMITS,
  killSwitch: { engaged: false, reason: null, actor: null },
  breakers: new Map(),
};
