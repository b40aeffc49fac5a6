import { isLongThrottling } from "@legbook/domain";
import { inAll, item, type Known, plural, span, TOLD_APART_MAX } from "./attention-item.ts";
import type { AttentionItem, DataGap, Outage, ThrottlingRow } from "./model.ts";

function thingOf({ what, name }: Pick<Outage, "what" | "name">): string {
  if (what === "farm") return `Farm ${name}`;
  if (what === "brokerLink") return "The gateway's link to the broker";
  return what === "engine" ? "The engine" : "The connection to the gateway";
}

/** What was out between us and the broker, and how often it did not answer. */
export function wayToTheBroker({ outages, heartbeatsMissed }: Known): readonly AttentionItem[] {
  const items: AttentionItem[] = [];
  for (const [thing, all] of Map.groupBy(outages, thingOf)) {
    const lasting = all.filter(({ to }) => to === null);
    const over = all.filter(({ to }) => to !== null);
    const isMany = over.length > TOLD_APART_MAX;
    items.push(...(isMany ? lasting : all).map((one) => outage(thing, one)));
    const [first] = over;
    if (isMany && first !== undefined) {
      const words = `${thing} was out ${over.length} times, ${inAll(over)}.`;
      items.push(item("look", words, null, { position: first.position, at: first.from }));
    }
  }
  if (heartbeatsMissed > 0)
    items.push(item("look", `${plural(heartbeatsMissed, "heartbeat")} had no answer in time.`));
  return items;
}

function outage(thing: string, { from, to, durationMs, cause, code, position }: Outage): AttentionItem {
  const coded = code === null ? cause : `${cause} (${code})`;
  const where = { position, at: from };
  if (to === null) return item("act", `${thing} is still out: ${coded}.`, "Look at the gateway.", where);
  return item("look", `${thing} was out for ${span(durationMs)}: ${coded}.`, null, where);
}

/** Quotes that did not come, and lines that could not be had. */
export function marketData({ gaps, lines }: Known): readonly AttentionItem[] {
  const items: AttentionItem[] = [];
  for (const [during, all] of Map.groupBy(gaps, (gap) => gap.during)) {
    const reason =
      during === null
        ? "though nothing was known to be out"
        : `while this was out: ${during === "brokerLink" ? "the broker's link" : during}`;
    const [first] = all;
    if (all.length > TOLD_APART_MAX && first !== undefined) {
      items.push(
        item("look", `No quote came ${all.length} times, ${inAll(all)}, ${reason}.`, null, {
          at: first.from,
        }),
      );
    } else {
      items.push(...all.map((gap) => silence(gap, reason)));
    }
  }
  const rejected = lines.rejected.reduce((sum, { count }) => sum + count, 0);
  if (rejected > 0) items.push(item("look", `The gateway refused or ended ${plural(rejected, "line")}.`));
  if (lines.refused > 0) {
    const words = `${plural(lines.refused, "line")} could not be opened: every one was held by orders and positions.`;
    items.push(item("look", words, "Watch less, or book more lines."));
  }
  return items;
}

function silence({ from, to, durationMs, lines }: DataGap, reason: string): AttentionItem {
  const words = `No quote came for ${span(durationMs)} on ${plural(lines, "line")}, ${reason}.`;
  return item(to === null ? "act" : "look", words, null, { at: from });
}

/** What was too much at once: for the gateway, by its own word, and for our pacing before it. */
export function tooMuch({ throttled, throttling }: Known): readonly AttentionItem[] {
  const complaints = throttled.map(({ code, count, message }) =>
    item(
      "look",
      `The gateway complained ${plural(count, "time")} of too much at once: ${message} (${code}).`,
    ),
  );
  const long = throttling.filter((row) => isLongThrottling(row));
  const [first] = long;
  if (first === undefined) return complaints;
  if (long.length <= TOLD_APART_MAX) return [...complaints, ...long.map(heldBack)];
  const times = long.map(({ durationMs }) => ({ durationMs: durationMs ?? 0 }));
  const words = `Our own pacing held requests back for long ${long.length} times, ${inAll(times)}.`;
  return [...complaints, item("look", words, LESS, { at: first.from, position: first.position })];
}

const LESS = "Watch and scan less at once. Orders and cancels have a share of the pace for themselves.";

function heldBack({ from, position, durationMs, held, refused, dropped }: ThrottlingRow): AttentionItem {
  const waits = held.map(
    ({ priority, count, longestWaitMs }) =>
      `${plural(count, `${priority} request`)} up to ${span(longestWaitMs)}`,
  );
  const lost = [
    ...(refused === 0 ? [] : [`${refused} refused because too many waited`]),
    ...(dropped === 0 ? [] : [`${dropped} never sent because the session ended`]),
  ];
  const words = `Our own pacing held requests back for ${span(durationMs ?? 0)}: ${[...waits, ...lost].join(", ")}.`;
  return item("look", words, LESS, { at: from, position });
}
