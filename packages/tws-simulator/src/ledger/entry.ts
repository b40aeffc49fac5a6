import type { StartingAccount } from "../account/starting-positions.ts";
import type { Execution, OrderTerms } from "../orders/order.ts";
import type { Money } from "../venue/money.ts";

/** An order as its client names it. */
export interface OrderIdentity {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
}

/** Contracts of an option that end, and what comes of them. */
export interface OptionDelivery {
  readonly account: string;
  readonly conId: number;
  /** Contracts, negative for short ones. */
  readonly quantity: number;
  /** Shares (or futures) received, negative when delivered, at `strike` each; none when the option ends worthless. */
  readonly shares: number;
  readonly underlyingConId: number;
  readonly strike: Money;
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
  | ({
      readonly type: "OrderPlaced";
      readonly terms: OrderTerms;
      /** 0 without a parent. */
      readonly parentPermId: number;
    } & OrderIdentity)
  | ({ readonly type: "OrderModified"; readonly terms: OrderTerms } & OrderIdentity)
  | ({ readonly type: "OrderAccepted" } & OrderIdentity)
  | ({ readonly type: "OrderWorking" } & OrderIdentity)
  /** A stop or an if-touched order became its market or limit order. */
  | ({ readonly type: "OrderTriggered" } & OrderIdentity)
  | ({ readonly type: "OrderStopMoved"; readonly stopPrice: Money } & OrderIdentity)
  | ({ readonly type: "OrderConditionsMet" } & OrderIdentity)
  /** Another order of its OCA group was filled. */
  | ({ readonly type: "OrderReduced"; readonly quantity: number } & OrderIdentity)
  /** An order that a person placed at TWS got an id of client 0: the identity is the new one. */
  | ({ readonly type: "OrderBound" } & OrderIdentity)
  | ({ readonly type: "OrderCancelled"; readonly reason: string } & OrderIdentity)
  /** `permId` is 0 for an order that was refused before it became one. */
  | ({ readonly type: "OrderRejected"; readonly code: number; readonly message: string } & OrderIdentity)
  /** All executions of one fill: a combo's and its legs' belong together. */
  | ({ readonly type: "OrderExecuted"; readonly executions: readonly Execution[] } & OrderIdentity)
  /** An execution came again under a new id and counts instead of the first. */
  | ({
      readonly type: "ExecutionCorrected";
      readonly replaced: Execution;
      readonly execution: Execution;
    } & OrderIdentity)
  /** An option's last day ended: it was exercised or assigned by its value, or expired worthless. */
  | ({ readonly type: "OptionSettled" } & OptionDelivery)
  /** The holder of a short option's other side exercised it before its last day. */
  | ({
      readonly type: "OptionAssigned";
      readonly reason: "dividend" | "deep in the money" | "by a fault";
    } & OptionDelivery)
  /** The account's own option was exercised by its instruction. */
  | ({ readonly type: "OptionExercised" } & OptionDelivery)
  /** A contract that is settled in money ended at a price: of the option itself, or of the future. */
  | {
      readonly type: "CashSettled";
      readonly account: string;
      readonly conId: number;
      readonly quantity: number;
      readonly price: Money;
    }
  /** For so many shares, negative when they are owed and the dividend is charged. */
  | {
      readonly type: "DividendPaid";
      readonly account: string;
      readonly conId: number;
      readonly quantity: number;
      readonly perShare: Money;
    }
  /** A client wants so many contracts exercised, or left to lapse, this night; zero takes an instruction back. */
  | {
      readonly type: "ExerciseInstructed";
      readonly account: string;
      readonly conId: number;
      readonly exercise: number;
      readonly lapse: number;
    }
  | {
      readonly type: "DayStarted";
      readonly date: string;
      readonly netLiquidation: readonly { readonly account: string; readonly value: Money }[];
      /** What each held contract was worth at the close that the day's profits start from. */
      readonly marks: readonly { readonly conId: number; readonly mark: Money }[];
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
