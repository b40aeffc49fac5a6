import { memo, type ReactNode } from "react";
import { formatNumber } from "../format/numbers.ts";

/** Day's P&L over time, in the account's currency. */
export type ProfitPoints = readonly { readonly at: string; readonly daily: number }[];

interface ProfitLineProps {
  readonly points: ProfitPoints;
  readonly span: { readonly from: number; readonly to: number };
}

const height = 100;
const width = 1000;

/** The day's P&L under the line, with its highest and lowest value and the zero line. */
export const ProfitLine = memo(function ProfitLine({ points, span }: ProfitLineProps): ReactNode {
  const inside = points.filter(({ at }) => Date.parse(at) >= span.from && Date.parse(at) <= span.to);
  if (inside.length < 2) return null;
  const values = inside.map(({ daily }) => daily);
  const high = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  if (high === low) return null;
  const x = (at: string): number => (width * (Date.parse(at) - span.from)) / (span.to - span.from);
  const y = (daily: number): number => (height * (high - daily)) / (high - low);
  const line = inside.map(({ at, daily }) => `${x(at).toFixed(1)},${y(daily).toFixed(1)}`).join(" ");
  return (
    <>
      <svg
        className="profit-line"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <line x1={0} x2={width} y1={y(0)} y2={y(0)} className="zero" />
        <polyline points={line} />
      </svg>
      <span className="profit-range" aria-hidden="true">
        {formatNumber(high, 0, "always")}
        <br />
        {formatNumber(low, 0, "always")}
      </span>
    </>
  );
});
