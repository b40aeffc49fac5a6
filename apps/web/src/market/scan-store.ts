import { client } from "../graphql/client.ts";
import { failureOf, isFeedEnd, type Failure } from "../graphql/failure.ts";
import {
  ScanDocument,
  type RefusalFieldsFragment,
  type ScanCriteriaInput,
  type ScanRowFieldsFragment,
  type ScanSubscription,
} from "../gql/graphql.ts";
import { KeyedStore } from "./keyed-store.ts";
import { ValueStore } from "./value-store.ts";

export type ScanRow = ScanRowFieldsFragment;

/** Counts of one scan, without its rows. */
export type ScanSummary = Omit<Extract<ScanSubscription["scan"], { __typename: "Scan" }>, "rows" | "at">;

/** What the scanner is doing. */
export type ScanState =
  | { readonly phase: "idle" }
  | { readonly phase: "loading" }
  | { readonly phase: "live"; readonly summary: ScanSummary }
  | { readonly phase: "refused"; readonly refusal: RefusalFieldsFragment }
  | { readonly phase: "failed"; readonly failure: Failure };

export const scanRows = new KeyedStore<ScanRow>((row) => row.id);
export const scanState = new ValueStore<ScanState>({ phase: "idle" });

const retryMs = 2000;

/** Ages are shown in seconds: a row whose age alone moved by less is the same row. */
function inWholeSeconds(row: ScanRow): ScanRow {
  return { ...row, quoteAgeMs: Math.floor(row.quoteAgeMs / 1000) * 1000 };
}

function take(scan: ScanSubscription["scan"]): void {
  if (scan.__typename === "CommandRefused") {
    scanRows.replace([]);
    scanState.receive({ phase: "refused", refusal: scan });
    return;
  }
  const { rows, at: _at, ...summary } = scan;
  scanRows.replace(rows.map(inWholeSeconds));
  scanState.receive({ phase: "live", summary });
}

/** Scans with these criteria until the returned function is called; rows of the last scan stay meanwhile. */
export function followScan(criteria: ScanCriteriaInput): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  const shown = scanRows.ids()[0];
  if (scanState.get().phase !== "live" || (shown && scanRows.get(shown)?.symbol !== criteria.symbol)) {
    scanRows.replace([]);
    scanState.set({ phase: "loading" });
  }
  const open = (): void => {
    const subscription = client.subscription(ScanDocument, { criteria }).subscribe((result) => {
      if (result.error && isFeedEnd(result.error) && scanState.get().phase === "refused") return;
      if (result.error) {
        scanState.receive({ phase: "failed", failure: failureOf(result.error) });
        subscription.unsubscribe();
        again = setTimeout(open, retryMs);
      } else if (result.data) take(result.data.scan);
    });
    stop = () => subscription.unsubscribe();
  };
  open();
  return () => {
    clearTimeout(again);
    stop();
  };
}
