import { type DomainEvent, epochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  commission,
  execution,
  legFills,
  placed,
  positionReported,
  PUT_740,
  PUT_745,
  summaryReported,
  SYNCHRONISED,
  TEN_O_CLOCK,
  ticks,
  units,
  viewsAfter,
} from "../testing/index.ts";
import { profitAndLossView } from "./query.ts";

function after(events: readonly DomainEvent[], now = TEN_O_CLOCK) {
  const view = profitAndLossView(viewsAfter(events), ACCOUNT, now);
  if (view === null) throw new Error("the account is not known");
  return view;
}

const OPENED = [...SYNCHRONISED, ...placed("o1"), ...legFills("o1", "x")];
const QUOTES = [ticks(PUT_740.conId, { bid: 2.5, ask: 2.7 }), ticks(PUT_745.conId, { bid: 3.4, ask: 3.6 })];

describe("profit and loss", () => {
  it("is the broker's word, null where it left a value unset", () => {
    const view = after([
      summaryReported(),
      {
        type: "AccountProfitAndLossReported",
        data: { account: ACCOUNT, daily: units(12.5), unrealised: null, realised: units(3) },
      },
    ]);
    expect(view).toMatchObject({ currency: "USD", daily: units(12.5), unrealised: null, realised: units(3) });
    expect(view.history).toEqual([{ at: TEN_O_CLOCK + 1000, daily: units(12.5) }]);
    expect(view.summary?.netLiquidation).toBe(units(100_000));
  });

  it("is not known for an account of which nothing was reported", () => {
    expect(profitAndLossView(viewsAfter([]), "U9", TEN_O_CLOCK)).toBeNull();
  });

  it("of our own is open quantity at the middle of its quote less its cost, times the multiplier", () => {
    // Long 740 at 3.00, now 2.60: -40. Short 745 at 4.35, now 3.50: +85.
    expect(after([...OPENED, ...QUOTES])).toMatchObject({
      ownUnrealised: { amount: units(45), unknownFor: [] },
      ownRealised: { amount: units(0), unknownFor: [] },
      markedByModel: [],
    });
  });

  it("of our own says which contract keeps it from being known", () => {
    const missing = ticks(PUT_745.conId, { bid: 3.4, ask: "none" });
    expect(after([...OPENED, QUOTES[0]!, missing]).ownUnrealised).toEqual({
      amount: null,
      unknownFor: [PUT_745.conId],
    });
  });

  it("of our own rests on the gateway's model where a side is missing, and names the contract", () => {
    const model = ticks(PUT_745.conId, { bid: "none", ask: 3.6, modelPrice: 3.5 });
    expect(after([...OPENED, QUOTES[0]!, model])).toMatchObject({
      ownUnrealised: { amount: units(45) },
      markedByModel: [PUT_745.conId],
    });
  });

  it("realised is the day's, the sum of all days beside it", () => {
    const nextDay = epochMs(TEN_O_CLOCK + 4 * 86_400_000);
    const closing = [
      ...placed("o2"),
      execution("o2", "y.a.01.01", { side: "sell", price: units(2), executedAt: nextDay }),
      execution("o2", "y.b.01.01", { conId: PUT_745.conId, price: units(2.5), executedAt: nextDay }),
    ];
    // 740: 2.00 - 3.00 = -100; 745: 4.35 - 2.50 = +185.
    expect(after([...OPENED, ...closing], nextDay)).toMatchObject({
      ownRealised: { amount: units(85) },
      ownRealisedTotal: { amount: units(85) },
    });
    expect(after([...OPENED, ...closing], TEN_O_CLOCK)).toMatchObject({
      ownRealised: { amount: units(0) },
      ownRealisedTotal: { amount: units(85) },
    });
  });

  it("counts the legs, not the summary of a combo beside them", () => {
    const combo = execution("o1", "x.c.01.01", { of: "combo", conId: 0, price: units(-1.35) });
    expect(after([...OPENED, combo, ...QUOTES]).ownUnrealised.amount).toBe(units(45));
  });

  it("knows positions from before the log at the broker's cost", () => {
    const events = [positionReported(PUT_740, 1, 310), ...SYNCHRONISED, QUOTES[0]!];
    expect(after(events).ownUnrealised.amount).toBe(units(-50));
  });

  it("does not make up the cost of a position that the broker gave none for", () => {
    const events = [positionReported(PUT_740, 1, null), ...SYNCHRONISED, QUOTES[0]!];
    expect(after(events).ownUnrealised).toEqual({ amount: null, unknownFor: [PUT_740.conId] });
  });

  it("leaves expired contracts to the broker and says so", () => {
    const afterExpiry = epochMs(TEN_O_CLOCK + 30 * 86_400_000);
    expect(after([...OPENED, ...QUOTES], afterExpiry)).toMatchObject({
      ownUnrealised: { amount: units(0) },
      expired: [PUT_740.conId, PUT_745.conId],
    });
  });
});

describe("commissions", () => {
  it("count once however often they are reported, corrected ones by their correction", () => {
    const view = after([
      ...OPENED,
      commission("o1", "x.a.01.01"),
      commission("o1", "x.a.01.01"),
      commission("o1", "x.b.01.01", 0.7),
      commission("o1", "x.b.01.02", 0.5),
    ]);
    expect(view.commissions).toEqual([{ currency: "USD", amount: units(1.2) }]);
  });

  it("of two currencies are not added up", () => {
    const view = after([...OPENED, commission("o1", "x.a.01.01"), commission("o1", "x.b.01.01", 0.6, "EUR")]);
    expect(view.commissions).toEqual([
      { currency: "USD", amount: units(0.7) },
      { currency: "EUR", amount: units(0.6) },
    ]);
  });
});
