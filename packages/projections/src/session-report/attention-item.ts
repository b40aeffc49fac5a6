import type { EpochMs, Position } from "@legbook/domain";
import type { AttentionItem, SessionReport } from "./model.ts";

/** What of the report is known when what needs a person is looked for. */
export type Known = Pick<
  SessionReport,
  | "date"
  | "outages"
  | "gaps"
  | "heartbeatsMissed"
  | "notices"
  | "throttled"
  | "throttling"
  | "orders"
  | "fills"
  | "lines"
  | "switches"
  | "positions"
>;

/** So many of a kind are told one by one; more of them in one sentence. */
export const TOLD_APART_MAX = 3;

export function item(
  urgency: AttentionItem["urgency"],
  words: string,
  remedy: string | null = null,
  where: { readonly position?: Position | null; readonly at?: EpochMs | null } = {},
): AttentionItem {
  return { urgency, words, remedy, position: where.position ?? null, at: where.at ?? null };
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

export function hours(ms: number): string {
  return `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`;
}

/** `420 ms`, `3.2 s`, `4 min 10 s`, `1 h 3 min`. */
export function span(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : hours(seconds * 1_000);
}

export function inAll(times: readonly { readonly durationMs: number }[]): string {
  const sum = times.reduce((total, { durationMs }) => total + durationMs, 0);
  const longest = Math.max(...times.map(({ durationMs }) => durationMs));
  return `${span(sum)} in all, the longest ${span(longest)}`;
}
