import type { EpochMs, LinePurpose, MarketDataType, Micros, Position } from "@legbook/domain";
import { wordsOf } from "../contracts/query.ts";
import { quoteAgeMs, quoteRow } from "../market/query.ts";
import type { ViewStates } from "../runner/states.ts";
import type { LineState, RejectionState, SubscriptionsState } from "./fold.ts";

export interface LineView {
  readonly conId: number;
  readonly description: string;
  /** Null for a rejected line that was no longer ours. */
  readonly purpose: LinePurpose | null;
  /** False: the gateway forgot it, or refused it, or there is no session. */
  readonly open: boolean;
  readonly pinnedBy: readonly string[];
  readonly lastUsedAt: EpochMs;
  readonly dataType: MarketDataType | null;
  readonly rejected: { readonly code: number; readonly message: string; readonly at: EpochMs } | null;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  readonly quoteAgeMs: number | null;
}

export interface LinesView {
  readonly position: Position | null;
  /** Open lines: those that the gateway forgot and that wait to be opened again do not count. */
  readonly used: number;
  readonly max: number;
  readonly usagePercent: number;
  /** Open lines that nothing may evict. */
  readonly pinned: number;
  readonly evictions: number;
  readonly refusals: number;
  /** Newest use first; rejected ones last. */
  readonly lines: readonly LineView[];
}

/** Whether the gateway streams quotes of a contract to us now. */
export function hasLine(subscriptions: SubscriptionsState, conId: number): boolean {
  const line = subscriptions.lines.get(conId);
  return line !== undefined && isOpen(subscriptions, line);
}

function isOpen({ sessionLost }: SubscriptionsState, { requestId }: LineState): boolean {
  return requestId !== null && !sessionLost;
}

type Own = Omit<LineView, "description" | "pinnedBy" | "bid" | "ask" | "quoteAgeMs">;

function lineView(views: ViewStates, own: Own, now: EpochMs): LineView {
  const row = quoteRow(views.market, own.conId);
  return {
    ...own,
    description: wordsOf(views.contracts, own.conId),
    pinnedBy: [...(views.subscriptions.pins.get(own.conId) ?? [])],
    bid: row?.bid ?? null,
    ask: row?.ask ?? null,
    quoteAgeMs: quoteAgeMs(row, now),
  };
}

function heldLine(state: SubscriptionsState, line: LineState): Own {
  const { conId, purpose, usedAt, dataType } = line;
  return { conId, purpose, open: isOpen(state, line), lastUsedAt: usedAt, dataType, rejected: null };
}

function rejectedLine(conId: number, { code, message, at, purpose, usedAt }: RejectionState): Own {
  const rejected = { code, message, at };
  return { conId, purpose, open: false, lastUsedAt: usedAt, dataType: null, rejected };
}

/** The lines in use and those that the gateway refused. */
export function linesView(views: ViewStates, now: EpochMs): LinesView {
  const { subscriptions } = views;
  const held = [...subscriptions.lines.values()].map((line) =>
    lineView(views, heldLine(subscriptions, line), now),
  );
  const rejected = [...subscriptions.rejections].map(([conId, rejection]) =>
    lineView(views, rejectedLine(conId, rejection), now),
  );
  const newestFirst = (a: LineView, b: LineView): number => b.lastUsedAt - a.lastUsedAt || a.conId - b.conId;
  const max = subscriptions.linesMax;
  const open = held.filter((line) => line.open);
  return {
    position: subscriptions.position,
    used: open.length,
    max,
    usagePercent: (open.length / max) * 100,
    pinned: open.filter((line) => line.pinnedBy.length > 0).length,
    evictions: subscriptions.evictions,
    refusals: subscriptions.refusals,
    lines: [...held.sort(newestFirst), ...rejected.sort(newestFirst)],
  };
}
