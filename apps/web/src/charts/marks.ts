import type uPlot from "uplot";
import { chartFont, colour } from "./palette.ts";

/** The horizontal place of a value of the x axis in canvas pixels; null when it is not shown. */
function placeOf(chart: uPlot, at: number): number | null {
  const { min, max } = chart.scales["x"] ?? {};
  if (min === undefined || max === undefined || min === null || max === null || at < min || at > max)
    return null;
  return Math.round(chart.valToPos(at, "x", true));
}

/** A mark of the x axis: a line over the whole height and its words. */
export interface LineMark {
  readonly at: number;
  readonly words: string;
  /** Of the theme. */
  readonly stroke: string;
  readonly fill: string;
  /** Lengths in CSS pixels; none for a line without gaps. */
  readonly dash: readonly number[];
}

interface Box {
  readonly row: number;
  readonly left: number;
  readonly right: number;
}

function verticalLine(chart: uPlot, x: number, stroke: string, dash: readonly number[]): void {
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
}

/** The first row in which nothing else is written there. */
function freeRow(taken: readonly Box[], left: number, right: number): number {
  for (let row = 0; ; row += 1) {
    if (taken.every((box) => box.row !== row || box.right < left || box.left > right)) return row;
  }
}

function label(chart: uPlot, words: string, x: number, fill: string, taken: readonly Box[]): Box {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.font = chartFont(10 * devicePixelRatio);
  const width = ctx.measureText(words).width;
  const pad = 3 * devicePixelRatio;
  const left = Math.min(bbox.left + bbox.width - width - pad, Math.max(bbox.left + pad, x + pad));
  const row = freeRow(taken, left - pad, left + width + pad);
  const top = bbox.top + pad + row * 13 * devicePixelRatio;
  ctx.fillStyle = colour("panel");
  ctx.globalAlpha = 0.85;
  ctx.fillRect(left - pad, top - pad / 2, width + 2 * pad, 12 * devicePixelRatio);
  ctx.globalAlpha = 1;
  ctx.fillStyle = fill;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillText(words, left, top);
  ctx.restore();
  return { row, left: left - pad, right: left + width + pad };
}

/** Lines with their words, each in the first row that is free above it: no word covers another. */
export function drawLines(chart: uPlot, marks: readonly LineMark[]): void {
  const taken: Box[] = [];
  for (const mark of marks) {
    const x = placeOf(chart, mark.at);
    if (x === null) continue;
    verticalLine(chart, x, colour(mark.stroke), mark.dash);
    taken.push(label(chart, mark.words, x, colour(mark.fill), taken));
  }
}

/** A band of the x axis under the curves, in a colour of the theme. */
export function drawBand(chart: uPlot, low: number, high: number, fill: string): void {
  const { ctx, bbox } = chart;
  const right = bbox.left + bbox.width;
  const from = Math.max(bbox.left, chart.valToPos(low, "x", true));
  const to = Math.min(right, chart.valToPos(high, "x", true));
  if (to <= from) return;
  ctx.save();
  ctx.fillStyle = colour(fill);
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

/** Words in the right corner of the chart, where a curve leaves it without end. */
export function drawCorner(chart: uPlot, words: string, corner: "top" | "bottom", fill: string): void {
  const { ctx, bbox } = chart;
  const pad = 4 * devicePixelRatio;
  ctx.save();
  ctx.font = chartFont(10 * devicePixelRatio);
  ctx.fillStyle = colour(fill);
  ctx.textAlign = "right";
  ctx.textBaseline = corner;
  const y = corner === "top" ? bbox.top + pad + 26 * devicePixelRatio : bbox.top + bbox.height - pad;
  ctx.fillText(words, bbox.left + bbox.width - pad, y);
  ctx.restore();
}
