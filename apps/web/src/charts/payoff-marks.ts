import type uPlot from "uplot";
import { chartFont, colour } from "./palette.ts";

/** What is drawn over the curves, in the chart's own units. */
export interface PayoffMarks {
  readonly breakevens: readonly number[];
  readonly underlying: number | null;
  readonly sigmaLow: number | null;
  readonly sigmaHigh: number | null;
}

function verticalLine(chart: uPlot, at: number, stroke: string, dash: readonly number[]): number | null {
  const { min, max } = chart.scales["x"] ?? {};
  if (min === undefined || max === undefined || min === null || max === null || at < min || at > max)
    return null;
  const x = Math.round(chart.valToPos(at, "x", true));
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
  return x;
}

function label(chart: uPlot, text: string, x: number, row: number, fill: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.font = chartFont(10 * devicePixelRatio);
  const width = ctx.measureText(text).width;
  const pad = 3 * devicePixelRatio;
  const left = Math.min(bbox.left + bbox.width - width - pad, Math.max(bbox.left + pad, x + pad));
  const top = bbox.top + pad + row * 13 * devicePixelRatio;
  ctx.fillStyle = colour("panel");
  ctx.globalAlpha = 0.85;
  ctx.fillRect(left - pad, top - pad / 2, width + 2 * pad, 12 * devicePixelRatio);
  ctx.globalAlpha = 1;
  ctx.fillStyle = fill;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillText(text, left, top);
  ctx.restore();
}

/** The band within one standard deviation of the underlying at expiry; under the curves. */
export function drawBand(chart: uPlot, marks: PayoffMarks): void {
  if (marks.sigmaLow === null || marks.sigmaHigh === null) return;
  const { ctx, bbox } = chart;
  const right = bbox.left + bbox.width;
  const from = Math.max(bbox.left, chart.valToPos(marks.sigmaLow, "x", true));
  const to = Math.min(right, chart.valToPos(marks.sigmaHigh, "x", true));
  if (to <= from) return;
  ctx.save();
  ctx.fillStyle = colour("chart-band");
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.restore();
}

/** The line of no gain and no loss. */
export function drawZero(chart: uPlot): void {
  const { min, max } = chart.scales["y"] ?? {};
  if (min === undefined || max === undefined || min === null || max === null || min > 0 || max < 0) return;
  const { ctx, bbox } = chart;
  const y = Math.round(chart.valToPos(0, "y", true));
  ctx.save();
  ctx.strokeStyle = colour("chart-zero");
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Breakevens, the current price and the ends of the band, each with its figure. */
export function drawMarks(chart: uPlot, marks: PayoffMarks): void {
  for (const breakeven of marks.breakevens) {
    const x = verticalLine(chart, breakeven, colour("warn"), [4, 3]);
    if (x !== null) label(chart, `BE ${breakeven.toFixed(2)}`, x, 0, colour("warn"));
  }
  if (marks.underlying !== null) {
    const x = verticalLine(chart, marks.underlying, colour("text"), []);
    if (x !== null) label(chart, `now ${marks.underlying.toFixed(2)}`, x, 1, colour("text"));
  }
  if (marks.sigmaLow !== null) {
    const x = verticalLine(chart, marks.sigmaLow, colour("chart-sigma"), [1, 3]);
    if (x !== null) label(chart, "−1σ", x, 2, colour("muted"));
  }
  if (marks.sigmaHigh !== null) {
    const x = verticalLine(chart, marks.sigmaHigh, colour("chart-sigma"), [1, 3]);
    if (x !== null) label(chart, "+1σ", x, 2, colour("muted"));
  }
}
