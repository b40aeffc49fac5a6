import { useState, type ReactNode } from "react";
import { chainStore } from "../../app/desk.ts";
import { useValue } from "../../market/value-store.ts";
import { CorporateDatesDialog } from "./corporate-dates.tsx";
import { changeFilters, type Filters } from "./filters.ts";

/** What is left out over dates that somebody gave, and where to give them. */
export function Exclusions({ filters }: { readonly filters: Filters }): ReactNode {
  const [open, setOpen] = useState(false);
  const symbol = useValue(chainStore, (chain) => chain?.symbol ?? null);
  return (
    <div className="exclusions" role="group" aria-label="Leave out">
      <span className="filter-title">Leave out</span>
      <label className="check" title="Spreads that are open over a known date of earnings">
        <input
          type="checkbox"
          checked={filters.excludeEarnings}
          onChange={(event) => changeFilters({ excludeEarnings: event.target.checked })}
        />
        Earnings
      </label>
      <label className="check" title="Spreads with a sold call that is open over a known ex-dividend date">
        <input
          type="checkbox"
          checked={filters.excludeExDividend}
          onChange={(event) => changeFilters({ excludeExDividend: event.target.checked })}
        />
        Ex-dividend
      </label>
      <button type="button" className="small" disabled={symbol === null} onClick={() => setOpen(true)}>
        Dates…
      </button>
      {open && symbol !== null ? (
        <CorporateDatesDialog symbol={symbol} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  );
}
