import { memo, useMemo, useRef, type ReactNode, type RefObject } from "react";
import uPlot from "uplot";
import { formatNumber } from "../format/numbers.ts";
import { formatNewYorkClock } from "../format/times.ts";
import { axis } from "./axis.ts";
import { drawZero } from "./marks.ts";
import { colour } from "./palette.ts";
import { usePlot, type PlotOptions } from "./use-plot.ts";

interface ProfitCurveProps {
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly currency: string;
}

function clockAt(seconds: number): string {
  return formatNewYorkClock(new Date(seconds * 1000));
}

function options(currency: string, readout: RefObject<HTMLSpanElement | null>): PlotOptions {
  return {
    legend: { show: false },
    padding: [6, 8, 0, 0],
    scales: { y: { range: (_, min, max) => uPlot.rangeNum(Math.min(min, 0), Math.max(max, 0), 0.08, true) } },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    axes: [
      { ...axis("New York time", 34), values: (_, values) => values.map(clockAt) },
      {
        ...axis(`Day's P&L, ${currency}`, 58),
        values: (_, values) => values.map((value) => formatNumber(value, 0, "always")),
      },
    ],
    series: [
      {},
      { label: "Day's P&L", stroke: () => colour("chart-expiry"), width: 1.5, points: { show: false } },
    ],
    hooks: {
      drawAxes: [drawZero],
      setCursor: [
        (chart) => {
          const index = chart.cursor.idx;
          const at = index === null || index === undefined ? undefined : chart.data[0][index];
          const value = index === null || index === undefined ? null : (chart.data[1]?.[index] ?? null);
          if (readout.current === null) return;
          readout.current.textContent =
            at === undefined ? "" : `${clockAt(at)}: ${formatNumber(value, 2, "always")} ${currency}`;
        },
      ],
    },
  };
}

/** The day's profit over time, with its zero line and a crosshair's values. */
export const ProfitCurve = memo(function ProfitCurve({
  times,
  values,
  currency,
}: ProfitCurveProps): ReactNode {
  const readout = useRef<HTMLSpanElement>(null);
  const data = useMemo((): uPlot.AlignedData => [[...times], [...values]], [times, values]);
  const host = usePlot(() => options(currency, readout), data, currency);
  const last = values.at(-1) ?? null;
  return (
    <figure className="profit-curve">
      <figcaption className="chart-key">
        Day&apos;s P&amp;L <span ref={readout} className="chart-readout" />
      </figcaption>
      <div
        ref={host}
        role="img"
        aria-label={`Day's profit over time, now ${formatNumber(last, 2, "always")} ${currency}`}
        className="profit-plot"
      />
    </figure>
  );
});
