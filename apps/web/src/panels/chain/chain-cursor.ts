import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { gridStep } from "../../controls/grid-keys.ts";
import { cellAt, columnCount, strikeColumn } from "./cells.ts";
import { pickLeg, pickStore } from "./picks.ts";

export const rowHeightPx = 24;

interface Cursor {
  readonly strike: string;
  readonly column: number;
}

function columnStep(key: string, column: number): number | null {
  if (key === "ArrowLeft") return Math.max(0, column - 1);
  return key === "ArrowRight" ? Math.min(columnCount - 1, column + 1) : null;
}

function choose(symbol: string, expiry: string, cursor: Cursor): void {
  const target = cellAt(cursor.column);
  if (target?.cell.action === undefined) return;
  const { action } = target.cell;
  pickLeg({ symbol, expiry, right: target.right, strike: cursor.strike, action });
}

export interface SeriesProps {
  readonly symbol: string;
  readonly expiry: string;
}

/** The chain's cursor: arrows move it over strikes and cells, Enter chooses the cell under it. */
export function useCursor({ symbol, expiry }: SeriesProps, strikes: readonly string[], below: number) {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [onChoose] = useState(() => (strike: string, column: number) => {
    setCursor({ strike, column });
    choose(symbol, expiry, { strike, column });
  });
  const at = cursor === null ? -1 : strikes.indexOf(cursor.strike);
  /** The row that the key moved to, or null. */
  const press = (event: KeyboardEvent, page: number): number | null => {
    if (event.key === "Escape") pickStore.set(null);
    if ((event.key === "Enter" || event.key === " ") && cursor !== null) {
      event.preventDefault();
      choose(symbol, expiry, cursor);
      return null;
    }
    const row = gridStep(event.key, at, strikes.length, page);
    const column = columnStep(event.key, cursor?.column ?? strikeColumn);
    if (row === null && column === null) return null;
    event.preventDefault();
    const next = row ?? (at < 0 ? below : at);
    setCursor({ strike: strikes[next] ?? "", column: column ?? cursor?.column ?? strikeColumn });
    return next;
  };
  const begin = (): void => {
    if (cursor === null && strikes.length > 0)
      setCursor({ strike: strikes[below] ?? "", column: strikeColumn });
  };
  return { cursor, at, onChoose, press, begin };
}

/** Strikes as they scroll; the first time, the one at the money in the middle. */
export function useStrikeRows(
  scroller: RefObject<HTMLDivElement | null>,
  strikes: readonly string[],
  below: number,
) {
  const virtual = useVirtualizer({
    count: strikes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
    scrollPaddingStart: rowHeightPx * 2,
    getItemKey: (index) => strikes[index] ?? index,
    useFlushSync: false,
  });
  const known = strikes.length > 0 && below > 0;
  const centred = useRef(false);
  useEffect(() => {
    if (!known || centred.current) return;
    centred.current = true;
    virtual.scrollToIndex(below, { align: "center" });
  }, [known, below, virtual]);
  return { virtual, known };
}
