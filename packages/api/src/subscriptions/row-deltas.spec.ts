import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RowDelta, SentRows } from "./row-deltas.ts";

interface Row {
  readonly id: string;
  readonly score: number;
  readonly ageMs: number;
}

const sameButForAge = (sent: Row, _sentAt: number, row: Row): boolean => sent.score === row.score;
const row = (id: string, score: number, ageMs = 0): Row => ({ id, score, ageMs });

/** What a reader makes of a delta, by the words of the schema alone. */
function applied(rows: readonly Row[], delta: RowDelta<Row>): readonly Row[] {
  const gone = new Set([...delta.removed, ...delta.rows.map((placed) => placed.row.id)]);
  const next = delta.whole ? [] : rows.filter(({ id }) => !gone.has(id));
  for (const { row: placed, at } of delta.rows) next.splice(at, 0, placed);
  return next;
}

describe("what a reader of rows is sent", () => {
  it("is the whole at first, then only what is new, changed or gone, each at its place", () => {
    const sent = new SentRows<Row>(sameButForAge);
    const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((id, index) => row(id, 9 - index)) as [
      Row,
      Row,
      Row,
      Row,
      Row,
    ];
    expect(sent.to([a, b, c, d, e])).toMatchObject({ whole: true, removed: [] });
    const risen = row("d", 10);
    expect(sent.to([risen, a, b, e])).toEqual({
      whole: false,
      rows: [{ row: risen, at: 0 }],
      removed: ["c"],
    });
  });

  it("is nothing when only ages moved", () => {
    const sent = new SentRows<Row>(sameButForAge);
    sent.to([row("a", 2), row("b", 1)]);
    expect(sent.to([row("a", 2, 500), row("b", 1, 500)])).toEqual({ whole: false, rows: [], removed: [] });
  });

  it("is the whole again when almost everything changed, which is then the smaller", () => {
    const sent = new SentRows<Row>(sameButForAge);
    sent.to([row("a", 3), row("b", 2), row("c", 1)]);
    expect(sent.to([row("c", 6), row("a", 5), row("d", 4)]).whole).toBe(true);
  });

  it("is the whole when rows changed places without a change of their own", () => {
    const sent = new SentRows<Row>(sameButForAge);
    const rows = Array.from({ length: 9 }, (_, index) => row(`r${index}`, 1));
    sent.to(rows);
    const delta = sent.to(rows.toReversed());
    expect(applied(rows, delta)).toEqual(rows.toReversed());
  });

  it("always leads to the newest rows, from any rows to any others", () => {
    const lists = fc.uniqueArray(fc.record({ id: fc.nat(25).map(String), score: fc.nat(3) }), {
      selector: ({ id }) => id,
      maxLength: 25,
    });
    fc.assert(
      fc.property(fc.array(lists, { maxLength: 6 }), (steps) => {
        const sent = new SentRows<Row>(sameButForAge);
        let has: readonly Row[] = [];
        for (const step of steps) {
          const next = step
            .map(({ id, score }) => row(id, score))
            .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
          has = applied(has, sent.to(next));
          expect(has).toEqual(next);
        }
      }),
    );
  });
});
