import type uPlot from "uplot";
import { colour } from "./palette.ts";

/** One option's volatility at its quotes, a year: 0.25 is 25 %. Null where a side gives none. */
export interface SmilePoint {
  readonly strike: number;
  readonly right: "CALL" | "PUT";
  readonly bid: number | null;
  readonly mid: number | null;
  readonly ask: number | null;
  /** Whether the curve was fitted to it. */
  readonly used: boolean;
}

const radiusPx = 3;

/** Calls are round and puts are triangles, filled when the curve was fitted to them: never told by colour alone. */
function shape(ctx: CanvasRenderingContext2D, x: number, y: number, right: SmilePoint["right"]): void {
  const radius = radiusPx * devicePixelRatio;
  ctx.beginPath();
  if (right === "CALL") ctx.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    ctx.moveTo(x, y - radius);
    ctx.lineTo(x + radius, y + radius);
    ctx.lineTo(x - radius, y + radius);
    ctx.closePath();
  }
}

/** From the bid's volatility to the ask's, which is how exactly the market tells it. */
function whisker(chart: uPlot, { bid, ask, strike }: SmilePoint, x: number): void {
  if (bid === null || ask === null) return;
  const { ctx } = chart;
  const [from, to] = [bid, ask].map((value) => chart.valToPos(value * 100, "y", true));
  if (from === undefined || to === undefined || !Number.isFinite(strike)) return;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  ctx.stroke();
}

/** Every point with its bid and ask, calls a little to the left and puts to the right where both are at a strike. */
export function drawSmilePoints(chart: uPlot, points: readonly SmilePoint[]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const point of points) {
    const paint = colour(point.right === "CALL" ? "chart-call" : "chart-put");
    const side = point.right === "CALL" ? -1 : 1;
    const x = Math.round(chart.valToPos(point.strike, "x", true)) + side * devicePixelRatio;
    ctx.strokeStyle = paint;
    ctx.fillStyle = paint;
    ctx.globalAlpha = point.used ? 1 : 0.45;
    whisker(chart, point, x);
    if (point.mid === null) continue;
    ctx.lineWidth = 1.25 * devicePixelRatio;
    shape(ctx, x, chart.valToPos(point.mid * 100, "y", true), point.right);
    if (point.used) ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}
