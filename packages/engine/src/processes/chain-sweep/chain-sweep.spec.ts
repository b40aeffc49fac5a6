import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDate } from "@legbook/domain";
import {
  createSweepPace,
  freshnessOf,
  messagesAllowed,
  messagesSent,
  planSweep,
  RELEVANCE_SHOWN,
  relevanceOf,
  SWEEP_RULES,
  SweepTable,
  type SweepInterest,
} from "./index.ts";

const SPENDING = { linesMax: 2, messagesMax: 10, seenAgainAfterMs: 0 };
const ours = () => true;

function tableOf(...relevances: readonly number[]): SweepTable {
  const table = new SweepTable();
  table.setContracts(
    relevances.map((relevance, index) => ({ conId: index + 1, relevance })),
    0,
  );
  return table;
}

/** Lets the lines be opened, and quoted at once. */
function see(table: SweepTable, at: number, ...conIds: readonly number[]): void {
  for (const conId of conIds) {
    table.opened(table.indexOf(conId), at);
    table.quoted(table.indexOf(conId), at);
  }
}

describe("the plan of a step", () => {
  it("opens the most relevant contracts first, and no more than there are lines", () => {
    expect(
      planSweep(tableOf(0.1, 1, 0, 0.5), 0, { ...SPENDING, linesMax: 3, messagesMax: 10 }, ours),
    ).toEqual({
      close: [],
      open: [2],
    });
    expect(
      planSweep(tableOf(0.1, 1, 0, 0.5), 0, { ...SPENDING, linesMax: 9, messagesMax: 10 }, ours).open,
    ).toEqual([2, 4, 1]);
  });

  it("holds a line until its first quote, and a moment longer for what comes behind it", () => {
    const table = tableOf(1, 1, 1);
    table.opened(0, 0);
    table.opened(1, 0);
    expect(planSweep(table, 1_000, SPENDING, ours)).toEqual({ close: [], open: [] });
    table.quoted(0, 1_000);
    table.quoted(1, 1_001);
    expect(planSweep(table, 1_000 + SWEEP_RULES.settleMs - 1, SPENDING, ours).close).toEqual([]);
    expect(planSweep(table, 1_000 + SWEEP_RULES.settleMs, SPENDING, ours)).toEqual({ close: [1], open: [3] });
  });

  it("moves on from a line that stays silent, and lets its contract rest longer each time", () => {
    const table = tableOf(1, 0.1);
    const one = { ...SPENDING, linesMax: 1, messagesMax: 10 };
    const { firstQuoteWaitMaxMs: wait, silentRestMs: rest } = SWEEP_RULES;
    table.opened(0, 0);
    expect(planSweep(table, wait - 1, one, ours).close).toEqual([]);
    expect(planSweep(table, wait, one, ours)).toEqual({ close: [1], open: [2] });
    table.closed(0, wait);
    expect(
      planSweep(table, wait + rest - 1, { ...SPENDING, linesMax: 6, messagesMax: 10 }, ours).open,
    ).toEqual([2]);
    expect(planSweep(table, wait + rest, { ...SPENDING, linesMax: 6, messagesMax: 10 }, ours).open).toContain(
      1,
    );
    table.opened(0, 20_000);
    table.closed(0, 20_000 + wait);
    expect(table.restsUntil[0]).toBe(20_000 + wait + 2 * rest);
  });

  it("keeps the lines of the most relevant and lets the others take turns", () => {
    const table = tableOf(1, 0.1, 0.1, 0.1);
    let now = 0;
    const seen = new Map<number, number>();
    for (let step = 0; step < 60; step += 1) {
      now += 1_000;
      const { close, open } = planSweep(table, now, SPENDING, ours);
      for (const conId of close) table.closed(table.indexOf(conId), now);
      see(table, now, ...open);
      for (const conId of open) seen.set(conId, (seen.get(conId) ?? 0) + 1);
    }
    expect(seen.get(1)).toBe(1);
    const turns = [2, 3, 4].map((conId) => seen.get(conId) ?? 0);
    expect(Math.min(...turns)).toBeGreaterThan(3);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
  });

  it("comes back sooner to what changes more often", () => {
    const table = tableOf(1, 1);
    see(table, 0, 1, 2);
    for (let change = 1; change <= 60; change += 1) table.changed(1, change);
    table.closed(0, 60_000);
    table.closed(1, 60_000);
    expect(planSweep(table, 70_000, { ...SPENDING, linesMax: 1, messagesMax: 10 }, ours).open).toEqual([2]);
  });

  it("leaves a contract alone that was seen just now", () => {
    const table = tableOf(1, 1);
    see(table, 0, 1);
    table.closed(0, 1_000);
    const budget = { ...SPENDING, seenAgainAfterMs: 2_000 };
    expect(planSweep(table, 2_999, budget, ours).open).toEqual([2]);
    table.opened(1, 2_999);
    table.quoted(1, 2_999);
    expect(planSweep(table, 2_999, budget, ours).open).toEqual([]);
    expect(planSweep(table, 3_000, budget, ours).open).toEqual([1]);
  });

  it("never closes a line that is not its own", () => {
    const table = tableOf(0.1, 1);
    see(table, 0, 1);
    const budget = { ...SPENDING, linesMax: 1, messagesMax: 10 };
    expect(planSweep(table, 60_000, budget, () => false)).toEqual({ close: [], open: [2] });
    expect(planSweep(table, 60_000, budget, ours)).toEqual({ close: [1], open: [2] });
    expect(planSweep(table, 60_000, { ...budget, linesMax: 0 }, () => false)).toEqual({
      close: [],
      open: [],
    });
  });

  it("gives lines back, the least worth first, when there is room for fewer", () => {
    const table = tableOf(0.5, 1, 0.2);
    see(table, 0, 1, 2, 3);
    expect(planSweep(table, 1_000, { ...SPENDING, linesMax: 1, messagesMax: 10 }, ours)).toEqual({
      close: [3, 1],
      open: [],
    });
  });

  it("asks for less while many lines wait for their first quote", () => {
    const table = tableOf(1, 1, 1, 1, 1, 1, 1, 1, 1);
    const budget = { ...SPENDING, linesMax: 9, messagesMax: 9 };
    const first = planSweep(table, 0, budget, ours).open;
    expect(first).toHaveLength(3);
    for (const conId of first) table.opened(table.indexOf(conId), 0);
    expect(planSweep(table, 200, budget, ours).open).toEqual([]);
    expect(planSweep(table, SWEEP_RULES.firstQuoteWaitMaxMs, budget, ours).open).toHaveLength(3);
  });

  it("asks for one at a time where everything is rejected, until something is quoted", () => {
    const table = tableOf(...Array.from({ length: 30 }, () => 1));
    const budget = { ...SPENDING, linesMax: 30, messagesMax: 30 };
    for (let index = 0; index < SWEEP_RULES.rejectedInRowMax; index += 1) {
      table.opened(index, 0);
      table.rejected(index, 0);
    }
    expect(planSweep(table, SWEEP_RULES.rejectedProbeEveryMs - 1, budget, ours).open).toEqual([]);
    const probe = planSweep(table, SWEEP_RULES.rejectedProbeEveryMs, budget, ours).open;
    expect(probe).toHaveLength(1);
    see(table, SWEEP_RULES.rejectedProbeEveryMs, ...probe);
    expect(planSweep(table, SWEEP_RULES.rejectedProbeEveryMs, budget, ours).open.length).toBeGreaterThan(1);
  });

  it("begins afresh in a new session", () => {
    const table = tableOf(1);
    table.opened(0, 0);
    table.rejected(0, 0);
    expect(planSweep(table, 1_000, SPENDING, ours).open).toEqual([]);
    table.sessionEnded(1_000);
    expect(planSweep(table, 1_000, SPENDING, ours).open).toEqual([1]);
  });

  it("holds to its budget whatever happened before", () => {
    const step = fc.record({
      quoted: fc.array(fc.nat(19)),
      rejected: fc.array(fc.nat(19), { maxLength: 3 }),
      linesMax: fc.nat(8),
      messagesMax: fc.nat(6),
      passes: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (steps, relevances) => {
          const table = tableOf(...relevances);
          let now = 0;
          for (const { quoted, rejected, linesMax, messagesMax, passes } of steps) {
            now += passes;
            for (const index of quoted) if (table.isOpen(index)) table.quoted(index, now);
            for (const index of rejected) if (table.isOpen(index)) table.rejected(index, now);
            const isOurs = (index: number) => index % 5 !== 0;
            const before = openOf(table, isOurs);
            const { close, open } = planSweep(table, now, { ...SPENDING, linesMax, messagesMax }, isOurs);
            expect(close.length + open.length).toBeLessThanOrEqual(messagesMax);
            expect(before - close.length + open.length).toBeLessThanOrEqual(Math.max(linesMax, before));
            for (const conId of close) {
              const index = table.indexOf(conId);
              expect(table.isOpen(index) && isOurs(index)).toBe(true);
              table.closed(index, now);
            }
            for (const conId of open) {
              const index = table.indexOf(conId);
              expect(table.isOpen(index) || (table.restsUntil[index] ?? 0) > now).toBe(false);
              table.opened(index, now);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

const openOf = (table: SweepTable, isOurs: (index: number) => boolean): number =>
  Array.from(table.conIds, (_, index) => index).filter((index) => table.isOpen(index) && isOurs(index))
    .length;

describe("the table of the sweep", () => {
  it("keeps what it knows of contracts that stay, and takes each once", () => {
    const table = tableOf(1, 1);
    see(table, 0, 2);
    table.setContracts(
      [
        { conId: 2, relevance: 0.5 },
        { conId: 9, relevance: 1 },
      ],
      5_000,
    );
    expect([table.ageMs(table.indexOf(2), 6_000), table.ageMs(table.indexOf(9), 6_000)]).toEqual([
      0,
      Infinity,
    ]);
    expect([table.indexOf(1), table.size]).toEqual([-1, 2]);
    const twice = [
      { conId: 3, relevance: 1 },
      { conId: 3, relevance: 1 },
    ];
    expect(() => table.setContracts(twice, 0)).toThrow("swept twice");
  });

  it.each([Number.NaN, -1, Infinity])("does not take %d for a relevance", (relevance) => {
    expect(() => tableOf(relevance)).toThrow(RangeError);
    expect(() => tableOf(1).setRelevance(0, relevance)).toThrow(RangeError);
  });

  it("reports freshness: what is open is seen now, what was closed ages, what was never seen is never fresh", () => {
    const table = tableOf(1, 1, 1, 0.01);
    see(table, 0, 1, 2);
    table.closed(1, 10_000);
    expect(freshnessOf(table, 14_000)).toEqual({
      relevant: { contracts: 3, within1s: 1 / 3, within5s: 2 / 3, within30s: 2 / 3 },
      all: { contracts: 4, within1s: 1 / 4, within5s: 1 / 2, within30s: 1 / 2 },
    });
    expect(freshnessOf(new SweepTable(), 0).all).toMatchObject({ contracts: 0, within1s: 1 });
  });
});

describe("the share of the pace", () => {
  it("is never exceeded in any window of a second, nor by one step", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(700), fc.nat(60))),
        fc.integer({ min: 1, max: 40 }),
        (steps, max) => {
          let pace = createSweepPace(max, 200);
          const sent: { at: number; messages: number }[] = [];
          let now = 0;
          for (const [passes, wanted] of steps) {
            now += passes;
            const messages = Math.min(wanted, messagesAllowed(pace, now));
            pace = messagesSent(pace, now, messages);
            sent.push({ at: now, messages });
            expect(messages).toBeLessThanOrEqual(Math.max(2, Math.ceil(max / 5)));
            const second = sent.filter(({ at }) => at > now - 1_000);
            expect(second.reduce((sum, one) => sum + one.messages, 0)).toBeLessThanOrEqual(max);
          }
        },
      ),
    );
  });

  it("does not let a plan overspend", () => {
    expect(() => messagesSent(createSweepPace(10, 200), 0, 3)).toThrow("where 2 were allowed");
  });
});

describe("relevance", () => {
  const expiry = isoDate("2026-12-18");
  const interest: SweepInterest = {
    expiries: new Set([expiry]),
    rights: new Set(["put"]),
    deltaBands: [{ min: 0.15, max: 0.3 }],
    shown: new Set([7]),
    next: new Set([8]),
  };
  const of = (deltaSize: number, changes: Partial<Parameters<typeof relevanceOf>[0]> = {}) =>
    relevanceOf({ conId: 1, expiry, right: "put", deltaSize, ...changes }, interest);

  it("is highest for what is shown, then for the filters' deltas, less for the money, least elsewhere", () => {
    const order = [
      of(0.2, { conId: 7 }),
      of(0.2, { conId: 8 }),
      of(0.2),
      of(0.35),
      of(0.5),
      of(0.5, { right: "call" }),
      of(0.001),
      of(0.2, { expiry: isoDate("2027-01-15") }),
    ];
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(new Set(order).size).toBe(order.length);
    expect([order[0], order[2]]).toEqual([RELEVANCE_SHOWN, 1]);
  });

  it("follows the money where no filter speaks of deltas", () => {
    const near = (deltaSize: number) =>
      relevanceOf({ conId: 1, expiry, right: "put", deltaSize }, { ...interest, deltaBands: [] });
    expect([near(0.5), near(0.3) > near(0.1), near(0.7) > near(0.95)]).toEqual([1, true, true]);
  });
});
