import { useVirtualizer } from "@tanstack/react-virtual";
import {
  memo,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { useRow, type KeyedStore } from "../market/keyed-store.ts";
import { gridStep } from "./grid-keys.ts";

/** One column: a cell gets a ready string or a small element, and calculates nothing. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
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

export interface DataGridProps<Row> {
  /** Accessible name. */
  readonly label: string;
  readonly store: KeyedStore<Row>;
  readonly ids: readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly sort?: Sort | null;
  readonly onSort?: (column: string) => void;
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  /** Enter or a double click on a row. */
  readonly onOpen?: (row: Row) => void;
  /** A row's state, for its colour: never its kind. */
  readonly stateOf?: (row: Row) => string | undefined;
  readonly onFocusChange?: (inside: boolean) => void;
  /** Shown in place of rows. */
  readonly children?: ReactNode;
}

const rowHeightPx = 24;
const rowPaddingPx = 8;

/** The least width of a row, so that every row lays out the same columns however long its texts are. */
function leastWidthPx(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0), rowPaddingPx);
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
  readonly onOpen: ((row: Row) => void) | undefined;
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
      onDoubleClick={() => onOpen?.(row)}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className="grid-cell" data-align={column.align ?? "start"}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

const GridRow = memo(GridRowBody) as typeof GridRowBody;

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

const GridHead = memo(GridHeadBody) as typeof GridHeadBody;

/** Keeps the chosen row by its key while rows come and go around it. */
function useChosenRow(props: DataGridProps<never>, scrollTo: (index: number) => void) {
  const [own, setOwn] = useState<string | null>(null);
  const chosen = props.selected === undefined ? own : props.selected;
  const choose = (id: string): void => {
    setOwn(id);
    props.onSelect?.(id);
  };
  const moveTo = (index: number): void => {
    const id = props.ids[index];
    if (id === undefined) return;
    choose(id);
    scrollTo(index);
  };
  return { chosen, choose, moveTo };
}

/**
 * A virtualised table with the grid role. The table is one stop of the Tab key; arrows, Page, Home and End
 * move the chosen row, Enter opens it. Rows read themselves from the store: a tick paints its own row.
 */
export function DataGrid<Row>(props: DataGridProps<Row>): ReactNode {
  const { label, store, ids, columns, sort, onSort, onOpen, stateOf, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const template = columns.map((column) => column.width).join(" ");
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollPaddingStart: rowHeightPx,
    getItemKey: (index) => ids[index] ?? index,
    useFlushSync: false,
  });
  const { chosen, choose, moveTo } = useChosenRow(props as unknown as DataGridProps<never>, (index) =>
    virtual.scrollToIndex(index),
  );
  const chooseNow = useRef(choose);
  useLayoutEffect(() => {
    chooseNow.current = choose;
  });
  const [onSelect] = useState(() => (id: string) => chooseNow.current(id));
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  const items = virtual.getVirtualItems();
  const visible = at >= 0 && items.some((item) => item.index === at);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return;
    const open = at >= 0 ? store.get(ids[at] ?? "") : undefined;
    if (event.key === "Enter" && open !== undefined && onOpen) {
      event.preventDefault();
      onOpen(open);
      return;
    }
    const next = gridStep(
      event.key,
      at,
      ids.length,
      Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 2,
    );
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  };

  return (
    <div className="grid-frame">
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={ids.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={visible ? `${gridId}-${chosen}` : undefined}
        tabIndex={0}
        className="grid"
        style={{ "--row-min": `${leastWidthPx(columns)}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          props.onFocusChange?.(true);
          if (event.target === scroller.current && at < 0 && ids.length > 0) moveTo(0);
        }}
        onBlur={() => props.onFocusChange?.(false)}
      >
        <GridHead columns={columns} template={template} sort={sort} onSort={onSort} />
        <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <GridRow
              key={item.key}
              store={store}
              id={ids[item.index] ?? ""}
              domId={`${gridId}-${ids[item.index]}`}
              index={item.index}
              top={item.start}
              columns={columns}
              template={template}
              selected={ids[item.index] === chosen}
              onSelect={onSelect}
              onOpen={onOpen}
              stateOf={stateOf}
            />
          ))}
        </div>
      </div>
      {children === undefined ? null : <div className="grid-note">{children}</div>}
    </div>
  );
}
