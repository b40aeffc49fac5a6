import { type SessionReport, span, type ThrottlingRow } from "@legbook/projections";
import { type Block, type Section, table, words } from "../document.ts";
import { clock, count, plural } from "../format.ts";
import { noticeTable } from "./notices.ts";

/** Times that are listed one by one, the longest waits first; how many more there were is said. */
const LISTED_MAX = 20;

const END: Readonly<Record<NonNullable<ThrottlingRow["end"]>, string>> = {
  drained: "everything was sent",
  sessionLost: "the session ended",
  engineGone: "the engine ended without a word",
};

/** What was too much at once: held back by our own pacing, or complained of by the gateway. */
export function throttlingSection({ throttling, throttled }: SessionReport): Section {
  const blocks: Block[] = [];
  if (throttling.length === 0) blocks.push(words("Our own pacing held nothing back."));
  else {
    const listed = throttling.toSorted((a, b) => longestWait(b) - longestWait(a)).slice(0, LISTED_MAX);
    const more = throttling.length - listed.length;
    blocks.push(
      words(sumOf(throttling)),
      byPriority(throttling),
      table(
        ["From", ">For", "Limit", "First of all", ">Most at once", ">Longest wait", "Ended because"],
        listed.map(rowOf),
      ),
      ...(more === 0 ? [] : [words(`And ${plural(more, "shorter one")}.`)]),
    );
  }
  const complaints = throttled.reduce((sum, { count: many }) => sum + many, 0);
  if (complaints === 0)
    blocks.push(words("The gateway complained of no more messages or requests than it takes."));
  else
    blocks.push(
      words(`The gateway complained ${plural(complaints, "time")} of too much at once:`),
      noticeTable(throttled),
    );
  return { id: "throttling", title: "Throttling", blocks };
}

function longestWait({ held }: ThrottlingRow): number {
  return held.reduce((longest, { longestWaitMs }) => Math.max(longest, longestWaitMs), 0);
}

function sumOf(rows: readonly ThrottlingRow[]): string {
  const total = rows.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const refused = rows.reduce((sum, row) => sum + row.refused, 0);
  const dropped = rows.reduce((sum, row) => sum + row.dropped, 0);
  const worst = Math.max(...rows.map(longestWait));
  const lost = [
    ...(refused === 0 ? [] : [` ${plural(refused, "request")} refused because too many waited.`]),
    ...(dropped === 0 ? [] : [` ${plural(dropped, "request")} never sent because the session ended.`]),
  ].join("");
  return `Our own pacing held requests back ${plural(rows.length, "time")}, ${span(total)} in all, the longest wait ${span(worst)}.${lost}`;
}

function byPriority(rows: readonly ThrottlingRow[]): Block {
  const sums = new Map<string, { count: number; longestWaitMs: number }>();
  for (const { priority, count: many, longestWaitMs } of rows.flatMap(({ held }) => held)) {
    const sum = sums.get(priority) ?? { count: 0, longestWaitMs: 0 };
    sum.count += many;
    sum.longestWaitMs = Math.max(sum.longestWaitMs, longestWaitMs);
    sums.set(priority, sum);
  }
  const longest = [...sums].sort(([, a], [, b]) => b.longestWaitMs - a.longestWaitMs);
  return table(
    ["Requests", ">Waited", ">Longest wait"],
    longest.map(([priority, sum]) => [priority, count(sum.count), span(sum.longestWaitMs)]),
  );
}

function rowOf(row: ThrottlingRow): readonly string[] {
  const { from, durationMs, limit, limitMax, request, waitingMax, held, end } = row;
  return [
    clock(from),
    durationMs === null ? "not recorded" : span(durationMs),
    `${count(limitMax)} messages a second${limit === "messagesPerSecond" ? "" : ", orders and cancels apart"}`,
    request,
    count(waitingMax),
    held.length === 0 ? "not recorded" : span(longestWait(row)),
    end === null ? "it lasts" : END[end],
  ];
}
