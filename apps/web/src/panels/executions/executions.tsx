import { useEffect, useMemo, type ReactNode } from "react";
import { askWhy } from "../../app/dialogs.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import type { Column } from "../../controls/grid-parts.tsx";
import { Gain } from "../../controls/figure.tsx";
import { Moment } from "../../controls/moment.tsx";
import { MoreRows } from "../../controls/more-rows.tsx";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { formatAmount } from "../../format/money.ts";
import { formatCount } from "../../format/numbers.ts";
import { formatNet, formatPrice } from "../../format/prices.ts";
import { client } from "../../graphql/client.ts";
import { failureOrNone } from "../../graphql/failure.ts";
import { useFeed } from "../../graphql/feed.ts";
import { executionsFeed } from "../../graphql/feeds.ts";
import { useFurther, type LongList } from "../../graphql/further.ts";
import { ExecutionsAtDocument } from "../../gql/graphql.ts";
import { KeyedStore } from "../../market/keyed-store.ts";
import { sideWord, type Execution } from "./execution-words.ts";

const store = new KeyedStore<Execution>((execution) => execution.execId);

const columns: readonly Column<Execution>[] = [
  { id: "at", header: "Time", hint: "In New York", width: "112px", cell: (row) => <Moment at={row.at} /> },
  { id: "of", header: "Of", hint: "The combo, or one of its legs", width: "60px", cell: (row) => row.of },
  { id: "side", header: "Side", width: "70px", cell: sideWord },
  { id: "quantity", header: "Qty", width: "54px", align: "end", cell: (row) => formatCount(row.quantity) },
  { id: "words", header: "Contract", width: "minmax(260px, 2fr)", cell: (row) => row.words },
  {
    id: "price",
    header: "Price",
    width: "110px",
    align: "end",
    cell: (row) => (row.of === "combo" ? formatNet(row.price) : formatPrice(row.price)),
  },
  {
    id: "commission",
    header: "Comm.",
    width: "70px",
    align: "end",
    cell: (row) => formatAmount(row.commission),
  },
  {
    id: "realised",
    header: "Realised",
    width: "90px",
    align: "end",
    cell: (row) => <Gain money={row.realisedProfit} />,
  },
  { id: "id", header: "Execution", width: "minmax(140px, 1fr)", cell: (row) => <code>{row.execId}</code> },
  {
    id: "why",
    header: "Why?",
    width: "64px",
    cell: (row) => (
      <button
        type="button"
        className="small quiet"
        aria-label={`Why? Events of execution ${row.execId}`}
        onClick={() => askWhy({ orderRef: row.orderRef }, row.words)}
      >
        Why?
      </button>
    ),
  },
];

function stateOf(row: Execution): string | undefined {
  return row.of === "combo" ? undefined : "leg";
}

const list: LongList<Execution> = {
  keyOf: (execution) => execution.execId,
  settled: false,
  read: async (asOf, after) => {
    const { data, error } = await client.query(ExecutionsAtDocument, { asOf, after }).toPromise();
    return data?.executions ?? failureOrNone(error);
  },
};

/** What was executed, newest first: the combo and each of its legs. */
export function Executions(): ReactNode {
  const state = useFeed(executionsFeed);
  const further = useFurther(state.data, list);
  const { nodes } = further;
  useEffect(() => store.replace(nodes), [nodes]);
  const ids = useMemo(() => nodes.map((execution) => execution.execId), [nodes]);
  if (state.phase === "loading") return <Skeleton label="Loading executions" />;
  if (state.phase === "failed" && state.data === undefined) {
    return <FailureNote what="Executions" failure={state.failure} />;
  }
  return (
    <div className="panel-stack">
      <DataGrid label="Executions" store={store} ids={ids} columns={columns} stateOf={stateOf}>
        {ids.length > 0 ? undefined : (
          <Empty title="Nothing was executed yet.">Each fill is listed here, leg by leg.</Empty>
        )}
      </DataGrid>
      <MoreRows further={further} what="executions" total={state.data?.totalCount ?? null} />
    </div>
  );
}
