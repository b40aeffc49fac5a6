import { describe, expect, it } from "vitest";
import { GOOG, positionAt, PUT_740, TEN_O_CLOCK, ticks, units, viewsAfter } from "../testing/index.ts";
import { epochMs } from "@legbook/domain";
import { markOf, quoteView } from "./query.ts";

const id = PUT_740.conId;

describe("a quote", () => {
  it("is the newest of each value, with its age", () => {
    const views = viewsAfter([
      ticks(id, { bid: 3, ask: 3.3, modelDelta: -0.42 }),
      ticks(id, { bid: 3.1 }, epochMs(TEN_O_CLOCK + 500)),
    ]);
    expect(quoteView(views.market, id, epochMs(TEN_O_CLOCK + 2000))).toMatchObject({
      bid: units(3.1),
      ask: units(3.3),
      delta: -0.42,
      quoteAgeMs: 1500,
    });
  });

  it("is never younger than nothing, though a tick be stamped after the clock was read", () => {
    const views = viewsAfter([ticks(id, { bid: 3 })]);
    expect(quoteView(views.market, id, epochMs(TEN_O_CLOCK - 5))?.quoteAgeMs).toBe(0);
  });

  it("is absent for a contract of which no tick came", () => {
    expect(quoteView(viewsAfter([]).market, id, TEN_O_CLOCK)).toBeNull();
  });

  it("remembers which event last changed it", () => {
    const views = viewsAfter([
      ticks(id, { bid: 3 }),
      ticks(GOOG.conId, { bid: 748 }),
      ticks(id, { ask: 3.3 }),
    ]);
    expect([views.market.changedAt.get(id), views.market.changedAt.get(GOOG.conId)]).toEqual([
      positionAt(3),
      positionAt(2),
    ]);
  });
});

describe("a mark", () => {
  it("is the middle of both sides", () => {
    const { market } = viewsAfter([ticks(id, { bid: 3, ask: 3.3, modelPrice: 9 })]);
    expect(markOf(market, PUT_740)).toEqual({ price: units(3.15), basis: "mid", missing: null });
  });

  it("is the gateway's model price when a side is missing, and says so", () => {
    const { market } = viewsAfter([ticks(id, { bid: "none", ask: 0.05, modelPrice: 0.02 })]);
    expect(markOf(market, PUT_740)).toEqual({ price: units(0.02), basis: "model", missing: "bid" });
  });

  it("is not made up from one side", () => {
    const { market } = viewsAfter([ticks(id, { bid: 3 })]);
    expect(markOf(market, PUT_740)).toEqual({ price: null, basis: null, missing: "ask" });
  });
});
