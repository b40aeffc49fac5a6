import type { AccountSnapshot } from "./account-snapshot.ts";
import type { LedgerEntry } from "./ledger/entry.ts";

/** What the host asks of a simulator in a worker thread. */
export type WorkerQuery =
  | { readonly kind: "account"; readonly id: string }
  | { readonly kind: "marketTime" }
  | { readonly kind: "advanceMarketTime"; readonly ms: number }
  /** Entries after a sequence number. */
  | { readonly kind: "ledger"; readonly after: number }
  | { readonly kind: "close" };

export interface WorkerAnswers {
  readonly account: AccountSnapshot;
  readonly marketTime: number;
  readonly advanceMarketTime: null;
  readonly ledger: readonly LedgerEntry[];
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
  | { readonly kind: "started"; readonly port: number }
  | { readonly kind: "failed"; readonly fault: WorkerFault }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly fault: WorkerFault };
