import { ORDER_PHASE_WORDS, type OrderRow, type SessionReport } from "@legbook/projections";
import { orderTimeline } from "../charts/order-timeline.ts";
import { connectionOutages } from "./outages.ts";
import { type Block, picture, type Section, table, words } from "../document.ts";
import { amount, averagePrice, clock, count, decimal, fee, plural } from "../format.ts";
import { median } from "../median.ts";

/** Lines of one picture: more of them are drawn in further ones. */
const TIMELINE_ROWS = 24;
const OPEN = new Set([
  "requested",
  "previewing",
  "intended",
  "transmitted",
  "working",
  "cancelPending",
  "unknown",
]);

export function ordersSection(report: SessionReport): Section {
  const { orders, assessments } = report;
  const previews =
    assessments.previews === 0
      ? ""
      : ` ${plural(assessments.previews, "preview")} asked the rules and sent nothing.`;
  const blocks =
    orders.length === 0
      ? [words(`No order was asked for.${previews}`)]
      : [
          ...timelines(report),
          orderTable(orders),
          ...waits(orders),
          ...(previews === "" ? [] : [words(previews.trim())]),
        ];
  return { id: "orders", title: "Orders", blocks };
}

function timelines({ orders, outages, from, to }: SessionReport): readonly Block[] {
  if (from === null || to === null) return [];
  const blocks: Block[] = [];
  for (let place = 0; place < orders.length; place += TIMELINE_ROWS) {
    const rows = orders
      .slice(place, place + TIMELINE_ROWS)
      .map(({ orderRef, words: legs, steps, phase }) => ({
        name: orderRef.length > 18 ? `${orderRef.slice(0, 17)}…` : orderRef,
        words: legs.length === 0 ? ORDER_PHASE_WORDS[phase] : legs.join(", "),
        steps,
        open: OPEN.has(phase),
      }));
    const svg = orderTimeline({
      rows,
      outages: connectionOutages(outages),
      from,
      to,
    });
    blocks.push(
      picture(
        svg,
        `${plural(rows.length, "order")} from the first step to the last, each with what happened to it.`,
      ),
    );
  }
  return blocks;
}

function orderTable(orders: readonly OrderRow[]): Block {
  const columns = ["Asked for", "Order", "Legs", "State", ">Filled", ">Limit", ">Average", ">Fees", "Note"];
  return table(
    columns,
    orders.map((order) => [
      clock(order.requestedAt),
      order.orderRef,
      order.words.join(", "),
      ORDER_PHASE_WORDS[order.phase],
      `${count(order.filled)} of ${count(order.quantity)}`,
      amount(order.limitPrice),
      averagePrice(order.averageFillPrice),
      fee(order.commission),
      order.note ?? "",
    ]),
  );
}

function waits(orders: readonly OrderRow[]): readonly Block[] {
  const times = orders.flatMap(({ intentToSocketMs }) =>
    intentToSocketMs === null ? [] : [intentToSocketMs],
  );
  if (times.length === 0) return [];
  const middle = Math.round(median(times) ?? 0);
  const longest = times.reduce((max, time) => Math.max(max, time), 0);
  return [
    words(
      `From the recorded intent to the socket: median ${count(middle)} ms, longest ${count(longest)} ms, of ${plural(times.length, "order")}. A long one waited for its turn in our own pacing.`,
    ),
  ];
}

export function fillsSection({ fills }: SessionReport): Section {
  const rows = fills.map((fill) => [
    clock(fill.at),
    fill.orderRef,
    fill.side === "buy" ? "bought" : "sold",
    count(fill.quantity),
    fill.words,
    amount(fill.price),
    fill.commission === null ? "not reported" : fee(fill.commission),
  ]);
  const columns = ["Time", "Order", "Side", ">Contracts", "Contract", ">Price", ">Commission"];
  return {
    id: "fills",
    title: "Fills",
    blocks: rows.length === 0 ? [words("Nothing was filled.")] : [table(columns, rows)],
  };
}

export function feesSection({ fills, orders }: SessionReport): Section {
  const sums = new Map<string, { amount: number; executions: number; contracts: number }>();
  for (const { commission, quantity } of fills) {
    if (commission === null) continue;
    const sum = sums.get(commission.currency) ?? { amount: 0, executions: 0, contracts: 0 };
    sum.amount += commission.amount;
    sum.executions += 1;
    sum.contracts += quantity;
    sums.set(commission.currency, sum);
  }
  const missing = fills.filter(({ commission }) => commission === null).length;
  const rows = [...sums].map(([currency, sum]) => [
    currency,
    amount(sum.amount as Parameters<typeof amount>[0]),
    count(sum.executions),
    count(sum.contracts),
    decimal(sum.amount / sum.contracts / 1_000_000, 3),
  ]);
  const note =
    missing === 0
      ? []
      : [words(`${plural(missing, "execution")} of ${count(fills.length)} had no commission reported.`)];
  const filled = orders.filter((order) => order.filled > 0).length;
  const blocks =
    rows.length === 0
      ? [words(filled === 0 ? "No fees: nothing was filled." : "No commission was reported.")]
      : [table(["Currency", ">Commissions", ">Executions", ">Contracts", ">A contract"], rows), ...note];
  return { id: "fees", title: "Fees", blocks };
}
