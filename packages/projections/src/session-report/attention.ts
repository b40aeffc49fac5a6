import {
  DEFAULT_RISK_LIMITS,
  type EpochMs,
  formatMicros,
  type IsoDate,
  isLive,
  nextTradingDay,
} from "@legbook/domain";
import type { OrderEntry } from "../orders/fold.ts";
import { ORDER_PHASE_WORDS } from "../orders/phase-words.ts";
import { orderNote } from "../orders/note.ts";
import { positionMismatches } from "../positions/query.ts";
import type { ViewStates } from "../runner/states.ts";
import { marketData, tooMuch, wayToTheBroker } from "./attention-gateway.ts";
import { hours, item, type Known, plural } from "./attention-item.ts";
import type { AttentionItem, FillRow, OrderRow, PositionRow } from "./model.ts";

/** An order that works for longer than this is worth a look. */
export const WORKING_LONG_MS = 3_600_000;

/** What a person has to settle first, then what a person should know of. `now`: the end of what the report covers. */
export function attentionItems(views: ViewStates, known: Known, now: EpochMs): readonly AttentionItem[] {
  const items = [
    ...openOrders(views, known.orders, now),
    ...ordersInDoubt(known.orders),
    ...switchedOff(views),
    ...tripped(known),
    ...books(views, known.fills, now),
    ...expiring(known.positions, known.date),
    ...losses(views),
    ...wayToTheBroker(known),
    ...marketData(known),
    ...tooMuch(known),
    ...strangers(known),
  ];
  // Sorting is stable: within an urgency they stay in the order above.
  return items.sort((a, b) => (a.urgency === b.urgency ? 0 : a.urgency === "act" ? -1 : 1));
}

/** Those that may still execute, of whichever day, and what is wrong with those of the day. */
function openOrders(views: ViewStates, ofDay: readonly OrderRow[], now: EpochMs): readonly AttentionItem[] {
  const refs = new Set([...views.orders.working, ...ofDay.map((row) => row.orderRef)]);
  return [...refs].flatMap((ref) => {
    const entry = views.orders.orders.get(ref);
    if (entry === undefined) throw new Error(`${ref} is open or of the day, and not known`);
    const { state, orderRef, position, requestedAt } = entry;
    const where = { position, at: entry.updatedAt };
    const note = orderNote(entry) ?? "";
    if (state.duplicatePermIds) {
      return [item("act", `${orderRef}: ${note}`, "Settle it in the broker's own application.", where)];
    }
    if (state.phase === "unknown") {
      const remedy =
        "Look for its reference in the broker's own application; the engine reads the books again when it connects.";
      return [item("act", `${orderRef} is in doubt. ${note}`, remedy, where)];
    }
    if (!isLive(state)) return outstanding(entry);
    const ageMs = now - requestedAt;
    if (ageMs < WORKING_LONG_MS)
      return [
        item("look", `${orderRef} is still open: ${note}`, "Keep it, change its price, or cancel it.", where),
      ];
    const words = `${orderRef} has worked for ${hours(ageMs)} with ${state.filled} of ${state.filled + state.remaining} filled.`;
    return [item("act", words, "Change its price or cancel it.", where)];
  });
}

function outstanding({ state, orderRef, position, updatedAt }: OrderEntry): readonly AttentionItem[] {
  if (!state.executionsOutstanding) return [];
  const words = `${orderRef} is filled by the broker's status, and executions of its legs have not come.`;
  return [
    item("act", words, "Compare the position with the broker's own application.", {
      position,
      at: updatedAt,
    }),
  ];
}

/** Doubt that the books settled, cancels that came too late. */
function ordersInDoubt(orders: readonly OrderRow[]): readonly AttentionItem[] {
  return orders.flatMap(({ orderRef, steps, phase, position }) => {
    const doubt = steps.find(({ kind }) => kind === "unknown");
    if (doubt === undefined || phase === "unknown") return [];
    const words = `It was in doubt for a time what became of ${orderRef}. The broker's books settled it: ${ORDER_PHASE_WORDS[phase]}.`;
    return [item("look", words, null, { position, at: doubt.at })];
  });
}

function switchedOff(views: ViewStates): readonly AttentionItem[] {
  return [...views.risk.accounts].flatMap(([account, { killSwitch, breakers, position }]) => {
    const items: AttentionItem[] = [];
    if (killSwitch !== null) {
      const words = `The kill switch of ${account} is engaged by ${killSwitch.actor}: ${killSwitch.reason}.`;
      items.push(item("act", words, "Release it when trading may go on.", { position, at: killSwitch.at }));
    }
    for (const { underlying, volatility, limit, at } of breakers.values()) {
      const words = `The volatility breaker of ${account} for ${underlying} tripped at ${percent(volatility)}, limit ${percent(limit)}.`;
      items.push(item("act", words, "Reset it once the volatility is what you accept.", { position, at }));
    }
    return items;
  });
}

/** A breaker that tripped is told though it was reset since, and who engaged a kill switch though it was released. */
function tripped({ switches }: Known): readonly AttentionItem[] {
  return switches.flatMap(({ kind, subject, words, at, position }, place) => {
    const over =
      kind === "breakerTripped" ? "breakerReset" : kind === "killSwitchEngaged" ? "killSwitchReleased" : null;
    const later = switches.slice(place).filter((other) => other.subject === subject);
    const isOver = later.some((other) => other.kind === over);
    return isOver ? [item("look", words, null, { at, position })] : [];
  });
}

/** Our executions against the broker's books. */
function books(views: ViewStates, fills: readonly FillRow[], now: EpochMs): readonly AttentionItem[] {
  const mismatches = positionMismatches(views, null, now).map(({ message, settling, since }) =>
    item(settling ? "look" : "act", message, "Settle the difference in the broker's own application.", {
      at: since,
    }),
  );
  const unpaid = fills.filter(({ commission }) => commission === null).length;
  if (unpaid === 0) return mismatches;
  const words = `No commission was reported of ${plural(unpaid, "execution")}: the fees below lack them.`;
  return [...mismatches, item("look", words, "They come with the next reading of the broker's executions.")];
}

/** Options whose last trading day is today or the next. */
function expiring(positions: readonly PositionRow[], date: IsoDate): readonly AttentionItem[] {
  return positions.flatMap(({ account, words, quantity, expiry, daysToExpiry: days }) => {
    if (expiry === null || days === null) return [];
    const held = `${account} holds ${quantity} ${words}`;
    if (days < 0) return [item("act", `${held}, which has expired.`, "See how the broker settled it.")];
    if (days === 0)
      return [
        item("act", `${held}, which expires today.`, "Close it, or be ready for exercise and assignment."),
      ];
    if (expiry > nextTradingDay(date)) return [];
    return [item("look", `${held}, which expires on the next trading day.`, "Decide whether to close it.")];
  });
}

function losses(views: ViewStates): readonly AttentionItem[] {
  return [...views.profitAndLoss.accounts].flatMap(([account, { reported, position, summary }]) => {
    const limit = (views.risk.accounts.get(account)?.limits ?? DEFAULT_RISK_LIMITS).dailyLossMax;
    const daily = reported?.daily ?? null;
    if (daily === null || daily > 0 - limit) return [];
    const stands = `${formatMicros(daily)} ${summary?.currency ?? ""}`.trim();
    const words = `The day of ${account} stands at ${stands}, beyond the loss limit of ${formatMicros(limit)}.`;
    return [
      item("act", words, "New orders are blocked by dailyLoss until the next day or another limit.", {
        position,
        at: reported?.at ?? null,
      }),
    ];
  });
}

/** Orders of other programs, and what else the engine itself wanted to be seen. */
function strangers({ notices }: Known): readonly AttentionItem[] {
  return notices
    .filter(({ code }) => code === 0)
    .map(({ count, message, lastAt }) =>
      item("look", count === 1 ? message : `${message} (the newest of ${count} such notices)`, null, {
        at: lastAt,
      }),
    );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
