import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { useValue, type ValueStore } from "../market/value-store.ts";

interface SplitterProps {
  readonly label: string;
  readonly store: ValueStore<number>;
  readonly min: number;
  readonly max: number;
  /** Which way the pane grows: against the pointer for a pane on the right or at the bottom. */
  readonly orientation: "vertical" | "horizontal";
  readonly grows: 1 | -1;
}

const keyStepPx = 16;

/** A border that can be dragged, or moved with the arrow keys. */
export function Splitter({ label, store, min, max, orientation, grows }: SplitterProps): ReactNode {
  const size = useValue(store);
  const start = useRef<{ at: number; size: number } | null>(null);
  const set = (next: number): void => store.set(Math.min(max, Math.max(min, Math.round(next))));
  const along = (event: PointerEvent): number => (orientation === "vertical" ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent): void => {
    const forward = orientation === "vertical" ? "ArrowRight" : "ArrowDown";
    const back = orientation === "vertical" ? "ArrowLeft" : "ArrowUp";
    const step = event.key === forward ? 1 : event.key === back ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    set(size + step * grows * keyStepPx);
  };
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={`splitter ${orientation}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: along(event), size };
      }}
      onPointerMove={(event) => {
        if (start.current) set(start.current.size + (along(event) - start.current.at) * grows);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}
