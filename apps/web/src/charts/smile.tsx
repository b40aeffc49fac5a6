import { memo, useMemo, useRef, type ReactNode, type RefObject } from "react";
import uPlot from "uplot";
import { formatNumber } from "../format/numbers.ts";
import { axis } from "./axis.ts";
import { drawLines, type LineMark } from "./marks.ts";
import { colour } from "./palette.ts";
import { drawSmilePoints, type SmilePoint } from "./smile-points.ts";
import { useNewest, usePlot, type PlotOptions } from "./use-plot.ts";

interface SmileProps {
  readonly points: readonly SmilePoint[];
  /** The fitted curve by strike; null when there is none. */
  readonly curve: { readonly strikes: readonly number[]; readonly volatilities: readonly number[] } | null;
  readonly forward: number | null;
  readonly underlying: number | null;
  /** The chart in words, for who cannot see it. */
  readonly label: string;
}

function strikesOf({ points, curve }: SmileProps): readonly number[] {
  const strikes = new Set([...points.map(({ strike }) => strike), ...(curve?.strikes ?? [])]);
  return [...strikes].toSorted((a, b) => a - b);
}

function percent(volatility: number | null | undefined): string {
  return volatility === null || volatility === undefined ? "–" : formatNumber(volatility * 100, 1);
}

/** The fitted curve at a strike between two of its own by a straight line; null outside it. */
function fittedAt(curve: SmileProps["curve"], strike: number): number | null {
  if (curve === null) return null;
  const { strikes, volatilities } = curve;
  const above = strikes.findIndex((each) => each >= strike);
  const [high, low] = [strikes[above], strikes[above - 1]];
  const [atHigh, atLow] = [volatilities[above], volatilities[above - 1]];
  if (high === undefined || atHigh === undefined) return null;
  if (high === strike || low === undefined || atLow === undefined) return high === strike ? atHigh : null;
  return atLow + ((strike - low) / (high - low)) * (atHigh - atLow);
}

function crosshair(chart: uPlot, { points, curve }: SmileProps): string {
  const index = chart.cursor.idx;
  const strike = index === null || index === undefined ? undefined : chart.data[0][index];
  if (strike === undefined) return "";
  const quotes = points
    .filter((point) => point.strike === strike)
    .map(
      ({ right, bid, mid, ask }) =>
        `${right === "CALL" ? "call" : "put"} ${percent(bid)} / ${percent(mid)} / ${percent(ask)}`,
    );
  return [
    `${formatNumber(strike, Number.isInteger(strike) ? 0 : 2)}:`,
    `fit ${percent(fittedAt(curve, strike))}%`,
    ...quotes,
  ].join(" ");
}

function lineMarks({ forward, underlying }: SmileProps): readonly LineMark[] {
  const mark = (at: number | null, name: string, stroke: string, dash: readonly number[]) =>
    at === null ? [] : [{ at, words: `${name} ${formatNumber(at, 2)}`, stroke, fill: stroke, dash }];
  return [...mark(forward, "forward", "warn", [4, 3]), ...mark(underlying, "now", "text", [])];
}

/** From the lowest to the highest mid and fit with room around: a wide bid or ask may leave the chart. */
function rangeOf({ points, curve }: SmileProps): uPlot.Range.MinMax {
  const shown = [...points.flatMap(({ mid }) => (mid === null ? [] : [mid])), ...(curve?.volatilities ?? [])];
  if (shown.length === 0) return [0, 100];
  return uPlot.rangeNum(Math.min(...shown) * 100, Math.max(...shown) * 100, 0.12, true);
}

function options(newest: RefObject<SmileProps>, readout: RefObject<HTMLSpanElement | null>): PlotOptions {
  return {
    legend: { show: false },
    padding: [6, 8, 0, 0],
    scales: { x: { time: false }, y: { range: () => rangeOf(newest.current) } },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    axes: [
      {
        ...axis("Strike, points", 34),
        values: (_, values) => values.map((value) => formatNumber(value, Number.isInteger(value) ? 0 : 2)),
      },
      {
        ...axis("Implied volatility a year, %", 46),
        values: (_, values) => values.map((value) => formatNumber(value, Number.isInteger(value) ? 0 : 1)),
      },
    ],
    series: [
      {},
      {
        label: "Fitted",
        stroke: () => colour("chart-today"),
        width: 1.75,
        spanGaps: true,
        points: { show: false },
      },
    ],
    hooks: {
      drawAxes: [(chart) => drawLines(chart, lineMarks(newest.current))],
      draw: [(chart) => drawSmilePoints(chart, newest.current.points)],
      setCursor: [
        (chart) => {
          if (readout.current !== null) readout.current.textContent = crosshair(chart, newest.current);
        },
      ],
    },
  };
}

/** Volatility by strike: every quote's bid, mid and ask, the curve that was fitted to them, and the forward. */
export const SmileChart = memo(function SmileChart(props: SmileProps): ReactNode {
  const { points, curve, label } = props;
  const readout = useRef<HTMLSpanElement>(null);
  const newest = useNewest(props);
  const data = useMemo((): uPlot.AlignedData => {
    const strikes = strikesOf({ points, curve, forward: null, underlying: null, label: "" });
    const fitted = new Map(
      curve?.strikes.map((strike, index) => [strike, curve.volatilities[index] ?? null]),
    );
    return [
      [...strikes],
      strikes.map((strike) => {
        const volatility = fitted.get(strike);
        return volatility === undefined || volatility === null ? null : volatility * 100;
      }),
    ];
  }, [points, curve]);
  const host = usePlot(() => options(newest, readout), data, "smile");
  return (
    <figure className="smile">
      <figcaption className="chart-key">
        <span className="key call">calls</span>
        <span className="key put">puts</span>
        <span className="muted">filled: in the fit</span>
        {curve === null ? null : <span className="key fitted">fitted</span>}
        <span ref={readout} className="chart-readout" />
      </figcaption>
      <div ref={host} role="img" aria-label={label} className="smile-plot" />
    </figure>
  );
});
