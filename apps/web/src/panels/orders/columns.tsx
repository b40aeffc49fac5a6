import type { ReactNode } from "react";
import type { Column } from "../../controls/grid-parts.tsx";
import { Moment } from "../../controls/moment.tsx";
import { formatAmount } from "../../format/money.ts";
import { formatCount } from "../../format/numbers.ts";
import { formatNet } from "../../format/prices.ts";
import { trueMinus } from "../../format/sentences.ts";
import type { Order } from "../../graphql/feeds.ts";
import { noteBeside, orderName } from "./order-words.ts";
import { phaseWords } from "./phase-words.ts";

interface OrderActions {
  readonly onCancel: (order: Order) => void;
  readonly onWhy: (order: Order) => void;
  /** Why nothing can be cancelled now; null when it can. */
  readonly obstacle: string | null;
  /** Null where there is no ticket to put it on. */
  readonly onClose: ((order: Order) => void) | null;
}

function Phase({ order }: { readonly order: Order }): ReactNode {
  const { word, mark, tone } = phaseWords(order.phase);
  return (
    <span className="phase" data-tone={tone}>
      <span aria-hidden="true">{mark}</span> {word}
    </span>
  );
}

function noteOf(order: Order): string {
  if (order.note !== null) return noteBeside(phaseWords(order.phase).word, order.note);
  if (order.refusal !== null)
    return `${trueMinus(order.refusal.message)} ${trueMinus(order.refusal.remedy)} (${order.refusal.code})`;
  return order.brokerStatus === null ? "" : `Broker: ${order.brokerStatus}`;
}

function Buttons({ order, actions }: { readonly order: Order; readonly actions: OrderActions }): ReactNode {
  const name = orderName(order);
  const { onClose } = actions;
  return (
    <span className="row-buttons">
      {order.working ? (
        <button
          type="button"
          className="small"
          disabled={order.phase === "CANCEL_PENDING" || actions.obstacle !== null}
          title={actions.obstacle === null ? undefined : `Cannot be cancelled: ${actions.obstacle}.`}
          aria-label={`Cancel order ${name}`}
          onClick={() => actions.onCancel(order)}
        >
          Cancel
        </button>
      ) : null}
      {order.phase === "FILLED" && order.expiry !== null && onClose !== null ? (
        <button
          type="button"
          className="small"
          aria-label={`Close position of ${name}`}
          title="Put the opposite vertical on the ticket"
          onClick={() => onClose(order)}
        >
          Close…
        </button>
      ) : null}
      <button
        type="button"
        className="small quiet"
        aria-label={`Why? Events of ${name}`}
        title="The chain of events behind it"
        onClick={() => actions.onWhy(order)}
      >
        Why?
      </button>
    </span>
  );
}

/** The orders' columns, the ones that act first so that they are never scrolled away. */
export function orderColumns(actions: OrderActions): readonly Column<Order>[] {
  return [
    { id: "phase", header: "Status", width: "118px", cell: (order) => <Phase order={order} /> },
    {
      id: "act",
      header: "Actions",
      width: "126px",
      cell: (order) => <Buttons order={order} actions={actions} />,
    },
    {
      id: "words",
      header: "Order",
      width: "minmax(300px, 2fr)",
      cell: (order) => <span title={order.words.join("\n")}>{orderName(order)}</span>,
    },
    {
      id: "filled",
      header: "Filled",
      width: "64px",
      align: "end",
      cell: (order) => `${formatCount(order.filled)}/${formatCount(order.quantity)}`,
    },
    {
      id: "limit",
      header: "Limit",
      width: "104px",
      align: "end",
      cell: (order) => formatNet(order.limitPrice),
    },
    {
      id: "average",
      header: "Average",
      width: "104px",
      align: "end",
      cell: (order) => formatNet(order.averageFillPrice),
    },
    {
      id: "commission",
      header: "Comm.",
      hint: "Commission in the account's currency",
      width: "64px",
      align: "end",
      cell: (order) => formatAmount(order.commission),
    },
    { id: "force", header: "TIF", hint: "Time in force", width: "46px", cell: (order) => order.timeInForce },
    {
      id: "note",
      header: "Note",
      width: "minmax(220px, 3fr)",
      cell: (order) => <span title={noteOf(order)}>{noteOf(order)}</span>,
    },
    {
      id: "at",
      header: "Updated",
      hint: "In New York",
      width: "112px",
      align: "end",
      cell: (order) => <Moment at={order.updatedAt} />,
    },
    {
      id: "broker",
      header: "Broker id",
      hint: "Permanent id at the broker",
      width: "86px",
      align: "end",
      cell: (order) => order.permId ?? "–",
    },
  ];
}

const narrowWidths: readonly (readonly [string, string])[] = [
  ["phase", "96px"],
  ["words", "minmax(150px, 1fr)"],
  ["act", "124px"],
  ["filled", "52px"],
  ["limit", "104px"],
  ["note", "260px"],
];

/** The columns in the order in which a narrow screen needs them; what does not fit is a scroll away. */
export function narrowOrderColumns(columns: readonly Column<Order>[]): readonly Column<Order>[] {
  return narrowWidths.flatMap(([id, width]) => {
    const column = columns.find((each) => each.id === id);
    return column === undefined ? [] : [{ ...column, width }];
  });
}
