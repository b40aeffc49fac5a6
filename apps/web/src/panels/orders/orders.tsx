import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useMutation } from "urql";
import { askWhy, dialogStore } from "../../app/dialogs.ts";
import { openingStore, openTicket } from "../../app/desk.ts";
import { turnedRound, verticalSpread } from "../../app/spread-legs.ts";
import { notify } from "../../app/notices.ts";
import { DataGrid } from "../../controls/data-grid.tsx";
import { MoreRows } from "../../controls/more-rows.tsx";
import { useMedia } from "../../controls/media.ts";
import { Empty, FailureNote, Skeleton } from "../../controls/states.tsx";
import { client } from "../../graphql/client.ts";
import { failureOf, failureOrNone } from "../../graphql/failure.ts";
import { useFeed } from "../../graphql/feed.ts";
import { ordersFeed, workingOrdersFeed, type Order } from "../../graphql/feeds.ts";
import { useFurther, type LongList } from "../../graphql/further.ts";
import { CancelOrderDocument, OrdersAtDocument } from "../../gql/graphql.ts";
import { KeyedStore } from "../../market/keyed-store.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastObstacle } from "../../past/past-store.ts";
import { orderName } from "./order-words.ts";
import { narrowOrderColumns, orderColumns } from "./columns.tsx";

const store = new KeyedStore<Order>((order) => order.orderRef);

function stateOf(order: Order): string | undefined {
  return order.working ? "working" : undefined;
}

function useCancel(): (order: Order) => Promise<void> {
  const [, cancel] = useMutation(CancelOrderDocument);
  return async (order) => {
    const result = await cancel({ input: { orderRef: order.orderRef, reason: "asked for on the screen" } });
    if (result.error) {
      const { message, code } = failureOf(result.error);
      notify("danger", `The cancel of ${orderName(order)} got no answer: ${message} (${code})`);
    } else if (result.data?.cancelOrder.__typename === "CommandRefused") {
      const refusal = result.data.cancelOrder;
      notify("danger", `${refusal.message} ${refusal.remedy} (${refusal.code})`);
    }
  };
}

/** Puts an order's legs on the ticket: the same again, or turned round to close it. */
function ticketFrom(order: Order, reverse: boolean): void {
  const { symbol, expiry, right, longStrike, shortStrike, quantity, filled } = order;
  if (expiry === null || right === null || longStrike === null || shortStrike === null) return;
  const spread = verticalSpread({ symbol, expiry, right, longStrike, shortStrike });
  openTicket(reverse ? turnedRound(spread) : spread, reverse ? filled : quantity);
}

function Filter({
  all,
  onChange,
  working,
  total,
}: {
  readonly all: boolean;
  readonly onChange: (all: boolean) => void;
  readonly working: number;
  readonly total: number;
}): ReactNode {
  const symbol = useValue(openingStore, (opening) => (opening.phase === "none" ? null : opening.symbol));
  return (
    <div className="panel-tools" role="group" aria-label="Which orders">
      <button type="button" className="chip" aria-pressed={!all} onClick={() => onChange(false)}>
        Working {working}
      </button>
      <button type="button" className="chip" aria-pressed={all} onClick={() => onChange(true)}>
        All {total}
      </button>
      <span className="muted">Enter puts an order on the ticket again.</span>
      <span className="spacer" />
      {symbol === null ? null : (
        <button
          type="button"
          className="small"
          onClick={() => dialogStore.set({ kind: "missing-trade", symbol })}
        >
          Why no trade in {symbol}?
        </button>
      )}
    </div>
  );
}

function listOf(workingOnly: boolean): LongList<Order> {
  return {
    keyOf: (order) => order.orderRef,
    settled: false,
    read: async (asOf, after) => {
      const { data, error } = await client.query(OrdersAtDocument, { asOf, after, workingOnly }).toPromise();
      return data?.orders ?? failureOrNone(error);
    },
  };
}

const allOrders = listOf(false);
const workingOrders = listOf(true);

/** Orders that work, or every order of this log. */
export function Orders(): ReactNode {
  const [all, setAll] = useState(true);
  const every = useFeed(ordersFeed);
  const working = useFeed(workingOrdersFeed);
  const state = all ? every : working;
  const cancel = useCancel();
  const further = useFurther(state.data, all ? allOrders : workingOrders);
  const { nodes } = further;
  useEffect(() => store.replace(nodes), [nodes]);
  const ids = useMemo(() => nodes.map((order) => order.orderRef), [nodes]);
  const narrow = useMedia("(max-width: 599px)");
  const obstacle = usePastObstacle();
  const columns = useMemo(() => {
    const wide = orderColumns({
      onCancel: (order) => void cancel(order),
      obstacle,
      onWhy: (order) => askWhy({ orderRef: order.orderRef }, orderName(order)),
      onClose: narrow ? null : (order) => ticketFrom(order, true),
    });
    return narrow ? narrowOrderColumns(wide) : wide;
  }, [narrow, obstacle]);
  if (state.phase === "loading") return <Skeleton label="Loading orders" />;
  if (state.phase === "failed" && state.data === undefined)
    return <FailureNote what="Orders" failure={state.failure} />;
  return (
    <div className="panel-stack">
      <Filter
        all={all}
        onChange={setAll}
        working={working.data?.totalCount ?? 0}
        total={every.data?.totalCount ?? 0}
      />
      <DataGrid
        label={all ? "Orders" : "Working orders"}
        store={store}
        ids={ids}
        columns={columns}
        stateOf={stateOf}
        onOpen={(order) => !narrow && ticketFrom(order, false)}
      >
        {ids.length > 0 ? undefined : all ? (
          <Empty title="No orders yet.">
            Open a spread from the scanner or the chain; its ticket sends the first.
          </Empty>
        ) : (
          <Empty title="No order is working.">Filled, cancelled and refused ones are under All.</Empty>
        )}
      </DataGrid>
      <MoreRows further={further} what="orders" total={state.data?.totalCount ?? null} />
    </div>
  );
}
