import type { TimelineMarkerKind } from "../gql/graphql.ts";
import type { Marker } from "./timeline-data.ts";

interface KindWords {
  readonly one: string;
  readonly many: string;
  /** Beside the colour. */
  readonly mark: string;
  readonly tone: "plain" | "good" | "warn" | "danger" | "accent";
  /** Orders above, their fills under them (the two come within a moment), what went wrong, the engine below. */
  readonly lane: 0 | 1 | 2 | 3;
}

export const kindWords: Readonly<Record<TimelineMarkerKind, KindWords>> = {
  ORDER: { one: "order sent", many: "orders sent", mark: "▸", tone: "accent", lane: 0 },
  FILL: { one: "fill", many: "fills", mark: "●", tone: "good", lane: 1 },
  CANCEL: { one: "cancel", many: "cancels", mark: "×", tone: "plain", lane: 0 },
  REFUSAL: { one: "refusal", many: "refusals", mark: "⊘", tone: "warn", lane: 2 },
  PROBLEM: { one: "problem with an order", many: "problems with orders", mark: "!", tone: "danger", lane: 2 },
  BREAKER: { one: "breaker", many: "breakers", mark: "⚡", tone: "danger", lane: 2 },
  KILL_SWITCH: { one: "kill switch", many: "kill switch changes", mark: "■", tone: "danger", lane: 2 },
  DISCONNECT: { one: "connection lost", many: "connections lost", mark: "▼", tone: "danger", lane: 3 },
  CONNECT: { one: "connected", many: "times connected", mark: "▲", tone: "good", lane: 3 },
  LIMITS: { one: "limits changed", many: "changes of limits", mark: "≡", tone: "plain", lane: 3 },
  THROTTLING: { one: "long throttling", many: "long throttlings", mark: "⧗", tone: "warn", lane: 3 },
  SESSION: {
    one: "engine started or ended",
    many: "starts and ends of the engine",
    mark: "◆",
    tone: "plain",
    lane: 3,
  },
};

/** "3 fills", "order sent web-1". */
export function markerWords({ kind, count, subject }: Pick<Marker, "kind" | "count" | "subject">): string {
  const { one, many } = kindWords[kind];
  const what = count === 1 ? one : `${count} ${many}`;
  return subject === null ? what : `${what} ${subject}`;
}

/** How many of each kind there are, for one line of text. */
export function countsOf(markers: readonly Marker[]): readonly (readonly [TimelineMarkerKind, number])[] {
  const counts = new Map<TimelineMarkerKind, number>();
  for (const { kind, count } of markers) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts];
}
