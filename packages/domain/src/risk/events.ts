import type { Message } from "../kernel/decider.ts";
import type { Micros } from "../kernel/money.ts";

/** Stream `risk-<account>`. Limits change only here, with who and why. */
export type RiskEvent =
  | Message<"RiskLimitsSet", { account: string; limits: RiskLimits; actor: string; reason: string }>
  | Message<"KillSwitchEngaged", { account: string; actor: string; reason: string }>
  | Message<"KillSwitchReleased", { account: string; actor: string; reason: string }>
  | Message<
      "VolatilityBreakerTripped",
      { account: string; underlying: string; volatility: number; limit: number }
    >
  | Message<"VolatilityBreakerReset", { account: string; underlying: string; actor: string; reason: string }>;

export interface RiskLimits {
  /** Contracts of one spread or option, counting working orders. */
  readonly positionContractsMax: number;
  /** Realised plus unrealised since the account's own start of day, as a positive amount. */
  readonly dailyLossMax: Micros;
  /** Maximum loss of one order (for a debit its cost), as a positive amount. */
  readonly orderValueMax: Micros;
  /** Contracts of one order. */
  readonly orderContractsMax: number;
  /** What must be left after the order, from the gateway's what-if. */
  readonly buyingPowerMin: Micros;
  /** Implied volatility of a leg, 1.0 is 100 %. */
  readonly volatilityMax: number;
  readonly quoteAgeMaxMs: number;
  /** How far a limit price may lie on the paying side of the combo's mid, as a share of its width. */
  readonly priceCollarShare: number;
  /** The same legs, side and quantity within this window are a duplicate. */
  readonly duplicateWindowMs: number;
}

/** The rules, in the order of their evaluation; all of them every time. */
export type RiskRule =
  | "killSwitch"
  | "connection"
  | "quoteAge"
  | "priceCollar"
  | "orderSize"
  | "orderValue"
  | "position"
  | "dailyLoss"
  | "buyingPower"
  | "volatilityBreaker"
  | "duplicate";

export interface RiskVerdict {
  readonly rule: RiskRule;
  readonly verdict: "pass" | "block";
  /** What was compared, with units in the names. A null is a missing input, which blocks. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  /** The limit in words and units. */
  readonly limit: string;
  /** One sentence: why it passes or blocks. */
  readonly reason: string;
  /** The nearest change that would pass; null for a pass. */
  readonly remedy: string | null;
}
