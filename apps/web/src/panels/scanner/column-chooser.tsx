import { useState, type ReactNode } from "react";
import { preference, textList } from "../../app/preferences.ts";
import type { Column } from "../../controls/grid-parts.tsx";
import type { ScanRow } from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";
import { firstScanColumns } from "./columns.tsx";

export const shownColumns = preference("scan-shown", textList, firstScanColumns);

/** A list of all columns to tick; at least one stays. */
export function ColumnChooser({ columns }: { readonly columns: readonly Column<ScanRow>[] }): ReactNode {
  const [open, setOpen] = useState(false);
  const shown = useValue(shownColumns);
  const toggle = (id: string): void => {
    const next = shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id];
    if (next.length > 0) shownColumns.set(next);
  };
  return (
    <div
      className="popover-anchor"
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <button type="button" className="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        Columns
      </button>
      {open ? (
        <div className="popover end tall" role="group" aria-label="Columns of the results">
          {columns.map((column) => (
            <label key={column.id} className="check" title={column.hint}>
              <input type="checkbox" checked={shown.includes(column.id)} onChange={() => toggle(column.id)} />
              {column.label ?? column.header}
            </label>
          ))}
          <button type="button" className="small" onClick={() => shownColumns.set(firstScanColumns)}>
            As at first
          </button>
        </div>
      ) : null}
    </div>
  );
}
