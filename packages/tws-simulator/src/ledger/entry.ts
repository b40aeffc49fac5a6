import type { StartingAccount } from "../account/starting-positions.ts";
import type { Execution, OrderTerms } from "../orders/order.ts";
import type { Money } from "../venue/money.ts";

/** An order as its client names it. */
export interface OrderIdentity {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
}

/** Something that happened, in the past tense. Money is in ten-thousandths, `at` is the market's time. */
export type LedgerFact =
  | {
      readonly type: "SimulatorStarted";
      readonly seed: string;
      readonly market: string;
      readonly accounts: readonly StartingAccount[];
    }
  | { readonly type: "SimulatorResumed" }
  /** A fault's action was applied; `clientId` is whose message or connection set it off. */
  | {
      readonly type: "FaultFired";
      readonly fault: string;
      readonly action: string;
      readonly clientId: number | null;
    }
  | { readonly type: "ClientConnected"; readonly clientId: number; readonly serverVersion: number }
  | { readonly type: "ClientDisconnected"; readonly clientId: number; readonly reason: string }
  | ({ readonly type: "OrderPlaced"; readonly terms: OrderTerms } & OrderIdentity)
  | ({ readonly type: "OrderModified"; readonly terms: OrderTerms } & OrderIdentity)
  | ({ readonly type: "OrderAccepted" } & OrderIdentity)
  | ({ readonly type: "OrderWorking" } & OrderIdentity)
  | ({ readonly type: "OrderCancelled"; readonly reason: string } & OrderIdentity)
  /** `permId` is 0 for an order that was refused before it became one. */
  | ({ readonly type: "OrderRejected"; readonly code: number; readonly message: string } & OrderIdentity)
  /** All executions of one fill: a combo's and its legs' belong together. */
  | ({ readonly type: "OrderExecuted"; readonly executions: readonly Execution[] } & OrderIdentity)
  /** An option's last day ended: it was exercised or assigned into shares, or expired worthless. */
  | {
      readonly type: "OptionSettled";
      readonly account: string;
      readonly conId: number;
      readonly quantity: number;
      /** Shares received, negative when delivered; at `strike` each. */
      readonly shares: number;
      readonly underlyingConId: number;
      readonly strike: Money;
    }
  | {
      readonly type: "DayStarted";
      readonly date: string;
      readonly netLiquidation: readonly { readonly account: string; readonly value: Money }[];
    };

export interface LedgerEntryHead {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Market time, milliseconds since 1970 UTC. */
  readonly at: number;
}

export type LedgerEntry = LedgerEntryHead & LedgerFact;
export type LedgerEntryOf<Type extends LedgerFact["type"]> = LedgerEntryHead &
  Extract<LedgerFact, { readonly type: Type }>;
