import { type DomainEvent, epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  execution,
  GOOG,
  legFills,
  placed,
  positionReported,
  PUT_740,
  PUT_745,
  PUT_750,
  SYNCHRONISED,
  TEN_O_CLOCK,
  ticks,
  units,
  verticalLegs,
  viewsAfter,
} from "../testing/index.ts";
import { MISMATCH_SETTLING_MS, positionsView } from "./query.ts";

const LATER = epochMs(TEN_O_CLOCK + 60_000);

function after(events: readonly DomainEvent[], now = LATER) {
  return positionsView(viewsAfter([...SYNCHRONISED, ...events]), ACCOUNT, now);
}

/** Sells `quantity` 740/745 put verticals at 1.35 and hears of it from the broker, commissions in the average cost. */
function sold(quantity: number): DomainEvent[] {
  return [
    ...placed("o1", { quantity }),
    ...legFills("o1", "x", quantity),
    positionReported(PUT_740, quantity, 300),
    positionReported(PUT_745, -quantity, 435),
  ];
}

const outline = (view: ReturnType<typeof after>) =>
  view.groups.map(({ strategy, words, quantity }) => [strategy, words, quantity]);

describe("positions", () => {
  it("that one order traded together stay together", () => {
    expect(outline(after(sold(2)))).toEqual([["vertical", "GOOG 15 Jan 2016 745/740 put credit", 2]]);
  });

  it("say their cost, worth, profit, greeks and bounds for the whole quantity", () => {
    const greeks = { modelDelta: -0.4, modelGamma: 0.01, modelVega: 0.8, modelTheta: -0.2 };
    const [group] = after([
      ...sold(2),
      ticks(PUT_740.conId, { bid: 2.5, ask: 2.7, ...greeks }),
      ticks(PUT_745.conId, { bid: 3.4, ask: 3.6, ...greeks, modelDelta: -0.5 }),
    ]).groups;
    expect(group).toMatchObject({
      cost: units(-270),
      value: units(-180),
      profitOpen: units(90),
      profitDay: null,
      maxGain: units(270),
      maxLoss: units(730),
      currency: "USD",
      mismatched: false,
    });
    expect(group?.delta).toBeCloseTo(200 * (-0.4 + 0.5), 9);
    expect(group?.theta).toBeCloseTo(0, 9);
  });

  it("of which a value is missing do not show a sum without it", () => {
    const [group] = after([...sold(1), ticks(PUT_740.conId, { bid: 2.5, ask: 2.7 })]).groups;
    expect([group?.value, group?.profitOpen, group?.delta, group?.cost]).toEqual([
      null,
      null,
      null,
      units(-135),
    ]);
  });

  it("split the broker's profit of the day by quantity", () => {
    const events: DomainEvent[] = [
      ...sold(1),
      positionReported(PUT_740, 3, 300),
      {
        type: "PositionProfitAndLossReported",
        data: {
          account: ACCOUNT,
          conId: PUT_740.conId,
          quantity: 3,
          daily: units(9),
          unrealised: null,
          realised: null,
          value: null,
        },
      },
    ];
    const legs = after(events).groups.flatMap((group) =>
      group.legs.filter(({ conId }) => conId === PUT_740.conId),
    );
    expect(legs.map(({ quantity, profitDay }) => [quantity, profitDay])).toEqual([
      [1, units(3)],
      [2, units(6)],
    ]);
  });

  it("filled unevenly are one spread for each whole set and lone legs for the rest", () => {
    const events = [
      ...placed("o1", { quantity: 2 }),
      execution("o1", "x.a.01.01", { quantity: 2 }),
      execution("o1", "x.b.01.01", { conId: PUT_745.conId, side: "sell", quantity: 1, price: units(4.35) }),
      positionReported(PUT_740, 2, 300),
      positionReported(PUT_745, -1, 435),
    ];
    expect(outline(after(events))).toEqual([
      ["vertical", "GOOG 15 Jan 2016 745/740 put credit", 1],
      ["single", "GOOG 15 Jan 2016 740 put", 1],
    ]);
  });

  it("filled in parts count each part once", () => {
    const part = (id: string) => legFills("o1", id, 1);
    const events = [
      ...placed("o1", { quantity: 2 }),
      ...part("x"),
      ...part("y"),
      positionReported(PUT_740, 5, 300),
      positionReported(PUT_745, -5, 435),
    ];
    expect(after(events).groups.map(({ quantity }) => quantity)).toEqual([2, 3, -3]);
  });

  it("closed by an order the other way round are gone", () => {
    const events = [
      ...sold(1),
      ...placed("o2", { legs: verticalLegs(PUT_745, PUT_740) }),
      execution("o2", "y.a.01.01", { side: "sell" }),
      execution("o2", "y.b.01.01", { conId: PUT_745.conId, side: "buy" }),
      positionReported(PUT_740, 0, null),
      positionReported(PUT_745, 0, null),
    ];
    expect(after(events).groups).toEqual([]);
  });

  it("are what the broker reports: a leg closed by hand leaves the other one alone, in plain sight", () => {
    const view = after([...sold(1), positionReported(PUT_740, 0, null)]);
    expect(outline(view)).toEqual([["single", "GOOG 15 Jan 2016 745 put", -1]]);
    expect(view.mismatches).toMatchObject([{ conId: PUT_740.conId, own: 1, broker: 0, settling: false }]);
  });

  it("of two orders that share a leg are grouped by their orders, not by what would fit", () => {
    const events = [
      ...sold(1),
      ...placed("o2", { legs: verticalLegs(PUT_745, PUT_750) }),
      execution("o2", "y.a.01.01", { conId: PUT_745.conId, side: "buy" }),
      execution("o2", "y.b.01.01", { conId: PUT_750.conId, side: "sell" }),
      positionReported(PUT_745, 0, null),
      positionReported(PUT_750, -1, 600),
    ];
    expect(outline(after(events))).toEqual([
      ["single", "GOOG 15 Jan 2016 740 put", 1],
      ["single", "GOOG 15 Jan 2016 750 put", -1],
    ]);
  });

  it("from before the log stand alone, a share's delta is itself", () => {
    const views = viewsAfter([
      positionReported(GOOG, 100, 750),
      ...SYNCHRONISED,
      ticks(GOOG.conId, { bid: 748, ask: 748.2 }),
    ]);
    expect(positionsView(views, null, LATER)).toMatchObject({
      groups: [{ strategy: "single", words: "GOOG", quantity: 100, delta: 100, profitOpen: units(-190) }],
      mismatches: [],
    });
  });

  it("are ours by execution until the broker has spoken of them", () => {
    expect(outline(after([...placed("o1"), ...legFills("o1", "x")]))).toEqual([
      ["vertical", "GOOG 15 Jan 2016 745/740 put credit", 1],
    ]);
  });
});

describe("a mismatch with the broker", () => {
  const unheard = [...placed("o1"), ...legFills("o1", "x")];
  const executedAt = TEN_O_CLOCK + 1000 * (SYNCHRONISED.length + 3);

  it("is only settling while the broker's report may be on its way", () => {
    const settling = (now: number) => {
      const view = after(unheard, epochMs(now));
      return [view.mismatches.map((mismatch) => mismatch.settling), view.groups[0]?.mismatched];
    };
    expect(settling(executedAt)).toEqual([[true, true], false]);
    expect(settling(executedAt + MISMATCH_SETTLING_MS)).toEqual([[false, false], true]);
  });

  it("says both numbers", () => {
    expect(
      after([...sold(1), positionReported(PUT_740, 3, 300)]).mismatches.map(({ message }) => message),
    ).toEqual(["GOOG 15 Jan 2016 740 put: our executions make 1, the broker reports 3."]);
  });

  it("is not called before the first synchronisation has told what was there", () => {
    const views = viewsAfter([positionReported(PUT_740, 5, 300)]);
    expect(positionsView(views, ACCOUNT, LATER).mismatches).toEqual([]);
  });

  it("is not what was there before the first synchronisation", () => {
    const views = viewsAfter([positionReported(PUT_740, 5, 300), ...SYNCHRONISED]);
    expect(positionsView(views, ACCOUNT, LATER).mismatches).toEqual([]);
  });

  it("is not explained away by a later synchronisation", () => {
    const view = after([...sold(1), positionReported(PUT_740, 3, 300), ...SYNCHRONISED]);
    expect(view.mismatches).toMatchObject([{ own: 1, broker: 3 }]);
  });

  it("is not the settlement of an option that expired", () => {
    const expired = epochMs(TEN_O_CLOCK + 30 * 86_400_000);
    const events = [...sold(1), positionReported(PUT_740, 0, null), positionReported(PUT_745, 0, null)];
    expect(after(events, expired)).toMatchObject({ groups: [], mismatches: [] });
  });
});
