import { notify } from "../app/notices.ts";
import { preference } from "../app/preferences.ts";
import { client } from "../graphql/client.ts";
import { failureOf, type Failure } from "../graphql/failure.ts";
import { MomentDocument, TimelineDocument, type TimelineQuery } from "../gql/graphql.ts";
import { gatewayNow, runningNow } from "../market/gateway-time.ts";
import { ValueStore } from "../market/value-store.ts";
import { lookBackTo } from "./past.ts";
import { pastStore } from "./past-store.ts";

export type Timeline = TimelineQuery["timeline"];
export type Marker = Timeline["markers"][number];

const isOpen = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

/** Whether the line is shown while the screen shows now; the past always has it. */
export const timelineOpen = preference("timeline", isOpen, false);

/** The day on the line; null for that of the moment that is shown. */
export const dayStore = new ValueStore<string | null>(null);
export const timelineStore = new ValueStore<Timeline | null>(null);
export const timelineFailure = new ValueStore<Failure | null>(null);

export function toggleTimeline(): void {
  timelineOpen.set(!timelineOpen.get());
}

const newYorkDate = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" });

/** The date in New York of the moment that is shown: 2015-12-24. */
export function dateShown(): string {
  return newYorkDate.format(gatewayNow());
}

/** The date in New York now. */
export function dateNow(): string {
  return newYorkDate.format(runningNow());
}

/** The span that a line shows: what the log knows of its day. At least three minutes. */
export function spanOf({ days, date }: Timeline): { readonly from: number; readonly to: number } | null {
  const day = days.find((each) => each.date === date);
  if (day === undefined) return null;
  const from = Date.parse(day.from);
  const to = Math.max(Date.parse(day.to), from + shortestMs);
  return { from, to };
}

const shortestMs = 3 * 60_000;
/** Of one marker's width. */
const slotPx = 18;

/** The slot in which markers of one kind become one, for a line of a width. */
export function slotMs(timeline: Timeline | null, widthPx: number): number {
  const span = timeline === null ? null : spanOf(timeline);
  if (span === null || widthPx <= 0) return 60_000;
  const whole = Math.ceil((span.to - span.from) / (widthPx / slotPx));
  // In steps, so that a line that grows each second does not cut its slots anew each second.
  return Math.min(86_400_000, Math.max(1_000, 2 ** Math.ceil(Math.log2(whole))));
}

/** Reads the line of a day. */
export async function readTimeline(date: string, slot: number): Promise<void> {
  const { data, error } = await client.query(TimelineDocument, { date, slotMs: slot }).toPromise();
  if (data) {
    timelineStore.receive(data.timeline);
    timelineFailure.set(null);
  } else if (error) timelineFailure.set(failureOf(error));
}

/** One event back or on from the moment that is shown; from now, back from the newest. */
export async function stepEvent(direction: "previous" | "next"): Promise<void> {
  const past = pastStore.get();
  if (past === null && direction === "next") return;
  const { data, error } =
    past === null ? await client.query(MomentDocument, {}).toPromise() : { data: undefined };
  if (error) return notifyUnread(failureOf(error));
  const position = (past ?? data?.moment)?.[direction] ?? null;
  if (position === null)
    notify("plain", `The log has no event ${direction === "next" ? "after" : "before"} this one.`);
  else lookBackTo(position);
}

function notifyUnread({ message, code }: Failure): void {
  notify("danger", `The log could not be read: ${message} (${code})`);
}

/** To the marker before or after the moment that is shown; from now, back to the last one. */
export async function stepMarker(direction: -1 | 1): Promise<void> {
  const here = pastStore.get()?.position;
  if (here === undefined && direction === 1) return;
  // The line is not read while it is closed.
  const isRead = timelineStore.get()?.date === dateShown() && (here !== undefined || timelineOpen.get());
  if (!isRead) await readTimeline(dateShown(), 60_000);
  const failure = timelineFailure.get();
  if (failure !== null) return notifyUnread(failure);
  const markers = (timelineStore.get()?.markers ?? []).toSorted((a, b) => (a.position < b.position ? -1 : 1));
  const next =
    direction === 1
      ? markers.find(({ position }) => here !== undefined && position > here)
      : markers.findLast(({ position }) => here === undefined || position < here);
  if (next === undefined) notify("plain", "No marker of this day lies there.");
  else lookBackTo(next.position);
}
