import type { Column } from "../../controls/grid-parts.tsx";
import { Ticking } from "../../controls/figure.tsx";
import { formatAmount, amountOf } from "../../format/money.ts";
import { formatCount, formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatNetShort, formatPrice, formatStrike } from "../../format/prices.ts";
import { formatAge, formatExpiry } from "../../format/times.ts";
import type { ScanRow } from "../../market/scan-store.ts";

/** What traders call a vertical of this side and right. */
export function spreadName(row: Pick<ScanRow, "side" | "right">): string {
  if (row.side === "CREDIT") return row.right === "PUT" ? "Bull put" : "Bear call";
  return row.right === "PUT" ? "Bear put" : "Bull call";
}

function net(signed: string) {
  return <Ticking text={formatNetShort(signed)} value={Number(signed)} />;
}

/** All columns of the results; the user chooses among them. */
export const scanColumns: readonly Column<ScanRow>[] = [
  { id: "name", header: "Spread", width: "minmax(68px, 1fr)", cell: spreadName, sortBy: spreadName },
  {
    id: "expiry",
    header: "Expiry",
    width: "minmax(78px, 1fr)",
    cell: (row) => formatExpiry(row.expiry),
    sortBy: (row) => row.expiry,
  },
  {
    id: "days",
    header: "DTE",
    hint: "Days to expiry",
    width: "40px",
    align: "end",
    cell: (row) => formatCount(row.daysToExpiry),
    sortBy: (row) => row.daysToExpiry,
  },
  {
    id: "short",
    header: "Short",
    hint: "Strike of the leg that is sold",
    width: "minmax(50px, 1fr)",
    align: "end",
    cell: (row) => formatStrike(row.shortStrike),
    sortBy: (row) => Number(row.shortStrike),
  },
  {
    id: "long",
    header: "Long",
    hint: "Strike of the leg that is bought",
    width: "minmax(50px, 1fr)",
    align: "end",
    cell: (row) => formatStrike(row.longStrike),
    sortBy: (row) => Number(row.longStrike),
  },
  {
    id: "mid",
    header: "Mid",
    hint: "Middle of the combo's bid and ask, in points a share; a credit (cr) is negative, a debit (db) positive",
    width: "minmax(78px, 1fr)",
    align: "end",
    cell: (row) => net(row.mid),
    sortBy: (row) => Number(row.mid),
  },
  {
    id: "gain",
    header: "Max gain",
    hint: "Of one spread at the natural price, in the account's currency",
    width: "minmax(68px, 1fr)",
    align: "end",
    cell: (row) => formatAmount(row.maxGain),
    sortBy: (row) => amountOf(row.maxGain),
  },
  {
    id: "loss",
    header: "Max loss",
    hint: "Of one spread at the natural price, in the account's currency",
    width: "minmax(68px, 1fr)",
    align: "end",
    cell: (row) => formatAmount(row.maxLoss),
    sortBy: (row) => amountOf(row.maxLoss),
  },
  {
    id: "ratio",
    header: "R/R",
    hint: "Reward to risk: maximum gain for each 1 of maximum loss",
    width: "minmax(58px, 1fr)",
    align: "end",
    cell: (row) => formatNumber(row.rewardToRisk, 2),
    sortBy: (row) => row.rewardToRisk,
  },
  {
    id: "probability",
    header: "PoP",
    hint: "Probability of profit at expiry",
    width: "minmax(46px, 1fr)",
    align: "end",
    cell: (row) => formatPercent(row.probabilityOfProfit, 0),
    sortBy: (row) => row.probabilityOfProfit,
  },
  {
    id: "expected",
    header: "Exp. ret.",
    hint: "Expected return on the maximum loss",
    width: "minmax(64px, 1fr)",
    align: "end",
    cell: (row) => formatPercent(row.expectedReturn, 1, "always"),
    sortBy: (row) => row.expectedReturn,
  },
  {
    id: "delta",
    header: "Short Δ",
    hint: "Delta of the short leg, one contract",
    width: "minmax(58px, 1fr)",
    align: "end",
    cell: (row) => formatNumber(row.shortDelta, 2, "always"),
    sortBy: (row) => row.shortDelta,
  },
  {
    id: "breakeven",
    header: "Breakeven",
    width: "minmax(78px, 1fr)",
    align: "end",
    cell: (row) => formatPrice(row.breakeven),
    sortBy: (row) => Number(row.breakeven),
  },
  {
    id: "spread",
    header: "B/A",
    hint: "Width between the combo's bid and ask, in points",
    width: "minmax(48px, 1fr)",
    align: "end",
    cell: (row) => formatPrice(row.bidAskWidth),
    sortBy: (row) => Number(row.bidAskWidth),
  },
  {
    id: "natural",
    header: "Natural",
    hint: "What the combo costs at the quotes that stand: its ask",
    width: "minmax(78px, 1fr)",
    align: "end",
    cell: (row) => net(row.ask),
    sortBy: (row) => Number(row.ask),
  },
  {
    id: "width",
    header: "Width",
    hint: "Distance between the strikes, in points",
    width: "minmax(52px, 1fr)",
    align: "end",
    cell: (row) => formatPrice(row.width),
    sortBy: (row) => Number(row.width),
  },
  {
    id: "interest",
    header: "OI",
    hint: "Open interest, the smaller of both legs",
    width: "minmax(54px, 1fr)",
    align: "end",
    cell: (row) => formatCount(row.openInterest),
    sortBy: (row) => row.openInterest,
  },
  {
    id: "age",
    header: "Age",
    hint: "Age of the older leg's quote",
    width: "minmax(52px, 1fr)",
    align: "end",
    cell: (row) => formatAge(row.quoteAgeMs),
    sortBy: (row) => row.quoteAgeMs,
  },
  {
    id: "source",
    header: "Greeks",
    hint: "model: the gateway's greeks; computed: ours, from the mid",
    width: "minmax(70px, 1fr)",
    cell: (row) => row.greeksSource ?? "–",
    sortBy: (row) => row.greeksSource ?? null,
  },
];

/** What a new user sees: enough to choose, not more than fits. */
export const firstScanColumns: readonly string[] = scanColumns
  .map((column) => column.id)
  .filter((id) => !["width", "interest", "source", "natural"].includes(id));
