import { type Micros, micros, microsToNumber } from "@legbook/domain";
import type { OrderRow, SessionReport, Slippage } from "@legbook/projections";
import { histogram } from "../charts/histogram.ts";
import { picture, type Section, table, words } from "../document.ts";
import { averagePrice, decimal, plural, signedMoney, signedPrice } from "../format.ts";
import { median } from "../median.ts";

interface Filled extends OrderRow {
  readonly slippage: Slippage;
}

const MEANING =
  "What was paid beyond the middle of the combo's bid and ask as the decision saw them; above zero is to our cost, as a share of the half spread 100 % is the whole way to the far side.";

export function slippageSection({ orders }: SessionReport): Section {
  const filled = orders.filter((order): order is Filled => order.slippage !== null);
  const unmeasured = orders.filter((order) => order.filled > 0 && order.slippage === null).length;
  const rest =
    unmeasured === 0
      ? []
      : [
          words(
            `${plural(unmeasured, "filled order")} had no two-sided market at the decision to measure from.`,
          ),
        ];
  const title = "Slippage to mid at the decision";
  if (filled.length === 0)
    return { id: "slippage", title, blocks: [words("No filled order to measure."), ...rest] };
  const shares = filled.map(({ slippage }) => slippage.perShare).sort((a, b) => a - b);
  const total = micros(filled.reduce((sum, { slippage }) => sum + slippage.amount, 0));
  const svg = histogram({
    title,
    values: shares.map(microsToNumber),
    unit: "slippage a share, in the account's currency",
    counted: "orders",
    words: (value) => decimal(value, 3),
    binMin: 0.005,
  });
  const summary = `${plural(filled.length, "order")}: median ${signedPrice(medianOf(shares))} a share, worst ${signedPrice(shares.at(-1) ?? null)}, ${signedMoney(total, null)} in all.`;
  const rows = filled.map(({ orderRef, filled: combos, slippage, averageFillPrice }) => [
    orderRef,
    String(combos),
    averagePrice(slippage.mid, 4),
    averagePrice(averageFillPrice, 4),
    signedPrice(slippage.perShare, 4),
    slippage.ofHalfSpread === null ? "–" : `${decimal(slippage.ofHalfSpread * 100, 0)} %`,
    signedMoney(slippage.amount, null),
  ]);
  const columns = [
    "Order",
    ">Filled",
    ">Mid at decision",
    ">Average fill",
    ">Slippage a share",
    ">Of half spread",
    ">In all",
  ];
  return {
    id: "slippage",
    title,
    blocks: [words(MEANING), picture(svg, summary), table(columns, rows), ...rest],
  };
}

/** To the millionth. */
function medianOf(shares: readonly Micros[]): Micros | null {
  const middle = median(shares);
  return middle === null ? null : micros(Math.round(middle));
}
