import type { EpochMs } from "@legbook/domain";
import type { Scale } from "./scale.ts";
import { element, text } from "./svg.ts";

export const WIDTH = 760;

/** Where the drawing is, within the picture. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const TIME_TITLE = "time in New York";

/** Ticks and title below the drawing. Neighbours that would touch are left out. */
export function bottomAxis({ left, right, top, bottom }: Area, scale: Scale, title: string): string {
  const parts = [element("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom })];
  let free = Number.NEGATIVE_INFINITY;
  for (const { at, words } of scale.ticks) {
    parts.push(element("line", { class: "grid", x1: at, x2: at, y1: top, y2: bottom }));
    const half = words.length * 3.4;
    if (at - half < free || at + half > right + 30) continue;
    parts.push(text(at, bottom + 16, words, { "text-anchor": "middle" }));
    free = at + half + 6;
  }
  parts.push(text((left + right) / 2, bottom + 33, title, { class: "title", "text-anchor": "middle" }));
  return parts.join("");
}

/** Ticks left of the drawing with a line each, the title above them. */
export function leftAxis({ left, right, top }: Area, scale: Scale, title: string): string {
  const parts = scale.ticks.flatMap(({ at, words }) => [
    element("line", { class: "grid", x1: left, x2: right, y1: at, y2: at }),
    text(left - 8, at + 4, words, { "text-anchor": "end" }),
  ]);
  parts.push(text(4, top - 12, title, { class: "title" }));
  return parts.join("");
}

/** A line through a value that the eye must not have to look for, such as zero or a limit, with its name. */
export function markedLine({ left, right }: Area, y: number, name: string, kind: "zero" | "limit"): string {
  const line = element("line", { class: kind, x1: left, x2: right, y1: y, y2: y });
  return name === "" ? line : line + text(right, y - 5, name, { class: "title", "text-anchor": "end" });
}

export interface OutageBand {
  readonly from: EpochMs;
  /** Null while it lasts. */
  readonly to: EpochMs | null;
}

/** Bands behind a drawing over time, one for each time in which the connection was out. A short one is seen too. */
export function outageBands(
  outages: readonly OutageBand[],
  { left, right, top, bottom }: Area,
  scale: Scale,
  span: { readonly from: EpochMs; readonly to: EpochMs },
): string {
  return outages
    .filter(({ from, to }) => from <= span.to && (to ?? span.to) >= span.from)
    .map(({ from, to }) => {
      const x = Math.max(left, scale.at(from));
      const width = Math.max(1.5, Math.min(right, scale.at(to ?? span.to)) - x);
      return element("rect", { class: "outage", x, y: top, width, height: bottom - top });
    })
    .join("");
}
