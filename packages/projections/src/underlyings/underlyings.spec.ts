import { type DomainEvent, epochMs, type IsoDate, isoDate } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { TEN_O_CLOCK, units, viewsAfter } from "../testing/index.ts";
import { corporateDatesView, volatilityRankView } from "./query.ts";

const TODAY = isoDate("2015-12-24");
const [CHRISTMAS, FEBRUARY, MARCH] = ["2015-12-25", "2016-02-01", "2016-03-04"].map(isoDate) as [
  IsoDate,
  IsoDate,
  IsoDate,
];

function recorded(date: IsoDate, volatility: number, symbol = "GOOG"): DomainEvent {
  return {
    type: "UnderlyingVolatilityRecorded",
    data: { symbol, date, volatility, maturityDays: 30, at: TEN_O_CLOCK },
  };
}

const dates: DomainEvent = {
  type: "CorporateDatesSet",
  data: {
    symbol: "GOOG",
    earnings: [TODAY, FEBRUARY],
    exDividends: [
      { date: CHRISTMAS, amount: null },
      { date: MARCH, amount: units(0.25) },
    ],
    actor: "user:ann",
  },
};

describe("dates of an underlying", () => {
  it("are those that have not passed in New York, with who gave them", () => {
    const views = viewsAfter([dates]);
    expect(corporateDatesView(views, "GOOG", TEN_O_CLOCK)).toEqual({
      position: views.position,
      symbol: "GOOG",
      earnings: [TODAY, FEBRUARY],
      exDividends: [
        { date: CHRISTMAS, amount: null },
        { date: MARCH, amount: units(0.25) },
      ],
      setBy: "user:ann",
      setAt: TEN_O_CLOCK,
    });
    const twoDaysLater = epochMs(TEN_O_CLOCK + 2 * 86_400_000);
    expect(corporateDatesView(views, "GOOG", twoDaysLater)).toMatchObject({
      earnings: [FEBRUARY],
      exDividends: [{ date: MARCH }],
    });
  });

  it("are none until somebody gives them, and of one underlying only", () => {
    expect(corporateDatesView(viewsAfter([dates]), "IBM", TEN_O_CLOCK)).toEqual({
      position: null,
      symbol: "IBM",
      earnings: [],
      exDividends: [],
      setBy: null,
      setAt: null,
    });
  });

  it("are replaced as a whole", () => {
    const none: DomainEvent = { ...dates, data: { ...dates.data, earnings: [] } };
    expect(corporateDatesView(viewsAfter([dates, none]), "GOOG", TEN_O_CLOCK).earnings).toEqual([]);
  });
});

describe("the volatility's rank", () => {
  const history = Array.from({ length: 20 }, (_, index) =>
    recorded(
      isoDate(Temporal.PlainDate.from("2015-12-01").add({ days: index }).toString()),
      0.2 + index / 100,
    ),
  );

  it("rests on the dates that the log holds, a value each, and today's last one", () => {
    const views = viewsAfter([
      ...history,
      recorded(TODAY, 0.9),
      recorded(TODAY, 0.295),
      recorded(TODAY, 0.1, "IBM"),
    ]);
    expect(volatilityRankView(views, "GOOG", TEN_O_CLOCK)).toMatchObject({
      kind: "ranked",
      current: 0.295,
      rank: expect.closeTo(0.5, 12),
      percentile: 0.5,
      dates: 20,
    });
  });

  it("is unknown before there are enough of them", () => {
    expect(volatilityRankView(viewsAfter([recorded(TODAY, 0.2)]), "GOOG", TEN_O_CLOCK)).toMatchObject({
      kind: "unknown",
      reason: "tooFewDates",
    });
    expect(volatilityRankView(viewsAfter([]), "GOOG", TEN_O_CLOCK)).toMatchObject({
      kind: "unknown",
      reason: "noCurrentVolatility",
    });
  });
});
