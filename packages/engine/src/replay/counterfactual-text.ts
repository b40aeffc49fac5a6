import { formatMicros } from "@legbook/domain";
import type { CounterfactualOrder, CounterfactualReport, LadderOrder } from "./counterfactual-report.ts";
import { scansText } from "./scan-counterfactual-text.ts";
import { moneyWords, newYork, plural, tableLines } from "./text-table.ts";

/** A counterfactual for people, line by line: counts first, then each order. */
export function whatIfText(report: CounterfactualReport): readonly string[] {
  const { assessed, orders, ladders, limits, scans } = report;
  const changed = (change: CounterfactualOrder["change"]) =>
    orders.filter((order) => order.change === change).length;
  return [
    `${assessed} orders and previews were judged. ${changed("blocked")} that passed would have been blocked, ${changed("allowed")} that were blocked would have been allowed.`,
    ...(Object.keys(limits).length === 0 ? ["No limit was changed: these are the recorded decisions."] : []),
    ...(orders.length === 0
      ? []
      : ["", ...orderTable(orders), ...orders.flatMap(orderText), "", ...ASSUMPTIONS]),
    ...(report.scansAsked ? ["", ...scansText(scans)] : []),
    ...(ladders.length === 0 ? [] : ["", ...ladderTable(ladders)]),
  ];
}

const ASSUMPTIONS = [
  "Times are New York's. Each order is judged by itself, on what was known then; what it would have changed for later",
  "orders is left out. Profits are bounds for the order by itself, marked at the last recorded quotes of its legs: the",
  "lower at the bid, the higher at the ask. Sizes of quotes are not looked at.",
];

function orderTable(orders: readonly CounterfactualOrder[]): readonly string[] {
  return tableLines([
    ["time", "order", "", "quantity", "limit", "would have been", "rule", "profit"],
    ...orders.map((order) => [
      newYork(order.at),
      order.orderRef,
      order.purpose === "preview" ? "preview" : "placed",
      `${order.quantity} ${order.symbol}`,
      formatMicros(order.limitPrice),
      order.change === "blocked" ? "BLOCKED" : "ALLOWED",
      order.verdicts.map(({ rule }) => rule).join(", "),
      boundsText(order),
    ]),
  ]);
}

function boundsText({ purpose, profit, change, filled, currency }: CounterfactualOrder): string {
  if (purpose === "preview") return "";
  if (profit === null) return "not known";
  if (change === "blocked" && filled === 0) return "none, not filled";
  return `${moneyWords(profit.low, currency)} to ${moneyWords(profit.high, currency)}`;
}

function orderText(order: CounterfactualOrder): readonly string[] {
  const { orderRef, verdicts } = order;
  return [
    "",
    `${orderRef}:`,
    ...verdicts.map(({ rule, reason, limit }) => `  ${rule}: ${reason} Limit: ${limit}.`),
    ...profitText(order),
  ];
}

function profitText(order: CounterfactualOrder): readonly string[] {
  const { change, purpose, profit, filled, crossedAfterMs, currency } = order;
  if (purpose === "preview") return [];
  if (profit === null) return ["  No quotes of its legs were recorded: no bounds of its profit."];
  const bounds = `between ${moneyWords(profit.low, currency)} and ${moneyWords(profit.high, currency)}, marked at ${newYork(profit.markedAt)}`;
  if (change === "blocked")
    return [
      filled === 0
        ? "  It filled nothing."
        : `  Its ${plural(filled, "filled combo")} made ${bounds}, commissions included.`,
    ];
  const crossed =
    crossedAfterMs === null
      ? "No recorded ask came to its limit: it may not have filled."
      : `A recorded ask came to its limit after ${duration(crossedAfterMs)}.`;
  return [`  ${crossed} It could have made ${bounds}, without commissions.`];
}

/** How long the recorded market took to come to each price, from the mid to the natural price of the decision. */
function ladderTable(ladders: readonly LadderOrder[]): readonly string[] {
  return [
    "Placed orders at other limit prices: when the combo's ask first came to each, of the recorded quotes of the order's life.",
    ...tableLines([
      ["time", "order", "limit", "filled at", "mid", "1/4 to natural", "1/2", "3/4", "natural"],
      ...ladders.map(({ at, orderRef, limitPrice, averageFillPrice, ladder }) => [
        newYork(at),
        orderRef,
        formatMicros(limitPrice),
        averageFillPrice === null ? "-" : formatMicros(averageFillPrice),
        ...ladder.map(
          ({ price, crossedAfterMs }) =>
            `${formatMicros(price)} ${crossedAfterMs === null ? "never" : duration(crossedAfterMs)}`,
        ),
      ]),
    ]),
  ];
}

function duration(ms: number): string {
  if (ms === 0) return "at once";
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
