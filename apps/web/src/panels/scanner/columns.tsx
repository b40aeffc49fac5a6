import type { ReactNode } from "react";
import type { Column } from "../../controls/grid-parts.tsx";
import { Ticking } from "../../controls/figure.tsx";
import { amountOf, formatAmount } from "../../format/money.ts";
import { formatNetShort, formatPrice } from "../../format/prices.ts";
import { formatNumber } from "../../format/numbers.ts";
import { formatAge, formatExpiry, formatMoment } from "../../format/times.ts";
import { useEachSecond } from "../../market/clock.ts";
import { gatewayNow, pageNow } from "../../market/gateway-time.ts";
import type { ScanField } from "../../market/scan-fields.ts";
import { scanValue, type ScanRow } from "../../market/scan-store.ts";
import { fieldText } from "./field-format.ts";
import { legsText, spreadName } from "./spread-names.ts";

function net(signed: string) {
  return <Ticking text={formatNetShort(signed)} value={Number(signed)} />;
}

function Age({ quotedHere }: { readonly quotedHere: number }): ReactNode {
  return useEachSecond(() => formatAge(pageNow() - quotedHere));
}

function unlimited(money: string | null): string {
  return money === null ? "unlimited" : formatAmount(money);
}

/** What a spread is, before any field of the scanner. */
const spreadColumns: readonly Column<ScanRow>[] = [
  { id: "name", header: "Spread", width: "minmax(84px, 1fr)", cell: spreadName, sortBy: spreadName },
  {
    id: "expiry",
    header: "Expiry",
    hint: "Of the first leg to expire, and of the last",
    width: "minmax(78px, 1fr)",
    cell: ({ expiry, backExpiry }) =>
      backExpiry === null ? formatExpiry(expiry) : `${formatExpiry(expiry)} → ${formatExpiry(backExpiry)}`,
    sortBy: (row) => row.expiry,
  },
  {
    id: "legs",
    header: "Legs",
    hint: "Strikes with P or C; + is bought, − is sold",
    width: "minmax(176px, 2fr)",
    cell: legsText,
    sortBy: legsText,
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
    id: "natural",
    header: "Natural",
    hint: "What the combo costs at the quotes that stand: its ask",
    width: "minmax(78px, 1fr)",
    align: "end",
    cell: (row) => net(row.ask),
    sortBy: (row) => Number(row.ask),
  },
  {
    id: "breakevens",
    header: "Breakeven",
    hint: "Levels of the underlying at expiry at which it comes out even",
    width: "minmax(112px, 1fr)",
    align: "end",
    cell: ({ breakevens }) => breakevens.map((level) => formatPrice(level)).join(" · ") || "none",
    sortBy: ({ breakevens }) => (breakevens[0] === undefined ? null : Number(breakevens[0])),
  },
  {
    id: "score",
    header: "Score",
    hint: "What results are ranked by: the sum of weight times value",
    width: "minmax(54px, 1fr)",
    align: "end",
    cell: (row) => formatNumber(row.score, 3),
    sortBy: (row) => row.score,
  },
];

/** What a row was computed from. */
const provenanceColumns: readonly Column<ScanRow>[] = [
  {
    id: "dataType",
    header: "Data",
    label: "Type of data",
    hint: "Type of the market data of its legs: live, frozen or delayed",
    width: "minmax(56px, 1fr)",
    cell: (row) => row.dataType ?? "–",
    sortBy: (row) => row.dataType,
  },
  {
    id: "greeksSource",
    header: "Greeks",
    label: "Source of greeks",
    hint: "model: the gateway's; computed: ours, from the mid; fitted: ours, from the smile. The weakest of its legs.",
    width: "minmax(66px, 1fr)",
    cell: (row) => row.greeksSource?.toLowerCase() ?? "–",
    sortBy: (row) => row.greeksSource,
  },
  {
    id: "distribution",
    header: "Probab.",
    label: "Source of probabilities",
    hint: "What probabilities rest on. smile: the market's own distribution; lognormal: one volatility",
    width: "minmax(74px, 1fr)",
    cell: (row) => row.distribution?.toLowerCase() ?? "–",
    sortBy: (row) => row.distribution,
  },
  {
    id: "anchoredAt",
    header: "Anchored",
    label: "Anchored at",
    hint: "When the forward, the smile and the distribution were worked out, New York time",
    width: "minmax(68px, 1fr)",
    cell: (row) => formatMoment(row.anchoredAt, gatewayNow()),
    sortBy: (row) => row.anchoredAt,
  },
];

/** Headers of narrow columns; the field's whole label is its hint. */
const shortHeaders: Readonly<Record<string, string>> = {
  quoteAge: "Age",
  openInterest: "OI",
  longDelta: "Long Δ",
  shortDelta: "Short Δ",
  daysToExpiry: "DTE",
  daysToBackExpiry: "Back DTE",
  netPrice: "Net",
  netPriceAtMid: "Net mid",
  bidAskWidth: "B/A",
  bidAskWidthRelative: "B/A %",
  rewardToRisk: "R/R",
  returnOnMargin: "RoM",
  annualisedReturnOnMargin: "RoM a year",
  breakevenDistance: "BE dist.",
  probabilityOfProfit: "PoP",
  probabilityOfTouch: "Touch",
  expectedProfit: "Exp. profit",
  expectedReturn: "Exp. ret.",
};

const widths: Readonly<Record<ScanField["kind"], string>> = {
  PRICE: "minmax(52px, 1fr)",
  MONEY: "minmax(70px, 1fr)",
  RATIO: "minmax(58px, 1fr)",
  SHARE: "minmax(64px, 1fr)",
  PROBABILITY: "minmax(46px, 1fr)",
  DAYS: "minmax(42px, 1fr)",
  SECONDS: "minmax(50px, 1fr)",
  COUNT: "minmax(56px, 1fr)",
  GREEK: "minmax(66px, 1fr)",
};

function cellOf(field: ScanField): Column<ScanRow>["cell"] {
  switch (field.name) {
    case "quoteAge":
      return ({ quotedHere }) => <Age quotedHere={quotedHere} />;
    case "maxGain":
      return ({ maxGain }) => unlimited(maxGain);
    case "maxLoss":
      return ({ maxLoss }) => unlimited(maxLoss);
    default:
      return (row) => fieldText(field, scanValue(row, field.name));
  }
}

function sortOf(field: ScanField): NonNullable<Column<ScanRow>["sortBy"]> {
  switch (field.name) {
    case "quoteAge":
      return ({ quotedHere }) => -quotedHere;
    case "maxGain":
      return ({ maxGain }) => amountOf(maxGain) ?? Number.POSITIVE_INFINITY;
    case "maxLoss":
      return ({ maxLoss }) => amountOf(maxLoss) ?? Number.POSITIVE_INFINITY;
    default:
      return (row) => scanValue(row, field.name);
  }
}

function fieldColumn(field: ScanField): Column<ScanRow> {
  const unit = field.unit === "" ? "" : `, ${field.unit}`;
  return {
    id: field.name,
    header: shortHeaders[field.name] ?? field.label,
    label: field.label,
    hint: `${field.label}${unit}. ${field.doc}`,
    width: widths[field.kind],
    align: "end",
    cell: cellOf(field),
    sortBy: sortOf(field),
  };
}

/** All columns of the results: what the spread is, every field of the scanner, and what the row was computed from. */
export function scanColumns(fields: readonly ScanField[]): readonly Column<ScanRow>[] {
  return [...spreadColumns, ...fields.map(fieldColumn), ...provenanceColumns];
}

/** What a new user sees: enough to choose, not more than fits. */
export const firstScanColumns: readonly string[] = [
  "name",
  "expiry",
  "daysToExpiry",
  "legs",
  "mid",
  "maxGain",
  "maxLoss",
  "rewardToRisk",
  "probabilityOfProfit",
  "expectedReturn",
  "shortDelta",
  "breakevens",
  "bidAskWidth",
  "quoteAge",
];
