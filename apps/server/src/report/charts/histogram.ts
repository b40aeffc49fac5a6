import { type Area, bottomAxis, leftAxis, WIDTH } from "./frame.ts";
import { roundTicks, valueScale } from "./scale.ts";
import { element, picture, text } from "./svg.ts";

export interface Histogram {
  readonly title: string;
  readonly values: readonly number[];
  /** What is measured, with its unit, below the axis. */
  readonly unit: string;
  /** What is counted, above the axis. */
  readonly counted: string;
  readonly words: (value: number) => string;
  /** Bins no narrower than that. */
  readonly binMin: number;
}

const HEIGHT = 230;
const AREA: Area = { left: 74, right: WIDTH - 64, top: 34, bottom: HEIGHT - 44 };
const BINS = 12;

/** How often values lie in bins of one round width, each from its lower bound (included) to its upper. */
export function bins(
  values: readonly number[],
  binMin: number,
): { readonly bounds: readonly number[]; readonly counts: readonly number[] } {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const ticks = roundTicks(low, high + binMin, BINS, binMin);
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const first = ticks[0] ?? 0;
  const counts = Array.from({ length: Math.max(1, ticks.length - 1) }, () => 0);
  // Values stand on a grid as bounds do: half a unit of the last place keeps one on its bound in the bin above it.
  for (const value of values) {
    const place = Math.min(counts.length - 1, Math.floor((value - first) / step + 1e-9));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { bounds: ticks, counts };
}

/** A distribution, with zero drawn: what lies right of it went against us. */
export function histogram({ title, values, unit, counted, words, binMin }: Histogram): string {
  const { bounds, counts } = bins(values, binMin);
  const [low = 0, high = 1] = [bounds[0], bounds.at(-1)];
  const x = valueScale({
    low,
    high,
    from: AREA.left,
    to: AREA.right,
    words,
    count: bounds.length,
    stepMin: (high - low) / (bounds.length - 1),
  });
  const most = Math.max(...counts);
  const y = valueScale({
    low: 0,
    high: most,
    from: AREA.bottom,
    to: AREA.top,
    words: String,
    count: 4,
    stepMin: 1,
  });
  const bars = counts.flatMap((many, place) => {
    const [left, right] = [x.at(bounds[place] ?? low), x.at(bounds[place + 1] ?? high)];
    if (many === 0) return [];
    const top = y.at(many);
    return [
      element("rect", {
        class: "bar",
        x: left + 1,
        y: top,
        width: Math.max(1, right - left - 2),
        height: AREA.bottom - top,
      }),
      text((left + right) / 2, top - 5, String(many), { class: "value", "text-anchor": "middle" }),
    ];
  });
  const description = `${values.length} values from ${words(Math.min(...values))} to ${words(Math.max(...values))}`;
  return picture(WIDTH, HEIGHT, { title, description }, [
    bottomAxis(AREA, x, unit),
    leftAxis(AREA, y, counted),
    ...bars,
    element("line", { class: "zero", x1: x.at(0), x2: x.at(0), y1: AREA.top - 6, y2: AREA.bottom }),
  ]);
}
