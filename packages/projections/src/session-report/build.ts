import {
  applyTicks,
  daysToExpiry,
  type EpochMs,
  epochMs,
  EXCHANGE_TIME_ZONE,
  type IsoDate,
  type Position,
  tradingSession,
} from "@legbook/domain";
import { contractOf } from "../contracts/query.ts";
import { EVENT_TYPES } from "../event-words/summary.ts";
import { type LogReader, walk } from "../explain/log-reader.ts";
import { market } from "../market/fold.ts";
import { positionsView } from "../positions/query.ts";
import { type ProfitAndLossView, profitAndLossView } from "../profit-and-loss/query.ts";
import type { PastViews } from "../runner/past-views.ts";
import { VIEW_NAMES, type ViewStates } from "../runner/states.ts";
import { attentionItems } from "./attention.ts";
import { DayClock } from "./day-clock.ts";
import { dayGateway, type DayGatewayState, gatewayAtStart, outagesUntil } from "./day-gateway.ts";
import { dayLines, type DayLinesState, linesAtStart } from "./day-lines.ts";
import { dayOrders, type DayOrdersState } from "./day-orders.ts";
import { dayRisk, type DayRiskState } from "./day-risk.ts";
import {
  dayThrottling,
  type DayThrottlingState,
  throttlingAtStart,
  throttlingUntil,
} from "./day-throttling.ts";
import { QuoteWatch } from "./day-quotes.ts";
import type { NoticeRow, PositionRow, SessionReport } from "./model.ts";
import { fillRows, orderRows } from "./order-rows.ts";

export interface SessionReportRequest {
  readonly log: LogReader;
  readonly past: PastViews;
  /** In New York. */
  readonly date: IsoDate;
  /** Gateway time of the event that was read last, and how many there were. */
  readonly onProgress?: (events: number, at: EpochMs) => void;
}

/** Codes with which the gateway says that it was asked too much at once (broker's list of message codes). */
const THROTTLING_CODES: ReadonlySet<number> = new Set([100, 101, 162, 420]);

/** All but the journal of what each turn took in: it repeats what the events say. */
const TELLING = EVENT_TYPES.filter((type) => type !== "InputsTaken");

/** Of the market only the day's own quotes are read: positions are valued by them. */
const NAMES = VIEW_NAMES.filter((name) => name !== "market");

interface Day {
  readonly gateway: DayGatewayState;
  readonly lines: DayLinesState;
  readonly orders: DayOrdersState;
  readonly risk: DayRiskState;
  readonly throttling: DayThrottlingState;
  readonly quotes: ReturnType<typeof market.init>;
  readonly watch: QuoteWatch;
  events: number;
  ticks: number;
  from: EpochMs | null;
  to: EpochMs | null;
  head: Position | null;
  /** The log goes on after it. */
  isOver: boolean;
}

interface Bounds {
  readonly start: EpochMs;
  /** Exclusive. */
  readonly end: EpochMs;
}

/** The bounds of a date in New York. */
export function dayBounds(date: IsoDate): Bounds {
  const day = Temporal.PlainDate.from(date);
  const at = (plain: Temporal.PlainDate) =>
    epochMs(plain.toZonedDateTime(EXCHANGE_TIME_ZONE).epochMilliseconds);
  return { start: at(day), end: at(day.add({ days: 1 })) };
}

/**
 * What a day of trading was, from the log alone. Reads the day's events once, quotes too, and the views at its
 * beginning and end.
 */
export async function sessionReport(request: SessionReportRequest): Promise<SessionReport> {
  const { past, date } = request;
  const bounds = dayBounds(date);
  const day = await readDay(request, bounds);
  const until = day.to ?? bounds.start;
  const { head } = day;
  const states = head === null ? null : await past.at(head, NAMES);
  const views: ViewStates | null = states === null ? null : { ...states, market: day.quotes };
  const outages = outagesUntil(day.gateway, until);
  const notices = [...day.gateway.notices.values()].sort((a, b) => b.count - a.count);
  const throttled = [...notices, ...day.lines.rejected.values(), ...day.orders.codes.values()].filter(
    ({ code }) => THROTTLING_CODES.has(code),
  );
  const facts = {
    date,
    outages,
    notices,
    throttled,
    throttling: throttlingUntil(day.throttling),
    switches: day.risk.switches,
    heartbeatsMissed: day.gateway.heartbeatsMissed,
    gaps: day.watch.end(until, outages),
    orders: views === null ? [] : orderRows(views, day.orders),
    fills: views === null ? [] : fillRows(views, day.orders, bounds),
    lines: linesOf(day.lines),
    positions: views === null ? [] : positionRows(views, until),
  };
  return {
    ...facts,
    session: tradingSession(date),
    from: day.from,
    to: day.to,
    head,
    complete: day.isOver || (day.gateway.lastSeen === null && day.events > 0),
    events: day.events,
    ticks: day.ticks,
    attention: views === null ? [] : attentionItems(views, facts, until),
    runs: day.gateway.runs,
    accounts: views === null ? [] : accountsOf(views, bounds.start, until),
    rules: [...day.orders.rules.values()],
    assessments: day.orders.assessments,
    refusals: [...day.orders.refusals.values()].sort((a, b) => b.count - a.count),
    reconnections: day.gateway.reconnections,
  };
}

/**
 * The events that lie in the log after the last one of an earlier day, up to the last one of this day: by their place,
 * because a session's first events may be stamped with another clock than the gateway's.
 */
async function readDay({ log, past, date, onProgress }: SessionReportRequest, bounds: Bounds): Promise<Day> {
  const before = await past.positionAt(epochMs(bounds.start - 1));
  const last = await past.positionAt(epochMs(bounds.end - 1));
  const states = before === null ? null : await past.at(before.position, ["connection", "subscriptions"]);
  const day: Day = {
    gateway: gatewayAtStart(states?.connection ?? null, bounds.start),
    lines: linesAtStart(states?.subscriptions ?? null),
    orders: dayOrders.init(),
    risk: dayRisk.init(),
    throttling: throttlingAtStart(states?.connection.throttling ?? null),
    quotes: market.init(),
    watch: new QuoteWatch(tradingSession(date)),
    events: 0,
    ticks: 0,
    from: null,
    to: null,
    head: last?.position ?? null,
    isOver: false,
  };
  if (last === null || (before !== null && last.position <= before.position)) return day;
  day.watch.listening(day.lines.open.size, bounds.start);
  const from = before === null ? {} : { from: before.position };
  const options = { direction: "forwards", types: TELLING, eventsMax: Number.MAX_SAFE_INTEGER } as const;
  const clock = new DayClock(bounds);
  for await (const record of walk(log, { ...options, ...from })) {
    if (record.position > last.position) {
      day.isOver = true;
      break;
    }
    if (before !== null && record.position <= before.position) continue;
    for (const placed of clock.place(record)) {
      take(day, placed, placed.metadata.occurredAt);
      onProgress?.(day.events, placed.metadata.occurredAt);
    }
  }
  return day;
}

type Entry = Parameters<typeof dayOrders.apply>[1];

function take(day: Day, record: Entry, at: EpochMs): void {
  day.events += 1;
  day.from ??= at;
  day.to = day.to === null || at > day.to ? at : day.to;
  if (record.event.type === "TicksRecorded") {
    day.ticks += record.event.data.conIds.length;
    applyTicks(day.quotes.quotes, record.event.data);
    day.watch.heard(at);
  } else {
    dayLines.apply(day.lines, record);
    dayOrders.apply(day.orders, record);
    dayRisk.apply(day.risk, record);
    dayThrottling.apply(day.throttling, record);
    dayGateway.apply(day.gateway, record);
    const isEnd = record.event.type === "SessionEnded";
    day.watch.listening(isEnd ? 0 : day.lines.open.size, at);
  }
  if (day.gateway.lastSeen !== null) day.gateway.lastSeen = { at, position: record.position };
}

function linesOf({
  linesMax,
  peak,
  opened,
  evicted,
  refused,
  rejected,
  use,
}: DayLinesState): SessionReport["lines"] {
  const byCount = (a: NoticeRow, b: NoticeRow) => b.count - a.count;
  return { linesMax, peak, opened, evicted, refused, rejected: [...rejected.values()].sort(byCount), use };
}

function accountsOf(views: ViewStates, start: EpochMs, now: EpochMs): SessionReport["accounts"] {
  const accounts: ProfitAndLossView[] = [];
  for (const account of views.profitAndLoss.accounts.keys()) {
    const view = profitAndLossView(views, account, now);
    if (view === null) continue;
    // What was reported on an earlier day is no figure of this one.
    const isOld = view.reportedAt === null || view.reportedAt < start;
    const reported = isOld ? { daily: null, unrealised: null, realised: null, reportedAt: null } : {};
    accounts.push({ ...view, ...reported, history: view.history.filter(({ at }) => at >= start) });
  }
  return accounts;
}

function positionRows(views: ViewStates, now: EpochMs): readonly PositionRow[] {
  return positionsView(views, null, now).groups.map((group) => {
    const contracts = group.legs.flatMap(({ conId }) => {
      const contract = contractOf(views.contracts, conId);
      return contract?.kind === "option" ? [contract.expiry] : [];
    });
    const expiry = contracts.sort().at(0) ?? null;
    return {
      account: group.account,
      words: group.words,
      quantity: group.quantity,
      currency: group.currency,
      cost: group.cost,
      value: group.value,
      profitOpen: group.profitOpen,
      expiry,
      daysToExpiry: expiry === null ? null : daysToExpiry(now, expiry),
    };
  });
}
