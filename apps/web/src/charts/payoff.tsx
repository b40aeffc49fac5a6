import { memo, useMemo, useRef, type ReactNode, type RefObject } from "react";
import uPlot from "uplot";
import { formatNumber } from "../format/numbers.ts";
import { axis } from "./axis.ts";
import { drawBand, drawCorner, drawLines, drawZero, type LineMark } from "./marks.ts";
import { colour } from "./palette.ts";
import { useNewest, usePlot, type PlotOptions } from "./use-plot.ts";

/** Where the market puts the underlying at expiry with a probability, `share` of one. */
export interface ProbabilityBand {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** What is drawn over and under the curves, in the chart's own units. */
export interface PayoffMarks {
  readonly breakevens: readonly number[];
  readonly underlying: number | null;
  /** Widest first: the narrower ones lie on the wider. */
  readonly bands: readonly ProbabilityBand[];
  readonly gainUnlimited: boolean;
  readonly lossUnlimited: boolean;
}

/** One more curve of the same spread, such as at a chosen date. */
export interface PayoffCurve {
  readonly name: string;
  readonly profit: readonly number[];
}

/** Profit of the whole quantity against the underlying's price. */
interface PayoffProps {
  readonly prices: readonly number[];
  /** Its name is "expiry", or the first leg's expiry for a spread over two. */
  readonly expiry: PayoffCurve;
  readonly today: readonly number[] | null;
  readonly chosen: PayoffCurve | null;
  readonly marks: PayoffMarks;
  readonly currency: string;
  /** The chart in words, for who cannot see it. */
  readonly label: string;
}

function figures(values: readonly number[]): string[] {
  return values.map((value) => formatNumber(value, Number.isInteger(value) ? 0 : 2));
}

function crosshair(chart: uPlot, { expiry, today, chosen, currency }: PayoffProps): string {
  const index = chart.cursor.idx;
  const price = index === null || index === undefined ? undefined : chart.data[0][index];
  if (index === null || index === undefined || price === undefined) return "";
  const read = (name: string, profit: readonly number[] | null) =>
    profit === null ? [] : [`${name} ${formatNumber(profit[index] ?? null, 2, "always")}`];
  const curves = [
    ...read(expiry.name, expiry.profit),
    ...read("today", today),
    ...(chosen === null ? [] : read(chosen.name, chosen.profit)),
  ];
  return `at ${formatNumber(price, 2)}: ${curves.join(" · ")} ${currency}`;
}

function percent(share: number): string {
  return `${formatNumber(share * 100, 0)}%`;
}

function lineMarks({ breakevens, underlying, bands }: PayoffMarks): readonly LineMark[] {
  return [
    ...breakevens.map((at) => ({
      at,
      words: `BE ${formatNumber(at, 2)}`,
      stroke: "warn",
      fill: "warn",
      dash: [4, 3],
    })),
    ...(underlying === null
      ? []
      : [
          {
            at: underlying,
            words: `now ${formatNumber(underlying, 2)}`,
            stroke: "text",
            fill: "text",
            dash: [],
          },
        ]),
    ...bands.flatMap(({ share, low, high }) =>
      [low, high].map((at) => ({
        at,
        words: percent(share),
        stroke: "chart-sigma",
        fill: "muted",
        dash: [1, 3],
      })),
    ),
  ];
}

function draw(chart: uPlot, marks: PayoffMarks): void {
  drawLines(chart, lineMarks(marks));
  if (marks.gainUnlimited) drawCorner(chart, "gain unlimited ↗", "top", "up");
  if (marks.lossUnlimited) drawCorner(chart, "loss unlimited ↘", "bottom", "down");
}

function options(
  newest: RefObject<PayoffProps>,
  readout: RefObject<HTMLSpanElement | null>,
  currency: string,
): PlotOptions {
  const signed = (_: uPlot, values: number[]) => values.map((value) => formatNumber(value, 0, "always"));
  const curve = (label: string, name: string, width: number, dash: number[]) => ({
    label,
    stroke: () => colour(name),
    width,
    dash,
    points: { show: false },
  });
  return {
    legend: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: false },
      y: { range: (_, min, max) => uPlot.rangeNum(Math.min(min, 0), Math.max(max, 0), 0.08, true) },
    },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    axes: [
      { ...axis("Underlying, points", 34), values: (_, values) => figures(values) },
      { ...axis(`Profit, ${currency}`, 54), values: signed },
    ],
    series: [
      {},
      curve("At expiry", "chart-expiry", 2, []),
      curve("Today", "chart-today", 1.5, [6, 3]),
      curve("Chosen", "chart-chosen", 1.5, [2, 2]),
    ],
    hooks: {
      drawClear: [
        (chart) =>
          newest.current.marks.bands.forEach(({ low, high }, index) =>
            drawBand(chart, low, high, index === 0 ? "chart-band-wide" : "chart-band"),
          ),
      ],
      drawAxes: [drawZero],
      draw: [(chart) => draw(chart, newest.current.marks)],
      setCursor: [
        (chart) => {
          if (readout.current !== null) readout.current.textContent = crosshair(chart, newest.current);
        },
      ],
    },
  };
}

function Key({ marks, expiry, today, chosen }: Omit<PayoffProps, "label">): ReactNode {
  return (
    <>
      <span className="key expiry">{expiry.name}</span>
      {today === null ? null : <span className="key today">today</span>}
      {chosen === null ? null : <span className="key chosen">{chosen.name}</span>}
      {marks.bands.length === 0 ? null : (
        <span className="key band" title="Where the market's own distribution puts the underlying at expiry">
          {marks.bands
            .toReversed()
            .map(({ share }) => percent(share))
            .join(" and ")}
        </span>
      )}
    </>
  );
}

/**
 * The payoff at expiry, today and at a chosen date or volatility, with every breakeven, the current price, the bands of
 * the market's distribution and a crosshair's values.
 */
export const Payoff = memo(function Payoff(props: PayoffProps): ReactNode {
  const { label, currency, prices, expiry, today, chosen } = props;
  const readout = useRef<HTMLSpanElement>(null);
  const newest = useNewest(props);
  const data = useMemo((): uPlot.AlignedData => {
    const column = (profit: readonly number[] | undefined | null) => [...(profit ?? prices.map(() => null))];
    return [[...prices], [...expiry.profit], column(today), column(chosen?.profit)];
  }, [prices, expiry, today, chosen]);
  const host = usePlot(() => options(newest, readout, currency), data, currency);
  return (
    <figure className="payoff">
      <figcaption className="chart-key">
        <Key {...props} />
        <span ref={readout} className="chart-readout" />
      </figcaption>
      <div ref={host} role="img" aria-label={label} className="payoff-plot" />
    </figure>
  );
});
