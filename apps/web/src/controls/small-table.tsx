import type { ReactNode } from "react";

/** One column of a small table: its header, and what a row has under it. */
export interface SmallColumn<Row> {
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Of the cell, beside a word or a mark that says the same. */
  readonly tone?: (row: Row) => string | undefined;
}

interface SmallTableProps<Row> {
  /** Accessible name. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** What a row is of. */
  readonly head: Omit<SmallColumn<Row>, "tone">;
  readonly columns: readonly SmallColumn<Row>[];
  /** Figures stand in line, each row's use of a limit with room for its meter; texts are read, and wrap. */
  readonly kind?: "figures" | "usage" | "texts";
}

const classes = { figures: "legs", usage: "legs risk-usage", texts: "legs explain-rules" } as const;

/** A table small enough to be there as a whole: a header a column and a header a row, for the ear too. */
export function SmallTable<Row>(props: SmallTableProps<Row>): ReactNode {
  const { label, rows, keyOf, head, columns, kind = "figures" } = props;
  const table = (
    <table className={classes[kind]} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{head.header}</th>
          {columns.map(({ header }, place) => (
            <th key={place} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{head.cell(row)}</th>
            {columns.map(({ cell, tone }, place) => (
              <td key={place} data-tone={tone?.(row)}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  // Texts may need more room than a narrow screen has: they scroll by themselves, and leave what is around them in view.
  return kind === "texts" ? (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={`${label}, table`}>
      {table}
    </div>
  ) : (
    table
  );
}
