import { formatMicros, type EpochMs } from "@legbook/domain";
import type { CounterfactualOrder, CounterfactualReport, LadderOrder } from "./counterfactual-report.ts";

/** A counterfactual for people, line by line. */
export function whatIfText(report: CounterfactualReport): readonly string[] {
  const { assessed, orders, ladders } = report;
  const changed = (change: CounterfactualOrder["change"]) =>
    orders.filter((order) => order.change === change).length;
  return [
    `${assessed} orders and previews were judged. ${changed("blocked")} that passed would have been blocked, ${changed("allowed")} that were blocked would have been allowed.`,
    ...orders.flatMap(orderText),
    ...(orders.length === 0 ? [] : ASSUMPTIONS),
    ...(ladders.length === 0 ? [] : ["", ...ladderTable(ladders)]),
  ];
}

const ASSUMPTIONS = [
  "Each order is judged by itself, on what was known then; what it would have changed for later orders is left out.",
  "Profits are bounds for the order by itself, marked at the last recorded quotes of its legs: at the bid, at the ask.",
  "Sizes of quotes are not looked at.",
];

function orderText(order: CounterfactualOrder): readonly string[] {
  const { orderRef, change, purpose, quantity, symbol, limitPrice, at, position, verdicts } = order;
  const would = change === "blocked" ? "would have been BLOCKED" : "would have been ALLOWED";
  const kind = purpose === "preview" ? "preview " : "";
  return [
    "",
    `${kind}${orderRef}: ${quantity} ${symbol} at ${formatMicros(limitPrice)} ${would} (${instant(at)}, ${position})`,
    ...verdicts.map(({ rule, reason, limit }) => `  ${rule}: ${reason} Limit: ${limit}.`),
    ...profitText(order),
  ];
}

function profitText({
  change,
  purpose,
  profit,
  filled,
  crossedAfterMs,
}: CounterfactualOrder): readonly string[] {
  if (purpose === "preview") return [];
  if (profit === null) return ["  No quotes of its legs were recorded: no bounds of its profit."];
  const bounds = `between ${formatMicros(profit.low)} and ${formatMicros(profit.high)}, marked at ${instant(profit.markedAt)}`;
  if (change === "blocked")
    return [
      filled === 0
        ? "  It filled nothing."
        : `  Its ${filled} filled combos made ${bounds}, commissions included.`,
    ];
  const crossed =
    crossedAfterMs === null
      ? "No recorded ask came to its limit: it may not have filled."
      : `A recorded ask came to its limit after ${duration(crossedAfterMs)}.`;
  return [`  ${crossed} It could have made ${bounds}, without commissions.`];
}

/** How long the recorded market took to come to each price, from the mid to the natural price of the decision. */
function ladderTable(ladders: readonly LadderOrder[]): readonly string[] {
  const width = Math.max(...ladders.map(({ orderRef }) => orderRef.length), "order".length);
  const cells = (row: readonly string[]) =>
    row
      .map((cell) => cell.padEnd(18))
      .join("")
      .trimEnd();
  return [
    "Placed orders at other limit prices: when the combo's ask first came to each, of the recorded quotes of the order's life.",
    `${"order".padEnd(width)}  ${"limit".padEnd(8)}  ${cells(["mid", "1/4 to natural", "1/2", "3/4", "natural"])}`,
    ...ladders.map(({ orderRef, limitPrice, ladder }) => {
      const steps = ladder.map(
        ({ price, crossedAfterMs }) =>
          `${formatMicros(price)} ${crossedAfterMs === null ? "never" : duration(crossedAfterMs)}`,
      );
      return `${orderRef.padEnd(width)}  ${formatMicros(limitPrice).padEnd(8)}  ${cells(steps)}`;
    }),
  ];
}

function duration(ms: number): string {
  if (ms === 0) return "at once";
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function instant(at: EpochMs): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO("America/New_York")
    .toString({ timeZoneName: "never", smallestUnit: "second" });
}
