import { memo, type ReactNode } from "react";
import { useRow, type KeyedStore } from "../market/keyed-store.ts";

/** One column: a cell gets a ready string or a small element, and calculates nothing. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** The column's name where there is room for it; the header when there is none. */
  readonly label?: string;
  /** The header in full, where the short one is not enough. */
  readonly hint?: string;
  readonly width: string;
  readonly align?: "start" | "end" | "center";
  readonly cell: (row: Row) => ReactNode;
  readonly sortBy?: (row: Row) => number | string | null;
}

/** The column that rows are ordered by. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

interface GridRowProps<Row> {
  readonly store: KeyedStore<Row>;
  readonly id: string;
  readonly domId: string;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly stateOf: ((row: Row) => string | undefined) | undefined;
}

function GridRowBody<Row>(props: GridRowProps<Row>): ReactNode {
  const { store, id, domId, index, top, columns, template, selected, onSelect, onOpen, stateOf } = props;
  const row = useRow(store, id);
  if (row === undefined) return null;
  return (
    <div
      role="row"
      id={domId}
      className="grid-row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-state={stateOf?.(row)}
      data-odd={index % 2 === 1}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onPointerDown={() => onSelect(id)}
      onDoubleClick={() => onOpen(id)}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className="grid-cell" data-align={column.align ?? "start"}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

export const GridRow = memo(GridRowBody) as typeof GridRowBody;

interface HeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly sort: Sort | null | undefined;
  readonly onSort: ((column: string) => void) | undefined;
}

function GridHeadBody<Row>({ columns, template, sort, onSort }: HeadProps<Row>): ReactNode {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-head-row" style={{ gridTemplateColumns: template }}>
        {columns.map((column) => {
          const sorted = sort?.column === column.id ? sort : null;
          const direction = sorted === null ? "none" : sorted.descending ? "descending" : "ascending";
          const canSort = onSort !== undefined && column.sortBy !== undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              className="grid-cell"
              data-align={column.align ?? "start"}
              title={column.hint}
              {...(canSort ? { "aria-sort": direction } : {})}
            >
              {canSort ? (
                <button type="button" className="sort" onClick={() => onSort(column.id)}>
                  {column.header}
                  <span aria-hidden="true" className="sort-mark">
                    {sorted === null ? "" : sorted.descending ? "▼" : "▲"}
                  </span>
                </button>
              ) : (
                column.header
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

export const GridHead = memo(GridHeadBody) as typeof GridHeadBody;
