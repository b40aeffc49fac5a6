import type { ReactNode } from "react";
import type { Column } from "../../controls/grid-parts.tsx";
import { Gain } from "../../controls/figure.tsx";
import { formatAmount } from "../../format/money.ts";
import { formatDecimal, formatNumber } from "../../format/numbers.ts";
import { formatPrice } from "../../format/prices.ts";
import { hasLegs, type PositionRow } from "./rows.ts";

type Cell = (row: PositionRow) => ReactNode;

function signedQuantity(quantity: number): string {
  return formatDecimal(String(quantity), 0, "always");
}

function nameCell(onFold: (id: string) => void): Cell {
  return (row) => {
    if (row.kind === "leg")
      return (
        <span className="leg-words" title={row.leg.words}>
          {row.leg.words}
        </span>
      );
    const { group, open } = row;
    return (
      <span className="fold-line">
        {hasLegs(group) ? (
          <button
            type="button"
            className="fold"
            aria-expanded={open}
            aria-label={`Legs of ${group.words}`}
            onClick={() => onFold(group.id)}
          >
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
          </button>
        ) : (
          <span className="fold" />
        )}
        <b title={`${group.words}, ${group.strategy}`}>{group.words.replace(/ vertical$/, "")}</b>
      </span>
    );
  };
}

function greek(name: "delta" | "gamma" | "vega" | "theta", decimals: number): Cell {
  return (row) => {
    if (row.kind === "group") return formatNumber(row.group[name], decimals, "always");
    return name === "delta" ? formatNumber(row.leg.delta, decimals, "always") : "";
  };
}

function bidAsk(row: PositionRow): string {
  if (row.kind === "group") {
    const only = hasLegs(row.group) ? undefined : row.group.legs[0];
    return only === undefined ? "" : `${formatPrice(only.bid)} / ${formatPrice(only.ask)}`;
  }
  return `${formatPrice(row.leg.bid)} / ${formatPrice(row.leg.ask)}`;
}

const holding: readonly Column<PositionRow>[] = [
  {
    id: "quantity",
    header: "Qty",
    hint: "Spreads, contracts or shares held",
    width: "48px",
    align: "end",
    cell: (row) => signedQuantity(row.kind === "group" ? row.group.quantity : row.leg.quantity),
  },
  {
    id: "open",
    header: "P&L open",
    width: "84px",
    align: "end",
    cell: (row) => <Gain money={row.kind === "group" ? row.group.profitOpen : row.leg.profitOpen} />,
  },
  {
    id: "day",
    header: "P&L day",
    width: "84px",
    align: "end",
    cell: (row) => (row.kind === "group" ? <Gain money={row.group.profitDay} /> : ""),
  },
];

const greeks: readonly Column<PositionRow>[] = [
  {
    id: "delta",
    header: "Δ pos.",
    hint: "Delta of the whole position, in shares",
    width: "66px",
    align: "end",
    cell: greek("delta", 1),
  },
  {
    id: "gamma",
    header: "Γ pos.",
    hint: "Gamma of the whole position, shares per point",
    width: "60px",
    align: "end",
    cell: greek("gamma", 2),
  },
  {
    id: "vega",
    header: "Vega pos.",
    hint: "Vega of the whole position, money per volatility point",
    width: "70px",
    align: "end",
    cell: greek("vega", 1),
  },
  {
    id: "theta",
    header: "Θ pos./d",
    hint: "Theta of the whole position, money per calendar day",
    width: "66px",
    align: "end",
    cell: greek("theta", 1),
  },
];

const worth: readonly Column<PositionRow>[] = [
  {
    id: "cost",
    header: "Cost",
    hint: "What was paid; a credit received is negative. Of a leg: average cost of one contract",
    width: "92px",
    align: "end",
    cell: (row) => formatAmount(row.kind === "group" ? row.group.cost : row.leg.averageCost),
  },
  {
    id: "value",
    header: "Value",
    width: "92px",
    align: "end",
    cell: (row) => formatAmount(row.kind === "group" ? row.group.value : row.leg.value),
  },
  { id: "quote", header: "Bid / ask", width: "112px", align: "end", cell: bidAsk },
  {
    id: "gain",
    header: "Max gain",
    width: "84px",
    align: "end",
    cell: (row) => (row.kind === "group" ? formatAmount(row.group.maxGain) : ""),
  },
  {
    id: "loss",
    header: "Max loss",
    width: "84px",
    align: "end",
    cell: (row) => (row.kind === "group" ? formatAmount(row.group.maxLoss) : ""),
  },
];

/** Positions in money of the account; greeks are of the whole position. */
export function positionColumns(onFold: (id: string) => void): readonly Column<PositionRow>[] {
  const name: Column<PositionRow> = {
    id: "name",
    header: "Position",
    width: "minmax(252px, 3fr)",
    cell: nameCell(onFold),
  };
  return [name, ...holding, ...greeks, ...worth];
}

/** The few columns that a narrow screen has room for. */
export function narrowPositionColumns(onFold: (id: string) => void): readonly Column<PositionRow>[] {
  const name: Column<PositionRow> = {
    id: "name",
    header: "Position",
    width: "minmax(120px, 1fr)",
    cell: nameCell(onFold),
  };
  return [name, ...holding];
}
