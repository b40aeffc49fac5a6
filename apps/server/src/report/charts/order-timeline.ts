import type { EpochMs } from "@legbook/domain";
import type { OrderStepKind } from "@legbook/projections";
import { type Area, bottomAxis, type OutageBand, outageBands, TIME_TITLE, WIDTH } from "./frame.ts";
import { timeScale } from "./scale.ts";
import { element, picture, text } from "./svg.ts";

export interface TimelineRow {
  readonly name: string;
  readonly words: string;
  readonly steps: readonly { readonly kind: OrderStepKind; readonly at: EpochMs }[];
  /** Whether it still was open at the end. */
  readonly open: boolean;
}

export interface OrderTimeline {
  readonly rows: readonly TimelineRow[];
  readonly outages: readonly OutageBand[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const ROW = 34;
const LEFT = 74;
/** Shapes differ as well as colours. */
const SHAPES: Readonly<
  Partial<
    Record<
      OrderStepKind,
      {
        readonly shape: "circle" | "ring" | "cross" | "square" | "diamond";
        readonly class: string;
        readonly name: string;
      }
    >
  >
> = {
  requested: { shape: "ring", class: "asked", name: "asked for" },
  filled: { shape: "circle", class: "filled", name: "filled" },
  refused: { shape: "square", class: "bad", name: "refused or rejected" },
  rejected: { shape: "square", class: "bad", name: "refused or rejected" },
  cancelRequested: { shape: "cross", class: "asked", name: "cancel asked for" },
  cancelled: { shape: "cross", class: "bad", name: "cancelled" },
  unknown: { shape: "diamond", class: "doubt", name: "not known" },
  reconciled: { shape: "diamond", class: "asked", name: "settled by the books" },
};

function marker(kind: OrderStepKind, x: number, y: number): string {
  const look = SHAPES[kind];
  if (look === undefined) return "";
  const r = 5;
  switch (look.shape) {
    case "circle":
      return element("circle", { class: look.class, cx: x, cy: y, r });
    case "ring":
      return element("circle", { class: `${look.class} hollow`, cx: x, cy: y, r: r - 0.5 });
    case "square":
      return element("rect", { class: look.class, x: x - r, y: y - r, width: 2 * r, height: 2 * r });
    case "diamond":
      return element("path", {
        class: look.class,
        d: `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`,
      });
    case "cross":
      return element("path", {
        class: `${look.class} stroke`,
        d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`,
      });
  }
}

interface Legend {
  readonly markup: string;
  readonly rows: number;
}

const LEGEND_ROW = 20;

/** What the signs mean that the picture has, in as many rows as they need. */
function legend(kinds: ReadonlySet<OrderStepKind>, hasOutage: boolean, right: number): Legend {
  const entries = new Map<string, (x: number, y: number) => string>();
  for (const kind of Object.keys(SHAPES) as OrderStepKind[]) {
    const name = SHAPES[kind]?.name;
    if (name !== undefined && kinds.has(kind) && !entries.has(name))
      entries.set(name, (x, y) => marker(kind, x + 5, y));
  }
  if (hasOutage)
    entries.set("connection out", (x, y) =>
      element("rect", { class: "outage", x: x - 1, y: y - 6, width: 12, height: 12 }),
    );
  let [x, y] = [LEFT, 12];
  const parts: string[] = [];
  for (const [name, sign] of entries) {
    const width = 36 + name.length * 6.6;
    if (x > LEFT && x + width > right) [x, y] = [LEFT, y + LEGEND_ROW];
    parts.push(sign(x, y), text(x + 16, y + 4, name));
    x += width;
  }
  return { markup: parts.join(""), rows: (y - 12) / LEGEND_ROW + 1 };
}

/** A line an order: how long it lived, and what happened to it when. Outages lie behind all of them. */
export function orderTimeline({ rows, outages, from, to }: OrderTimeline): string {
  const kinds = new Set(rows.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
  const signs = legend(kinds, outages.length > 0, WIDTH);
  const top = 14 + signs.rows * LEGEND_ROW;
  const area: Area = { left: LEFT, right: WIDTH - 64, top, bottom: top + rows.length * ROW };
  const height = area.bottom + 44;
  const x = timeScale(from, to, area.left, area.right, 9);
  const lines = rows.map(({ name, words, steps, open }, place) => {
    const y = area.top + place * ROW + 24;
    const first = x.at(steps[0]?.at ?? from);
    const last = open ? x.at(to) : x.at(steps.at(-1)?.at ?? from);
    const label = `${name}: ${words}`;
    const isLate = first > (area.left + area.right) / 2;
    return [
      text(
        isLate ? Math.max(last, first) + 2 : first - 4,
        y - 11,
        label.length > 74 ? `${label.slice(0, 73)}…` : label,
        isLate ? { "text-anchor": "end" } : {},
      ),
      element("line", {
        class: open ? "life open" : "life",
        x1: first,
        x2: Math.max(last, first + 1),
        y1: y,
        y2: y,
      }),
      ...steps.map(({ kind, at }) => marker(kind, x.at(at), y)),
    ].join("");
  });
  const description = rows
    .map(({ name, steps }) => `${name}: ${steps.map(({ kind }) => kind).join(", ")}`)
    .join("; ");
  return picture(WIDTH, height, { title: "Orders over the day", description }, [
    outageBands(outages, area, x, { from, to }),
    bottomAxis(area, x, TIME_TITLE),
    ...lines,
    signs.markup,
  ]);
}
