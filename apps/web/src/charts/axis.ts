import type uPlot from "uplot";
import { chartFont, colour } from "./palette.ts";

/** An axis in the theme's colours, labelled with what it measures and its unit. `size` is its room in pixels. */
export function axis(text: string, size: number): uPlot.Axis {
  return {
    label: text,
    labelFont: chartFont(11),
    labelSize: 16,
    labelGap: 0,
    font: chartFont(10),
    size,
    gap: 3,
    stroke: () => colour("muted"),
    grid: { stroke: () => colour("chart-grid"), width: 1 },
    ticks: { stroke: () => colour("chart-grid"), size: 4, width: 1 },
  };
}
