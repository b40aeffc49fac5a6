import { client } from "../graphql/client.ts";
import { failureOf, isFeedEnd, type Failure } from "../graphql/failure.ts";
import {
  ScanAtDocument,
  ScanDocument,
  type RefusalFieldsFragment,
  type ScanCriteriaInput,
  type ScanFrameFieldsFragment,
  type ScanRowFieldsFragment,
  type ScanSummaryFieldsFragment,
} from "../gql/graphql.ts";
import { reading } from "../past/reading.ts";
import { pageNow } from "./gateway-time.ts";
import { KeyedStore, type Placed } from "./keyed-store.ts";
import { share } from "./share.ts";
import { ValueStore } from "./value-store.ts";

type ScanFrame = ScanFrameFieldsFragment;

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

/** The rows are of former filters, or of another moment: those of the new ones are on their way. */
export const formerStore = new ValueStore(false);

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
    formerStore.receive(false);
  }

  /** The two clocks may differ: a quote's age when the row was made is what both agree on. */
  #row(row: ScanRowFieldsFragment, sentAt: number): ScanRow {
    const ageMs = sentAt - Date.parse(row.quotedAt);
    const before = scanRows.get(row.id);
    const here = pageNow() - ageMs;
    // Times of arrival differ by a little each time: a row that says the same is the same row.
    const quotedHere = before?.quotedAt === row.quotedAt ? before.quotedHere : here;
    return share(before, { ...row, place: 0, columns: this.#columns, quotedHere });
  }
}

/** The moment whose rows are shown; null for now. Rows of now are never left under the past, nor the other way. */
let rowsOf: string | null = null;

function turnTo(position: string | null): void {
  if ((rowsOf === null) !== (position === null)) {
    scanRows.replace([]);
    scanState.set({ phase: "loading" });
  }
  rowsOf = position;
}

/** Shows no rows: no underlying is open. */
export function clearScan(): void {
  scanRows.replace([]);
  formerStore.set(false);
  scanState.set({ phase: "idle" });
}

/** Shows what such a scan would have found after an event; the returned function lets go of it. */
export function showScanAt(
  criteria: ScanCriteriaInput,
  columns: readonly string[],
  position: string,
): () => void {
  let left = false;
  turnTo(position);
  scannedStore.set(criteria);
  const asked = client.query(ScanAtDocument, { criteria, columns, asOf: { position } }).toPromise();
  void reading(asked).then(({ data, error }) => {
    if (left) return;
    formerStore.set(false);
    if (data?.scanAt.__typename === "ScanFrame") {
      new Frames().take(data.scanAt);
      return;
    }
    scanRows.replace([]);
    if (data) scanState.set({ phase: "refused", refusal: data.scanAt });
    else if (error) scanState.set({ phase: "failed", failure: failureOf(error) });
  });
  return () => {
    left = true;
  };
}

/** Scans with these criteria until the returned function is called; rows of the last scan stay meanwhile. */
export function followScan(criteria: ScanCriteriaInput, columns: readonly string[]): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let stop: () => void = () => undefined;
  turnTo(null);
  const shown = scanRows.ids()[0];
  if (scanState.get().phase !== "live" || (shown && scanRows.get(shown)?.symbol !== criteria.symbol)) {
    scanRows.replace([]);
    scanState.set({ phase: "loading" });
  }
  scannedStore.set(criteria);
  formerStore.set(scanRows.ids().length > 0);
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
        formerStore.receive(false);
        scanState.receive({ phase: "refused", refusal: result.data.scan });
      }
    });
    stop = () => subscription.unsubscribe();
  };
  open();
  return () => {
    clearTimeout(again);
    stop();
    formerStore.set(scanRows.ids().length > 0);
  };
}
