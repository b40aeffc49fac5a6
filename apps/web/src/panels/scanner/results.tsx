import { useEffect, useMemo, useState, type ReactNode } from "react";
import { openingStore, openTicket } from "../../app/desk.ts";
import { useAccount } from "../../app/session.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import type { Sort } from "../../controls/grid-parts.tsx";
import { useOrder } from "../../controls/sorting.ts";
import { Empty, FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { followScan, scanRows, scanState, type ScanRow, type ScanState } from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";
import { scanColumns } from "./columns.tsx";
import { ColumnChooser, shownColumns } from "./column-chooser.tsx";
import { criteriaOf, filtersStore, rangeFaults, scanRowsMax } from "./filters.ts";
import { nothingMatches } from "./match-count.tsx";

const settleMs = 250;

/** Scans the open underlying with the filters, a moment after the last change of either. */
export function useScan(): void {
  const opening = useValue(openingStore);
  const filters = useValue(filtersStore);
  const symbol = opening.phase === "open" ? opening.symbol : null;
  useEffect(() => {
    const faulty = Object.keys(rangeFaults(filters.ranges)).length > 0;
    if (symbol === null || faulty) return undefined;
    let stop: () => void = () => undefined;
    const start = setTimeout(() => {
      stop = followScan(criteriaOf(symbol, filters));
    }, settleMs);
    return () => {
      clearTimeout(start);
      stop();
    };
  }, [symbol, filters]);
}

function toTicket(row: ScanRow): void {
  const { symbol, expiry, right, longStrike, shortStrike } = row;
  openTicket({ symbol, expiry, right, longStrike, shortStrike });
}

function noteFor(state: ScanState, count: number): ReactNode {
  switch (state.phase) {
    case "idle":
      return (
        <Empty title="No underlying is open.">
          Type a symbol on the left and press Enter: its option chain opens and its verticals are scanned.
        </Empty>
      );
    case "loading":
      return <Skeleton label="Scanning" rows={12} />;
    case "refused":
      return (
        <Empty title="This scan is refused.">
          <RefusalNote refusal={state.refusal} />
        </Empty>
      );
    case "failed":
      return count === 0 ? <FailureNote what="The scan" failure={state.failure} /> : undefined;
    case "live": {
      if (count > 0) return undefined;
      const { waitingFor, evaluated } = state.summary;
      if (evaluated === 0 && waitingFor !== null) {
        return <Empty title="Nothing to scan yet.">{waitingFor}</Empty>;
      }
      return <Empty title="Nothing matches.">{nothingMatches(state.summary)}</Empty>;
    }
  }
}

function Held({
  held,
  shown,
  matched,
}: {
  readonly held: boolean;
  readonly shown: number;
  readonly matched: number;
}): ReactNode {
  return (
    <span className="muted">
      {matched > shown ? `First ${shown} of ${matched}. ` : ""}
      {held ? "Order held while you are in the table." : ""}
    </span>
  );
}

/** The scan's results: virtualised, sortable, the order held still under the user's hand. */
export function ScanResults(): ReactNode {
  const state = useValue(scanState);
  const shown = useValue(shownColumns);
  const columns = useMemo(() => scanColumns.filter((column) => shown.includes(column.id)), [shown]);
  const [sort, setSort] = useState<Sort | null>(null);
  const [inside, setInside] = useState(false);
  const ids = useOrder(scanRows, columns, sort, inside);
  const ageMaxMs = useFeedPart(riskFeed(useAccount()), (risk) => risk?.limits.quoteAgeMaxMs ?? null);
  const stateOf = useMemo(
    () => (row: ScanRow) => (ageMaxMs !== null && row.quoteAgeMs > ageMaxMs ? "stale" : undefined),
    [ageMaxMs],
  );
  const onSort = (column: string): void => {
    setSort((before) => {
      if (before?.column !== column) return { column, descending: true };
      return before.descending ? { column, descending: false } : null;
    });
  };
  const matched = state.phase === "live" ? Math.min(state.summary.matched, 1e9) : 0;
  return (
    <div className="panel-stack">
      <div className="panel-tools">
        <Held held={inside && ids.length > 0} shown={Math.min(ids.length, scanRowsMax)} matched={matched} />
        <span className="spacer" />
        <span className="muted">Enter opens the ticket</span>
        <ColumnChooser />
      </div>
      <DataGrid
        label="Scanner results"
        store={scanRows}
        ids={ids}
        columns={columns}
        sort={sort}
        onSort={onSort}
        stateOf={stateOf}
        onOpen={toTicket}
        onFocusChange={setInside}
      >
        {noteFor(state, ids.length)}
      </DataGrid>
    </div>
  );
}
