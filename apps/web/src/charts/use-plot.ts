import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { themeStore } from "../app/theme.ts";
import { useValue } from "../market/value-store.ts";

/** The newest value for what is drawn outside React, there before the chart that reads it is painted. */
export function useNewest<T>(value: T): RefObject<T> {
  const newest = useRef(value);
  useLayoutEffect(() => {
    newest.current = value;
  });
  return newest;
}

/** Options without the size, which is that of the element that holds the chart. */
export type PlotOptions = Omit<uPlot.Options, "width" | "height">;

/**
 * A chart as large as its element, in the theme's colours, with the newest data. `options` is asked once, and again when
 * `kind` becomes another; what changes more often than that reaches it through `useNewest`.
 */
export function usePlot(options: () => PlotOptions, data: uPlot.AlignedData, kind: string) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const make = useNewest(options);
  const latest = useNewest(data);
  const theme = useValue(themeStore);
  useLayoutEffect(() => {
    chart.current?.setData(data);
  }, [data]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...make.current(), ...size() }, latest.current, element);
    chart.current = made;
    const resized = new ResizeObserver(() => made.setSize(size()));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [kind, make, latest]);
  useEffect(() => {
    // Paints in the new colours and no more: before the first paint the scales are not known yet.
    chart.current?.redraw(false);
  }, [theme]);
  return host;
}
