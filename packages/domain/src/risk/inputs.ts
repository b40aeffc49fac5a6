import type { Micros } from "../kernel/money.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { ComboMarketView, MarginPreview } from "../order/events.ts";

/** Everything that the rules look at. A null is not known: the rules that need it block. */
export interface RiskInputs {
  readonly now: EpochMs;
  readonly account: string;
  readonly killSwitch: { readonly engaged: boolean; readonly reason: string | null };
  readonly connection: { readonly ready: boolean; readonly reasons: readonly string[] };
  readonly quotes: ComboMarketView;
  /** Signed price of one combo a share: debit positive, credit negative. */
  readonly limitPrice: Micros;
  readonly width: Micros;
  readonly tick: Micros;
  readonly side: "debit" | "credit";
  /** Combos. */
  readonly quantity: number;
  /** Shares a contract. */
  readonly multiplier: number;
  /** A complete answer to the what-if. */
  readonly margin: MarginPreview | null;
  readonly marginFailure: string | null;
  /** Contracts in any of these legs, whatever the direction: the largest held, and what working orders may add. */
  readonly position: { readonly existing: number; readonly working: number };
  /** Realised plus unrealised since the account's own start of day; a loss is negative. */
  readonly dailyProfit: Micros | null;
  /** Before the order. */
  readonly buyingPower: Micros | null;
  /** Of the underlying: whether its breaker is tripped, and the highest implied volatility seen in the legs. */
  readonly breaker: { readonly tripped: boolean; readonly volatility: number | null };
  /** Orders of the same legs, side and quantity. */
  readonly duplicates: readonly { readonly orderRef: string; readonly ageMs: number }[];
}
