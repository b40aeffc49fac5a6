import { type EpochMs, exchangeDate, EXCHANGE_TIME_ZONE, type IsoDate, type Micros } from "@legbook/domain";

export const HISTORY_POINTS_MAX = 500;
const SPACING_FIRST_MS = 1000;

export interface ProfitPoint {
  readonly at: EpochMs;
  readonly daily: Micros;
}

/** One day's profit and loss over time, oldest first: at most `HISTORY_POINTS_MAX` points, the newest always exact. */
export interface ProfitHistory {
  date: IsoDate | null;
  /** End of `date` in New York. */
  endsAt: number;
  /** Distance between kept points; doubles whenever they become too many. */
  spacingMs: number;
  points: ProfitPoint[];
}

export function createHistory(): ProfitHistory {
  return { date: null, endsAt: 0, spacingMs: SPACING_FIRST_MS, points: [] };
}

function startDay(history: ProfitHistory, at: EpochMs): void {
  const date = exchangeDate(at);
  const next = Temporal.PlainDate.from(date).add({ days: 1 });
  history.date = date;
  history.endsAt = next.toZonedDateTime(EXCHANGE_TIME_ZONE).epochMilliseconds;
  history.spacingMs = SPACING_FIRST_MS;
  history.points = [];
}

/** Keeps every point that is `spacingMs` after the one kept before it, and the newest. */
function thin(history: ProfitHistory): void {
  history.spacingMs *= 2;
  const kept: ProfitPoint[] = [];
  for (const [place, point] of history.points.entries()) {
    const before = kept.at(-1);
    const newest = place === history.points.length - 1;
    if (newest || before === undefined || point.at - before.at >= history.spacingMs) kept.push(point);
  }
  history.points = kept;
}

/** Adds a point; a new exchange day begins a new history. Points out of order are left out: the newest stays newest. */
export function addPoint(history: ProfitHistory, point: ProfitPoint): void {
  const { points } = history;
  const newest = points.at(-1);
  if (newest !== undefined && point.at < newest.at) return;
  if (history.date === null || point.at >= history.endsAt) {
    startDay(history, point.at);
    history.points.push(point);
    return;
  }
  // The newest point is provisional until it is far enough from the one before it.
  const before = points.at(-2);
  if (newest !== undefined && before !== undefined && newest.at - before.at < history.spacingMs) points.pop();
  points.push(point);
  while (history.points.length > HISTORY_POINTS_MAX) thin(history);
}
