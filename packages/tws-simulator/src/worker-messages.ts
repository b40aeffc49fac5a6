import type { AccountSnapshot } from "./account-snapshot.ts";
import type { SimulatorControl } from "./control/control.ts";
import type { LedgerEntry } from "./ledger/entry.ts";

/** What the host asks of a simulator in a worker thread. */
export type WorkerQuery =
  | { readonly kind: "account"; readonly id: string }
  | { readonly kind: "marketTime" }
  | { readonly kind: "advanceMarketTime"; readonly ms: number }
  /** Entries after a sequence number. */
  | { readonly kind: "ledger"; readonly after: number }
  /** A call of the simulator's control, whichever it is. */
  | { readonly kind: "control"; readonly call: keyof SimulatorControl; readonly args: readonly unknown[] }
  | { readonly kind: "close" };

export interface WorkerAnswers {
  readonly account: AccountSnapshot;
  readonly marketTime: number;
  readonly advanceMarketTime: null;
  readonly ledger: readonly LedgerEntry[];
  readonly control: unknown;
  readonly close: null;
}

export interface WorkerRequest {
  readonly id: number;
  readonly query: WorkerQuery;
}

/** An error as it crosses threads: `field` is there for an option that cannot be. */
export interface WorkerFault {
  readonly message: string;
  readonly field: string | null;
}

export type WorkerMessage =
  | {
      readonly kind: "started";
      readonly port: number;
      readonly controlPort: number | null;
      /** What its control can be asked. */
      readonly calls: readonly (keyof SimulatorControl)[];
    }
  | { readonly kind: "failed"; readonly fault: WorkerFault }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly fault: WorkerFault };
