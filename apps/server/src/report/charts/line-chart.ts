import type { EpochMs } from "@legbook/domain";
import {
  type Area,
  bottomAxis,
  leftAxis,
  markedLine,
  type OutageBand,
  outageBands,
  TIME_TITLE,
  WIDTH,
} from "./frame.ts";
import { timeScale, valueScale } from "./scale.ts";
import { element, path, picture, text } from "./svg.ts";

export interface LineChart {
  readonly title: string;
  readonly points: readonly { readonly at: EpochMs; readonly value: number }[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Unit of the values, above their axis. */
  readonly unit: string;
  readonly words: (value: number) => string;
  /** `steps`: a value holds until the next. */
  readonly shape: "lines" | "steps";
  /** A value not to be passed, with its name. */
  readonly limit?: { readonly value: number; readonly name: string };
  readonly stepMin?: number;
  /** Times in which the connection was out, drawn behind. */
  readonly outages: readonly OutageBand[];
}

const HEIGHT = 250;
const AREA: Area = { left: 74, right: WIDTH - 64, top: 34, bottom: HEIGHT - 44 };

/** A value over the day, with zero drawn and the last value written at its end. */
export function lineChart(chart: LineChart): string {
  const { title, points, from, to, unit, words, shape, limit, stepMin, outages } = chart;
  const values = points.map(({ value }) => value);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values, ...(limit === undefined ? [] : [limit.value]));
  const x = timeScale(from, to, AREA.left, AREA.right, 9);
  const bottomUp = { low, high, from: AREA.bottom, to: AREA.top, words, count: 5 };
  const y = valueScale(stepMin === undefined ? bottomUp : { ...bottomUp, stepMin });
  const drawn = points.map(({ at, value }) => [x.at(at), y.at(value)] as const);
  const last = points.at(-1);
  const end = last === undefined ? undefined : ([x.at(to), y.at(last.value)] as const);
  const line = end === undefined ? drawn : shape === "steps" ? [...drawn, end] : drawn;
  const [lastX, lastY] = line.at(-1) ?? [AREA.right, AREA.bottom];
  const description =
    last === undefined
      ? "nothing to draw"
      : `from ${words(points[0]?.value ?? 0)} to ${words(last.value)} ${unit}; lowest ${words(Math.min(...values))}, highest ${words(Math.max(...values))}`;
  return picture(WIDTH, HEIGHT, { title, description }, [
    outageBands(outages, AREA, x, { from, to }),
    bottomAxis(AREA, x, TIME_TITLE),
    leftAxis(AREA, y, unit),
    markedLine(AREA, y.at(0), "", "zero"),
    limit === undefined ? "" : markedLine(AREA, y.at(limit.value), limit.name, "limit"),
    element("path", { class: "line", d: path(line, shape) }),
    element("circle", { class: "dot", cx: lastX, cy: lastY, r: 3 }),
    last === undefined ? "" : text(lastX + 7, lastY + 4, words(last.value), { class: "value" }),
  ]);
}
