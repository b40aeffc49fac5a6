import { client } from "../graphql/client.ts";
import { failureOf, isFeedEnd, type Failure } from "../graphql/failure.ts";
import {
  ScanDocument,
  type RefusalFieldsFragment,
  type ScanCriteriaInput,
  type ScanRowFieldsFragment,
  type ScanSubscription,
  type ScanSummaryFieldsFragment,
} from "../gql/graphql.ts";
import { KeyedStore, type Placed } from "./keyed-store.ts";
import { share } from "./share.ts";
import { ValueStore } from "./value-store.ts";

type ScanFrame = Extract<ScanSubscription["scan"], { __typename: "ScanFrame" }>;

/** One spread with the names of its values, and by this page's clock when its oldest quote was confirmed. */
export type ScanRow = ScanRowFieldsFragment & {
  readonly columns: readonly string[];
  readonly quotedHere: number;
};

/** Counts of one scan, without its rows. */
export type ScanSummary = ScanSummaryFieldsFragment;

/** What the scanner is doing. */
export type ScanState =
  | { readonly phase: "idle" }
  | { readonly phase: "loading" }
  | { readonly phase: "live"; readonly summary: ScanSummary }
  | { readonly phase: "refused"; readonly refusal: RefusalFieldsFragment }
  | { readonly phase: "failed"; readonly failure: Failure };

export const scanRows = new KeyedStore<ScanRow>((row) => row.id);
export const scanState = new ValueStore<ScanState>({ phase: "idle" });

/** The criteria of the scan whose rows are shown, to ask about them. */
export const scannedStore = new ValueStore<ScanCriteriaInput | null>(null);

const retryMs = 2000;

/** A value of a row by its field's name; null when it is not known or was not asked for. */
export function scanValue(row: ScanRow, field: string): number | null {
  const at = row.columns.indexOf(field);
  return at < 0 ? null : (row.values[at] ?? null);
}

/**
 * Takes the frames of a change together: rows of half a change are never shown. What each frame costs is spent when it
 * comes, so that a whole of ten thousand rows holds the page no longer than one frame of it does.
 */
class Frames {
  #rows: Placed<ScanRow>[] = [];
  #removed: string[] = [];
  #whole = false;
  #columns: readonly string[] = [];

  take(frame: ScanFrame): void {
    if (frame.columns.join() !== this.#columns.join()) this.#columns = frame.columns;
    this.#whole ||= frame.whole;
    this.#removed.push(...frame.removed);
    const sentAt = Date.parse(frame.at);
    for (const row of frame.rows) this.#rows.push({ row: this.#row(row, sentAt), at: row.place });
    if (frame.more) return;
    if (this.#whole) scanRows.replace(this.#rows.map(({ row }) => row));
    else scanRows.place(this.#rows, this.#removed);
    this.#rows = [];
    this.#removed = [];
    this.#whole = false;
    if (frame.summary !== null) scanState.receive({ phase: "live", summary: frame.summary });
  }

  /** The two clocks may differ: a quote's age when the row was made is what both agree on. */
  #row(row: ScanRowFieldsFragment, sentAt: number): ScanRow {
    const ageMs = sentAt - Date.parse(row.quotedAt);
    const before = scanRows.get(row.id);
    const here = Date.now() - ageMs;
    // Times of arrival differ by a little each time: a row that says the same is the same row.
    const quotedHere = before?.quotedAt === row.quotedAt ? before.quotedHere : here;
    return share(before, { ...row, place: 0, columns: this.#columns, quotedHere });
  }
}

/** Scans with these criteria until the returned function is called; rows of the last scan stay meanwhile. */
export function followScan(criteria: ScanCriteriaInput, columns: readonly string[]): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  const shown = scanRows.ids()[0];
  if (scanState.get().phase !== "live" || (shown && scanRows.get(shown)?.symbol !== criteria.symbol)) {
    scanRows.replace([]);
    scanState.set({ phase: "loading" });
  }
  scannedStore.set(criteria);
  const open = (): void => {
    const frames = new Frames();
    const subscription = client.subscription(ScanDocument, { criteria, columns }).subscribe((result) => {
      if (result.error && isFeedEnd(result.error) && scanState.get().phase === "refused") return;
      if (result.error) {
        scanState.receive({ phase: "failed", failure: failureOf(result.error) });
        subscription.unsubscribe();
        again = setTimeout(open, retryMs);
      } else if (result.data?.scan.__typename === "ScanFrame") frames.take(result.data.scan);
      else if (result.data) {
        scanRows.replace([]);
        scanState.receive({ phase: "refused", refusal: result.data.scan });
      }
    });
    stop = () => subscription.unsubscribe();
  };
  open();
  return () => {
    clearTimeout(again);
    stop();
  };
}
