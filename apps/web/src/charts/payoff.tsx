import { memo, useEffect, useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { themeStore } from "../app/theme.ts";
import { formatNumber } from "../format/numbers.ts";
import { useValue } from "../market/value-store.ts";
import { axis } from "./axis.ts";
import { colour } from "./palette.ts";
import { drawBand, drawMarks, drawZero, type PayoffMarks } from "./payoff-marks.ts";

/** Profit of the whole quantity against the underlying's price. */
interface PayoffProps {
  readonly prices: readonly number[];
  readonly atExpiry: readonly number[];
  readonly today: readonly number[] | null;
  readonly marks: PayoffMarks;
  readonly currency: string;
  /** The chart in words, for who cannot see it. */
  readonly label: string;
}

const heightPx = 190;

function figures(values: readonly number[]): string[] {
  return values.map((value) => formatNumber(value, Number.isInteger(value) ? 0 : 2));
}

function crosshair(chart: uPlot, today: boolean, currency: string): string {
  const index = chart.cursor.idx;
  const price = index === null || index === undefined ? undefined : chart.data[0][index];
  if (index === null || index === undefined || price === undefined) return "";
  const money = (series: number) => formatNumber(chart.data[series]?.[index] ?? null, 2, "always");
  const now = today ? ` · today ${money(2)}` : "";
  return `at ${formatNumber(price, 2)}: expiry ${money(1)}${now} ${currency}`;
}

interface Drawn {
  readonly marks: RefObject<PayoffMarks>;
  readonly readout: RefObject<HTMLSpanElement | null>;
  readonly currency: string;
}

function options(width: number, drawn: Drawn): uPlot.Options {
  const signed = (_: uPlot, values: number[]) => values.map((value) => formatNumber(value, 0, "always"));
  return {
    width,
    height: heightPx,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: false },
      y: { range: (_, min, max) => uPlot.rangeNum(Math.min(min, 0), Math.max(max, 0), 0.08, true) },
    },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    axes: [
      { ...axis("Underlying at expiry, points", 34), values: (_, values) => figures(values) },
      { ...axis(`Profit, ${drawn.currency}`, 54), values: signed },
    ],
    series: [
      {},
      { label: "At expiry", stroke: () => colour("chart-expiry"), width: 2, points: { show: false } },
      {
        label: "Today",
        stroke: () => colour("chart-today"),
        width: 1.5,
        dash: [6, 3],
        points: { show: false },
      },
    ],
    hooks: {
      drawClear: [(chart) => drawBand(chart, drawn.marks.current)],
      drawAxes: [drawZero],
      draw: [(chart) => drawMarks(chart, drawn.marks.current)],
      setCursor: [
        (chart) => {
          if (!drawn.readout.current) return;
          drawn.readout.current.textContent = crosshair(chart, chart.data[2] !== undefined, drawn.currency);
        },
      ],
    },
  };
}

function alignedData(props: PayoffProps): uPlot.AlignedData {
  const none = props.prices.map(() => null);
  return [[...props.prices], [...props.atExpiry], props.today === null ? none : [...props.today]];
}

/** The payoff at expiry and today, with breakevens, current price, one-sigma band and a crosshair's values. */
export const Payoff = memo(function Payoff(props: PayoffProps): ReactNode {
  const { label, currency } = props;
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const chart = useRef<uPlot | null>(null);
  const marks = useRef(props.marks);
  const latest = useRef(props);
  const theme = useValue(themeStore);
  useLayoutEffect(() => {
    marks.current = props.marks;
    latest.current = props;
    chart.current?.setData(alignedData(props));
  }, [props]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = new uPlot(
      options(element.clientWidth, { marks, readout, currency }),
      alignedData(latest.current),
      element,
    );
    chart.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: heightPx }));
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
  return (
    <figure className="payoff">
      <figcaption className="payoff-key">
        <span className="key expiry">at expiry</span>
        <span className="key today">today</span>
        <span className="key band">±1σ</span>
        <span ref={readout} className="payoff-readout" />
      </figcaption>
      <div ref={host} role="img" aria-label={label} className="payoff-plot" />
    </figure>
  );
});
