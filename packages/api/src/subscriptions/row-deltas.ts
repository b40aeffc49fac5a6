/** A row and its place in the order of all rows, the first at 0. */
export interface PlacedRow<Row> {
  readonly row: Row;
  readonly at: number;
}

/** What a reader needs to come from the rows that it has to the newest. */
export interface RowDelta<Row> {
  /** Everything that the reader has is dropped: `rows` are all there are. */
  readonly whole: boolean;
  /** New, changed or out of order, lowest place first. Rows that are not here keep their order among themselves. */
  readonly rows: readonly PlacedRow<Row>[];
  /** Ids. */
  readonly removed: readonly string[];
}

interface Sent<Row> {
  row: Row;
  /** When the row was made, as the caller tells time. */
  madeAt: number;
  place: number;
  /** The last pass in which the row was there. */
  pass: number;
}

/** Whether a reader that has `sent`, made at one time, needs not be sent `row`, made at another; both have one id. */
export type SameRow<Row> = (sent: Row, sentAt: number, row: Row, at: number) => boolean;

/**
 * What one reader has of an ordered list, so that it is sent no more than what changed. When nearly everything changed,
 * as it did for a reader that was away for long, the whole is smaller and is sent instead. A pass looks each row up once
 * and keeps nothing of the last list but what was sent.
 */
export class SentRows<Row extends { readonly id: string }> {
  readonly #same: SameRow<Row>;
  readonly #sent = new Map<string, Sent<Row>>();
  #pass = 0;

  constructor(same: SameRow<Row>) {
    this.#same = same;
  }

  /** From what was sent last to `next`, made at `at`, which is then what was sent. */
  to(next: readonly Row[], at = 0): RowDelta<Row> {
    this.#pass += 1;
    const isFirst = this.#pass === 1;
    const placed: PlacedRow<Row>[] = [];
    let inOrder = true;
    let lastPlace = -1;
    for (const [place, row] of next.entries()) {
      const sent = this.#sent.get(row.id);
      if (sent !== undefined && this.#same(sent.row, sent.madeAt, row, at)) {
        if (sent.place < lastPlace) inOrder = false;
        lastPlace = sent.place;
        sent.place = place;
        sent.pass = this.#pass;
      } else {
        placed.push({ row, at: place });
        this.#sent.set(row.id, { row, madeAt: at, place, pass: this.#pass });
      }
    }
    const removed = this.#dropped(next.length);
    if (!isFirst && inOrder && placed.length + removed.length < Math.max(1, next.length))
      return { whole: false, rows: placed, removed };
    for (const [place, row] of next.entries())
      this.#sent.set(row.id, { row, madeAt: at, place, pass: this.#pass });
    return { whole: true, rows: next.map((row, place) => ({ row, at: place })), removed: [] };
  }

  /** Forgets what is no more, which is looked for only when there is such a thing. */
  #dropped(count: number): readonly string[] {
    if (this.#sent.size === count) return [];
    const removed: string[] = [];
    for (const [id, sent] of this.#sent) {
      if (sent.pass === this.#pass) continue;
      removed.push(id);
      this.#sent.delete(id);
    }
    return removed;
  }
}
