import { useEffect, useMemo, useState, type ReactNode } from "react";
import { openingStore, openTicket } from "../../app/desk.ts";
import { useAccount } from "../../app/session.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import type { Sort } from "../../controls/grid-parts.tsx";
import { useOrder } from "../../controls/sorting.ts";
import { formatCount } from "../../format/numbers.ts";
import { Empty, FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { scanFields } from "../../market/scan-fields.ts";
import { pageNow } from "../../market/gateway-time.ts";
import {
  clearScan,
  followScan,
  formerStore,
  scanRows,
  scanState,
  showScanAt,
  type ScanRow,
  type ScanState,
} from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastPosition } from "../../past/past-store.ts";
import { scanColumns } from "./columns.tsx";
import { ColumnChooser, shownColumns } from "./column-chooser.tsx";
import { faultsOf, filtersStore, presetCriteria } from "./filters.ts";
import { Freshness } from "./freshness.tsx";
import { nothingMatches } from "./match-count.tsx";
import { WhyNotButton } from "./why-not.tsx";

const settleMs = 250;

/** Scans the open underlying with the filters, a moment after the last change of either. */
export function useScan(): void {
  const opening = useValue(openingStore);
  const filters = useValue(filtersStore);
  const fields = useValue(scanFields);
  const shown = useValue(shownColumns);
  const symbol = opening.phase === "open" ? opening.symbol : null;
  const position = usePastPosition();
  const wanted = fields.map(({ name }) => name).filter((name) => shown.includes(name));
  const columns = wanted.join();
  useEffect(() => {
    if (opening.phase === "none" || opening.phase === "refused") clearScan();
  }, [opening.phase]);
  useEffect(() => {
    if (symbol === null || fields.length === 0 || Object.keys(faultsOf(filters, fields)).length > 0)
      return undefined;
    let stop: () => void = () => undefined;
    const start = setTimeout(() => {
      const criteria = { symbol, ...presetCriteria(filters, fields) };
      const names = columns.split(",");
      stop = position === null ? followScan(criteria, names) : showScanAt(criteria, names, position);
    }, settleMs);
    return () => {
      clearTimeout(start);
      stop();
    };
  }, [symbol, filters, fields, columns, position]);
}

function toTicket({ symbol, legs }: ScanRow): void {
  openTicket({
    symbol,
    legs: legs.map(({ action, ratio, right, strike, expiry }) => ({
      expiry,
      right,
      strike,
      ratio: action === "buy" ? ratio : -ratio,
    })),
  });
}

function noteFor(state: ScanState, count: number, past: boolean): ReactNode {
  switch (state.phase) {
    case "idle":
      return past ? (
        <Empty title="Nothing could be scanned at that moment.">
          No option chain of this underlying was open then. Later moments have one.
        </Empty>
      ) : (
        <Empty title="No underlying is open.">
          Type a symbol on the left and press Enter: its option chain opens and its spreads are scanned.
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
      const { missing, matched, waitingFor } = state.summary;
      if (matched > 0) return <Skeleton label="Scanning" rows={12} />;
      if (missing !== null)
        return <Empty title="Nothing to scan yet.">{waitingFor ?? missing.message}</Empty>;
      return <Empty title="Nothing matches.">{nothingMatches(state.summary)}</Empty>;
    }
  }
}

function Held({
  held,
  former,
  shown,
  matched,
}: {
  readonly held: boolean;
  readonly former: boolean;
  readonly shown: number;
  readonly matched: number;
}): ReactNode {
  if (former) {
    return (
      <b data-tone="warn" role="status">
        Rows of former filters: the new ones are on their way.
      </b>
    );
  }
  return (
    <span className="muted">
      {matched > shown ? `Best ${formatCount(shown)} of ${formatCount(matched)}. ` : ""}
      {held ? "Order held while you are in the table." : ""}
    </span>
  );
}

/** The scan's results: virtualised, sortable, the order held still under the user's hand. */
export function ScanResults(): ReactNode {
  const state = useValue(scanState);
  const shown = useValue(shownColumns);
  const fields = useValue(scanFields);
  const all = useMemo(() => scanColumns(fields), [fields]);
  const columns = useMemo(
    () => shown.flatMap((id) => all.find((column) => column.id === id) ?? []),
    [all, shown],
  );
  const [sort, setSort] = useState<Sort | null>(null);
  const [inside, setInside] = useState(false);
  const former = useValue(formerStore);
  const past = usePastPosition() !== null;
  const ids = useOrder(scanRows, columns, sort, inside);
  const ageMaxMs = useFeedPart(riskFeed(useAccount()), (risk) => risk?.limits.quoteAgeMaxMs ?? null);
  const stateOf = useMemo(
    () => (row: ScanRow) =>
      ageMaxMs !== null && pageNow() - row.quotedHere > ageMaxMs ? "stale" : undefined,
    [ageMaxMs],
  );
  const onSort = (column: string): void => {
    setSort((before) => {
      if (before?.column !== column) return { column, descending: true };
      return before.descending ? { column, descending: false } : null;
    });
  };
  const matched = state.phase === "live" ? state.summary.matched : 0;
  return (
    <div className="panel-stack" data-former={former}>
      <div className="panel-tools">
        <Held
          held={inside && ids.length > 0}
          former={former && ids.length > 0}
          shown={ids.length}
          matched={matched}
        />
        <span className="spacer" />
        <Freshness />
        <span className="muted">Enter opens the ticket</span>
        <WhyNotButton />
        <ColumnChooser columns={all} />
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
        {noteFor(state, ids.length, past)}
      </DataGrid>
    </div>
  );
}
