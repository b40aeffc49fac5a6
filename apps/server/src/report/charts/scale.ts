import { type EpochMs, epochMs } from "@legbook/domain";
import { clock, clockMinutes, newYorkOffsetMs } from "../format.ts";

/** From values to pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly words: string }[];
}

/** Round values, about `count` of them, that cover a range with some room: 1, 2 or 5 times a power of ten apart. */
export function roundTicks(low: number, high: number, count: number, stepMin = 0): readonly number[] {
  const rough = Math.max((high - low) / count, stepMin, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough * 0.999_999) ?? 10;
  const step = Math.max(factor * power, stepMin);
  const ticks: number[] = [];
  for (let place = Math.floor(low / step); place <= Math.ceil(high / step - 1e-9); place += 1)
    ticks.push(place * step);
  return ticks;
}

export interface ValueAxis {
  readonly low: number;
  readonly high: number;
  /** Pixels of the low and the high end. */
  readonly from: number;
  readonly to: number;
  readonly words: (value: number) => string;
  readonly count: number;
  /** Ticks no closer than that, such as 1 for counts. */
  readonly stepMin?: number;
}

export function valueScale({ low, high, from, to, words, count, stepMin }: ValueAxis): Scale {
  const values = roundTicks(low, high === low ? low + 1 : high, count, stepMin);
  const [first = low, last = high] = [values[0], values.at(-1)];
  const range = last - first || 1;
  const at = (value: number) => from + ((value - first) / range) * (to - from);
  return { at, ticks: values.map((value) => ({ at: at(value), words: words(value) })) };
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const TIME_STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
] as const;

/** Times of the day with round ticks of New York's clock. A range shorter than ten seconds is widened to that. */
export function timeScale(first: EpochMs, last: EpochMs, from: number, to: number, count: number): Scale {
  const end = Math.max(last, first + 10 * SECOND);
  const at = (value: number) => from + ((value - first) / (end - first)) * (to - from);
  const step = TIME_STEPS.find((one) => (end - first) / one <= count) ?? 6 * HOUR;
  const offset = newYorkOffsetMs(first);
  const words = step < MINUTE ? clock : clockMinutes;
  const ticks: Scale["ticks"][number][] = [];
  for (let time = Math.ceil((first + offset) / step) * step - offset; time <= end; time += step) {
    ticks.push({ at: at(time), words: words(epochMs(time)) });
  }
  return { at, ticks };
}
