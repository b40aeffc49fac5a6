import { SWEEP_RULES } from "./rules.ts";
import type { SweepTable } from "./table.ts";

/** What may be spent in one step. */
export interface SweepBudget {
  /** Lines that the sweep may hold, those that it holds included. */
  readonly linesMax: number;
  /** Requests that it may send now: an opening is one, a closing is one. */
  readonly messagesMax: number;
  /** Contracts that were seen less long ago are left alone. */
  readonly seenAgainAfterMs: number;
}

/** Contract ids. The closings come first: with them done the openings fit. */
export interface SweepPlan {
  readonly close: readonly number[];
  readonly open: readonly number[];
}

/** Decides one step. Same table, moment and budget: same plan. `isOurs`: whether a row's open line may be closed. */
export type SweepPlanner = (
  table: SweepTable,
  now: number,
  budget: SweepBudget,
  isOurs: (index: number) => boolean,
) => SweepPlan;

/**
 * Which lines give way to which contracts.
 *
 * A contract is worth `relevance x rate x age²`: its expected number of unseen changes, `rate x age`, costs more the
 * longer it lasts, and for a cost that grows in proportion to the age the index of a visit grows with the square
 * (Tripathi and Modiano, "A Whittle Index Approach to Minimizing Functions of Age of Information", 2019, the linear
 * case). The intervals of visits then go with the inverse root of `relevance x rate`. An open line is worth what its
 * contract would be after `heldAsUnseenMs`, so the most relevant contracts keep theirs and the others take turns.
 */
export const planSweep: SweepPlanner = (table, now, budget, isOurs) =>
  rotate(table, now, budget, isOurs, { worthOf, heldWorthOf });

/**
 * The contract whose turn came longest ago, in place of the line that was opened first, among all that are at least as
 * relevant as `relevantFrom`: what the sweep is measured against.
 */
export function roundRobin(relevantFrom: number): SweepPlanner {
  const worth: Worth = {
    worthOf: (rows, index, at) =>
      (rows.relevance[index] as number) < relevantFrom ? 0 : at - (rows.unseenFrom[index] as number),
    heldWorthOf: (rows, index, at) => (rows.openedAt[index] as number) - at,
  };
  return (table, now, budget, isOurs) => rotate(table, now, budget, isOurs, worth);
}

interface Worth {
  /** Of looking at a contract without a line. */
  readonly worthOf: (table: SweepTable, index: number, now: number) => number;
  /** Of keeping an open line. */
  readonly heldWorthOf: (table: SweepTable, index: number, now: number) => number;
}

function worthOf(table: SweepTable, index: number, now: number): number {
  const age = Math.max(0, now - (table.unseenFrom[index] as number)) / 1_000;
  return (table.relevance[index] as number) * table.rate(index, now) * age * age;
}

function heldWorthOf(table: SweepTable, index: number, now: number): number {
  const age = SWEEP_RULES.heldAsUnseenMs / 1_000;
  return (table.relevance[index] as number) * table.rate(index, now) * age * age;
}

function rotate(
  table: SweepTable,
  now: number,
  { linesMax, messagesMax, seenAgainAfterMs }: SweepBudget,
  isOurs: (index: number) => boolean,
  worth: Worth,
): SweepPlan {
  const lines = openLines(table, now, isOurs, worth);
  const surplus = Math.min(Math.max(0, lines.count - linesMax), messagesMax, lines.yielding.length);
  const close = lines.yielding.slice(0, surplus);
  const open: Valued[] = [];
  const left = () => messagesMax - close.length - open.length;
  const free = () => linesMax - lines.count + close.length - open.length;
  const most = openingsMax(table, now, lines, linesMax, left());
  for (const candidate of candidates(table, now, most, seenAgainAfterMs, worth)) {
    if (free() <= 0) {
      const least = lines.yielding[close.length];
      if (left() < 2 || least === undefined || least.worth >= candidate.worth) break;
      close.push(least);
    }
    if (left() < 1 || free() <= 0) break;
    open.push(candidate);
  }
  const conIds = (rows: readonly Valued[]) => rows.map(({ index }) => table.conIds[index] as number);
  return { close: conIds(close), open: conIds(open) };
}

interface Valued {
  readonly index: number;
  readonly worth: number;
}

interface OpenLines {
  /** Lines of ours. */
  readonly count: number;
  /** Of them, those whose first quote is still to come and not yet late. */
  readonly waiting: number;
  /** Those that may give way, the least worth first: silent ones, then those that were held for long enough. */
  readonly yielding: readonly Valued[];
}

function openLines(
  table: SweepTable,
  now: number,
  isOurs: (index: number) => boolean,
  { heldWorthOf: worthOfHeld }: Worth,
): OpenLines {
  const yielding: Valued[] = [];
  let [count, waiting] = [0, 0];
  for (let index = 0; index < table.size; index += 1) {
    const openedAt = table.openedAt[index] as number;
    if (Number.isNaN(openedAt) || !isOurs(index)) continue;
    count += 1;
    const quotedAt = table.quotedAt[index] as number;
    if (!Number.isNaN(quotedAt)) {
      if (now - quotedAt >= SWEEP_RULES.settleMs)
        yielding.push({ index, worth: worthOfHeld(table, index, now) });
    } else if (now - openedAt >= SWEEP_RULES.firstQuoteWaitMaxMs) {
      yielding.push({ index, worth: Number.NEGATIVE_INFINITY });
    } else {
      waiting += 1;
    }
  }
  yielding.sort((a, b) => a.worth - b.worth || a.index - b.index);
  return { count, waiting, yielding };
}

/** Lines that wait hold their places: a slow gateway is asked for less, one that refuses everything for one at a time. */
function openingsMax(
  table: SweepTable,
  now: number,
  { waiting }: OpenLines,
  linesMax: number,
  messages: number,
): number {
  const { rejectedInRowMax, rejectedProbeEveryMs, waitingShareMax } = SWEEP_RULES;
  if (table.rejectedInRow >= rejectedInRowMax)
    return waiting === 0 && now - table.rejectedAt >= rejectedProbeEveryMs ? Math.min(1, messages) : 0;
  return Math.min(messages, Math.max(1, Math.floor(linesMax * waitingShareMax)) - waiting);
}

/** The most worthy contracts without a line, best first, the lower row first among equals; none that rests, was seen just now, or is worth nothing. */
function candidates(
  table: SweepTable,
  now: number,
  countMax: number,
  seenAgainAfterMs: number,
  { worthOf: worth }: Worth,
): Valued[] {
  const best: Valued[] = [];
  if (countMax <= 0) return best;
  for (let index = 0; index < table.size; index += 1) {
    if (!Number.isNaN(table.openedAt[index]) || now < (table.restsUntil[index] as number)) continue;
    if (now - (table.seenAt[index] as number) < seenAgainAfterMs) continue;
    const value = worth(table, index, now);
    if (value <= 0) continue;
    const last = best[countMax - 1];
    if (last !== undefined && last.worth >= value) continue;
    if (last !== undefined) best.pop();
    let place = best.length;
    while (place > 0 && (best[place - 1] as Valued).worth < value) place -= 1;
    best.splice(place, 0, { index, worth: value });
  }
  return best;
}
