import { memo, useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { themeStore } from "../app/theme.ts";
import { formatNumber } from "../format/numbers.ts";
import { formatNewYorkClock } from "../format/times.ts";
import { useValue } from "../market/value-store.ts";
import { axis } from "./axis.ts";
import { colour } from "./palette.ts";
import { drawZero } from "./payoff-marks.ts";

interface ProfitCurveProps {
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly currency: string;
}

function clockAt(seconds: number): string {
  return formatNewYorkClock(new Date(seconds * 1000));
}

function options(element: HTMLElement, currency: string, onRead: (text: string) => void): uPlot.Options {
  return {
    width: element.clientWidth,
    height: element.clientHeight,
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
          onRead(at === undefined ? "" : `${clockAt(at)}: ${formatNumber(value, 2, "always")} ${currency}`);
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
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([[], []]);
  const theme = useValue(themeStore);
  useLayoutEffect(() => {
    data.current = [[...times], [...values]];
    chart.current?.setData(data.current);
  }, [times, values]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const read = (text: string): void => {
      if (readout.current) readout.current.textContent = text;
    };
    const made = new uPlot(options(element, currency, read), data.current, element);
    chart.current = made;
    const resized = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [currency]);
  useEffect(() => {
    // Paints in the new colours and no more: before the first paint the scales are not known yet.
    chart.current?.redraw(false);
  }, [theme]);
  const last = values.at(-1) ?? null;
  return (
    <figure className="profit-curve">
      <figcaption className="payoff-key">
        Day&apos;s P&amp;L <span ref={readout} className="payoff-readout" />
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
