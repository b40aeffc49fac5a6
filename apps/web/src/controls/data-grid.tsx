import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import type { KeyedStore } from "../market/keyed-store.ts";
import { gridStep } from "./grid-keys.ts";
import { GridHead, GridRow, type Column, type Sort } from "./grid-parts.tsx";
import { useMedia } from "./media.ts";

interface DataGridProps<Row> {
  /** Accessible name. */
  readonly label: string;
  readonly store: KeyedStore<Row>;
  readonly ids: readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly sort?: Sort | null;
  readonly onSort?: (column: string) => void;
  /** Enter or a double click on a row. */
  readonly onOpen?: (row: Row) => void;
  /** A row's state, for its colour: never its kind. A function that stays the same, or every row is painted. */
  readonly stateOf?: (row: Row) => string | undefined;
  readonly onFocusChange?: (inside: boolean) => void;
  /** Shown in place of rows. */
  readonly children?: ReactNode;
}

const rowPaddingPx = 8;

/** The least width of a row, so that every row lays out the same columns however long its texts are. */
function leastWidthPx(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0), rowPaddingPx);
}

/** A function that stays the same while what it does follows the newest render. */
function useLatest<Arguments extends readonly unknown[]>(run: (...given: Arguments) => void) {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  const [stable] = useState(
    () =>
      (...given: Arguments) =>
        latest.current(...given),
  );
  return stable;
}

/** Marks the table's frame while columns are hidden at its right edge, without painting anything again. */
function useScrollHint(scroller: RefObject<HTMLDivElement | null>, template: string) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const grid = scroller.current;
    if (grid === null) return;
    const mark = (): void => {
      const hidden = grid.scrollWidth - grid.clientWidth - grid.scrollLeft;
      frame.current?.toggleAttribute("data-more", hidden > 1);
    };
    const sizes = new ResizeObserver(mark);
    sizes.observe(grid);
    grid.addEventListener("scroll", mark, { passive: true });
    mark();
    return () => {
      sizes.disconnect();
      grid.removeEventListener("scroll", mark);
    };
  }, [scroller, template]);
  return frame;
}

interface ChosenRow {
  readonly at: number;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly press: (event: KeyboardEvent, page: number) => void;
  readonly begin: () => void;
}

/** The chosen row, kept by its key while rows come and go around it. */
function useChosenRow<Row>(props: DataGridProps<Row>, scrollTo: (index: number) => void): ChosenRow {
  const { ids, store } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  const onOpen = useLatest((id: string) => {
    const row = store.get(id);
    if (row !== undefined) props.onOpen?.(row);
  });
  const moveTo = (index: number): void => {
    const id = ids[index];
    if (id === undefined) return;
    setChosen(id);
    scrollTo(index);
  };
  const press = (event: KeyboardEvent, page: number): void => {
    if (event.key === "Enter" && at >= 0 && props.onOpen !== undefined) {
      event.preventDefault();
      onOpen(ids[at] ?? "");
      return;
    }
    const next = gridStep(event.key, at, ids.length, page);
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  };
  const begin = (): void => {
    if (at < 0) moveTo(0);
  };
  return { at, onSelect: setChosen, onOpen, press, begin };
}

/** Rows are measured by their index, which stays when they change places: their keys are given where they are painted. */
function useRows(count: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const heightPx = useMedia("(max-width: 599px)") ? 44 : 24;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => heightPx,
    overscan: 8,
    scrollPaddingStart: heightPx,
    useFlushSync: false,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, heightPx]);
  const page = (): number => Math.floor((scroller.current?.clientHeight ?? 0) / heightPx) - 2;
  return { scroller, virtual, page };
}

/**
 * A virtualised table with the grid role. The table is one stop of the Tab key; arrows, Page, Home and End
 * move the chosen row, Enter opens it. Rows read themselves from the store: a tick paints its own row.
 */
export function DataGrid<Row>(props: DataGridProps<Row>): ReactNode {
  const { label, store, ids, columns, sort, onSort, stateOf, onFocusChange, children } = props;
  const gridId = useId();
  const template = columns.map((column) => column.width).join(" ");
  const { scroller, virtual, page } = useRows(ids.length);
  const { at, onSelect, onOpen, press, begin } = useChosenRow(props, (index) => virtual.scrollToIndex(index));
  const frame = useScrollHint(scroller, template);
  const items = virtual.getVirtualItems();
  const visible = at >= 0 && items.some((item) => item.index === at);
  return (
    <div ref={frame} className="grid-frame">
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={ids.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={visible ? `${gridId}-${at}` : undefined}
        tabIndex={0}
        className="grid"
        style={{ "--row-min": `${leastWidthPx(columns)}px` } as CSSProperties}
        onKeyDown={(event) => event.target === scroller.current && press(event, page())}
        onFocus={(event) => {
          onFocusChange?.(true);
          if (event.target === scroller.current) begin();
        }}
        onBlur={() => onFocusChange?.(false)}
      >
        <GridHead columns={columns} template={template} sort={sort} onSort={onSort} />
        <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <GridRow
              key={ids[item.index] ?? item.index}
              store={store}
              id={ids[item.index] ?? ""}
              domId={`${gridId}-${item.index}`}
              index={item.index}
              top={item.start}
              columns={columns}
              template={template}
              selected={item.index === at}
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
