import { useEffect, useMemo, useState, type ReactNode } from "react";
import { DataGrid } from "../../controls/data-grid.tsx";
import type { Column, Sort } from "../../controls/grid-parts.tsx";
import { Moment } from "../../controls/moment.tsx";
import { useOrder } from "../../controls/sorting.ts";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatCount, formatNumber } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";
import { formatAge } from "../../format/times.ts";
import { useFeed } from "../../graphql/feed.ts";
import { linesFeed, type Lines as LinesData } from "../../graphql/feeds.ts";
import { KeyedStore } from "../../market/keyed-store.ts";

type Line = LinesData["lines"][number];

const store = new KeyedStore<Line>((line) => String(line.conId));

function stateText(line: Line): string {
  if (line.rejected !== null) return `▲ ${line.rejected.message} (${line.rejected.code})`;
  if (line.dataType !== null) return line.dataType;
  return line.open ? "asked for" : "waits for a session with the gateway";
}

const columns: readonly Column<Line>[] = [
  {
    id: "contract",
    header: "Contract",
    width: "minmax(200px, 2fr)",
    cell: (line) => line.description,
    sortBy: (line) => line.description,
  },
  {
    id: "purpose",
    header: "For",
    width: "110px",
    cell: (line) => line.purpose,
    sortBy: (line) => line.purpose,
  },
  {
    id: "pinned",
    header: "Pinned by",
    hint: "A pinned line is never evicted",
    width: "130px",
    cell: (line) => (line.pinnedBy.length === 0 ? "–" : `◆ ${line.pinnedBy.join(", ")}`),
    sortBy: (line) => line.pinnedBy.join(", "),
  },
  { id: "bid", header: "Bid", width: "80px", align: "end", cell: (line) => formatPrice(line.bid) },
  { id: "ask", header: "Ask", width: "80px", align: "end", cell: (line) => formatPrice(line.ask) },
  {
    id: "age",
    header: "Quote age",
    width: "86px",
    align: "end",
    cell: (line) => (line.quoteAgeMs === null ? "no quote" : formatAge(line.quoteAgeMs)),
    sortBy: (line) => line.quoteAgeMs,
  },
  {
    id: "state",
    header: "Data",
    width: "minmax(140px, 2fr)",
    cell: (line) => <span data-tone={line.rejected === null ? "plain" : "danger"}>{stateText(line)}</span>,
    sortBy: stateText,
  },
  {
    id: "used",
    header: "Last used",
    width: "112px",
    align: "end",
    cell: (line) => <Moment at={line.lastUsedAt} />,
    sortBy: (line) => line.lastUsedAt,
  },
];

function stateOf(line: Line): string | undefined {
  return line.rejected === null ? undefined : "rejected";
}

/** Market data lines in use, of the number that the account allows. */
export function Lines(): ReactNode {
  const state = useFeed(linesFeed);
  const data = state.data;
  const [sort, setSort] = useState<Sort | null>(null);
  const [inside, setInside] = useState(false);
  useEffect(() => {
    if (data)
      store.replace(
        data.lines.map((line) => ({
          ...line,
          quoteAgeMs: line.quoteAgeMs === null ? null : Math.floor(line.quoteAgeMs / 1000) * 1000,
        })),
      );
  }, [data]);
  const ids = useOrder(store, columns, sort, inside);
  const counts = useMemo(() => {
    if (data === undefined) return "";
    const percent = formatNumber(data.usagePercent, 0);
    return `${formatCount(data.used)} of ${formatCount(data.max)} lines used (${percent}%), ${formatCount(data.pinned)} pinned, ${formatCount(data.evictions)} evicted so far.`;
  }, [data]);
  if (state.phase === "loading") return <Skeleton label="Loading subscription lines" />;
  if (state.phase === "failed" && data === undefined) {
    return <FailureNote what="Subscription lines" failure={state.failure} />;
  }
  return (
    <div className="panel-stack">
      <div className="panel-tools">
        <span className="muted">{counts}</span>
      </div>
      <DataGrid
        label="Subscription lines"
        store={store}
        ids={ids}
        columns={columns}
        sort={sort}
        onSort={(column) =>
          setSort((before) =>
            before?.column === column
              ? { column, descending: !before.descending }
              : { column, descending: false },
          )
        }
        stateOf={stateOf}
        onFocusChange={setInside}
      >
        {ids.length > 0 ? undefined : (
          <Empty title="No line is open.">Opening a chain asks for quotes, one line for each contract.</Empty>
        )}
      </DataGrid>
    </div>
  );
}
