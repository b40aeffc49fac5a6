import { type EpochMs, epochMs, type Micros } from "@legbook/domain";
import type { ScanField, ScanRow, ScanUpdate } from "@legbook/engine/ports";
import type { PlacedRow, RowDelta, SameRow } from "../subscriptions/row-deltas.ts";
import type { Money } from "../schema/money.ts";
import { type CountModel, countModels } from "./counts.ts";
import { SCAN_FIELD_MODELS, shownValue } from "./scan-units.ts";

/** A row as it is sent. */
export interface ScanRowModel extends Omit<ScanRow, "maxGain" | "maxLoss" | "values"> {
  /** Its place among the rows now. */
  readonly place: number;
  /** Of one spread, at the natural price; null is unlimited. */
  readonly maxGain: Money | null;
  readonly maxLoss: Money | null;
  /** In the order of the frame's columns. */
  readonly values: readonly (number | null)[];
  readonly quotedAt: EpochMs;
}

export interface ScanSummaryModel extends Pick<
  ScanUpdate,
  | "matched"
  | "evaluated"
  | "arbitrageCount"
  | "arbitrages"
  | "notices"
  | "missing"
  | "freshness"
  | "waitingFor"
  | "expiries"
> {
  readonly excluded: readonly CountModel[];
  readonly unusable: readonly CountModel[];
}

/** One message of a scan; several may make one change. */
export interface ScanFrameModel {
  readonly scanId: string;
  readonly at: EpochMs;
  readonly whole: boolean;
  readonly more: boolean;
  readonly columns: readonly ScanField[];
  readonly rows: readonly ScanRowModel[];
  readonly removed: readonly string[];
  /** Null but in the last frame of a change. */
  readonly summary: ScanSummaryModel | null;
}

/** An age is told anew when the quote was confirmed this much later than the reader thinks. */
const QUOTED_AT_STEP_MS = 5_000;

export const ROWS_A_FRAME = 400;

/** When the oldest side of any leg was confirmed, of a row made at `at`. */
function quotedAt({ provenance }: ScanRow, at: number): number {
  return at - provenance.quoteAgeMs;
}

/** Whether a reader that shows `columns` of a row needs not be sent it anew. */
export function sameForReader(columns: readonly ScanField[]): SameRow<ScanRow> {
  return (sent, sentAt, row, at) => {
    if (Math.abs(quotedAt(sent, sentAt) - quotedAt(row, at)) >= QUOTED_AT_STEP_MS) return false;
    if (sent === row) return true;
    return (
      sent.bid === row.bid &&
      sent.ask === row.ask &&
      sent.mid === row.mid &&
      Object.is(sent.score, row.score) &&
      sent.provenance.greeksSource === row.provenance.greeksSource &&
      sent.provenance.distribution === row.provenance.distribution &&
      sent.provenance.dataType === row.provenance.dataType &&
      columns.every((field) => field === "quoteAge" || Object.is(sent.values[field], row.values[field]))
    );
  };
}

/** The columns that were asked for, without what is no field; all fields for null. */
export function columnsOf(names: readonly string[] | null | undefined): readonly ScanField[] {
  const known = SCAN_FIELD_MODELS.map(({ name }) => name);
  return names === null || names === undefined ? known : known.filter((name) => names.includes(name));
}

function rowModel(
  { row, at: place }: PlacedRow<ScanRow>,
  madeAt: EpochMs,
  columns: readonly ScanField[],
): ScanRowModel {
  const amount = (value: Micros | null): Money | null =>
    value === null ? null : { amount: value, currency: row.currency };
  return {
    ...row,
    place,
    maxGain: amount(row.maxGain),
    maxLoss: amount(row.maxLoss),
    values: columns.map((field) => shownValue(field, row.values[field])),
    quotedAt: epochMs(quotedAt(row, madeAt)),
  };
}

function summaryModel(update: ScanUpdate): ScanSummaryModel {
  return {
    ...update,
    excluded: countModels(update.excluded),
    unusable: countModels(update.unusable),
  };
}

/** A change as frames of at most `ROWS_A_FRAME` rows; each is made when it is asked for. At least one. */
export function* scanFrames(
  update: ScanUpdate,
  delta: RowDelta<ScanRow>,
  columns: readonly ScanField[],
): Generator<() => ScanFrameModel, void, void> {
  const frames = Math.max(1, Math.ceil(delta.rows.length / ROWS_A_FRAME));
  const { scanId, at } = update;
  for (let frame = 0; frame < frames; frame += 1) {
    const more = frame < frames - 1;
    const rows = delta.rows.slice(frame * ROWS_A_FRAME, (frame + 1) * ROWS_A_FRAME);
    yield () => ({
      scanId,
      at,
      whole: delta.whole && frame === 0,
      more,
      columns,
      rows: rows.map((row) => rowModel(row, at, columns)),
      removed: frame === 0 ? delta.removed : [],
      summary: more ? null : summaryModel(update),
    });
  }
}

/** A whole result in one frame, for whoever asks once. */
export function wholeFrame(update: ScanUpdate, columns: readonly ScanField[]): ScanFrameModel {
  return {
    scanId: update.scanId,
    at: update.at,
    whole: true,
    more: false,
    columns,
    rows: update.rows.map((row, at) => rowModel({ row, at }, update.at, columns)),
    removed: [],
    summary: summaryModel(update),
  };
}
