import { type DomainEvent, type EpochMs, epochMs, isoDate } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT,
  dayReportOf,
  execution,
  loggedEvents,
  type LoggedEvent,
  orderRequested,
  placementIntended,
  PROLOGUE,
  PUT_740,
  statusReported,
  TEN_O_CLOCK,
  ticks,
  transmitted,
  units,
} from "../testing/index.ts";
import { dayBounds, span, type SessionReport } from "./index.ts";

const DAY = isoDate("2015-12-24");
const NEXT_DAY = isoDate("2015-12-25");
/** From ten o'clock, in seconds. */
const MIDNIGHT_BEFORE = -10 * 3_600;
const MIDNIGHT = 14 * 3_600;
const CLOSE = 3 * 3_600;
const begun: readonly LoggedEvent[] = PROLOGUE.map((event) => ({ event, second: -60 }));

const after = (seconds: number): EpochMs => epochMs(TEN_O_CLOCK + seconds * 1_000);

function report(events: readonly LoggedEvent[], date = DAY): Promise<SessionReport> {
  return dayReportOf(loggedEvents(events), date);
}

function sent(ref: string): readonly LoggedEvent[] {
  return [
    { event: orderRequested(ref), second: 10 },
    { event: placementIntended(ref) },
    { event: transmitted(ref) },
  ];
}

const told = ({ attention }: SessionReport) => attention.map(({ words }) => words);

describe("a date in New York", () => {
  it.each([
    ["2015-12-24", 24],
    ["2026-03-08", 23],
    ["2026-11-01", 25],
  ])("%s lasts %i hours, from midnight to the next", (date, hours) => {
    const { start, end } = dayBounds(isoDate(date));
    expect((end - start) / 3_600_000).toBe(hours);
    expect(dayBounds(isoDate("2015-12-24"))).toEqual({ start: after(MIDNIGHT_BEFORE), end: after(MIDNIGHT) });
  });
});

describe("an event at the edge of a day", () => {
  it("of the very midnight is of the day that begins, a millisecond earlier of the one before", async () => {
    const log = [
      ...begun,
      { event: orderRequested("last"), second: MIDNIGHT - 0.001 },
      { event: orderRequested("first"), second: MIDNIGHT },
    ];
    const refs = ({ orders }: SessionReport) => orders.map(({ orderRef }) => orderRef);
    const [day, next] = [await report(log), await report(log, NEXT_DAY)];
    expect([refs(day), refs(next)]).toEqual([["last"], ["first"]]);
    expect([day.to, next.from]).toEqual([after(MIDNIGHT - 0.001), after(MIDNIGHT)]);
    expect(day.complete).toBe(true);
  });

  it("is a fill of the day when it was executed within it, whenever it was reported", async () => {
    const fill = (id: string, executedAt: EpochMs): LoggedEvent => ({
      event: execution("o1", `${id}.01.01`, { executedAt }),
    });
    const { fills } = await report([
      ...begun,
      ...sent("o1"),
      fill("yesterday", after(MIDNIGHT_BEFORE - 0.001)),
      fill("midnight", after(MIDNIGHT_BEFORE)),
      fill("late", after(MIDNIGHT - 0.001)),
      fill("tomorrow", after(MIDNIGHT)),
    ]);
    expect(fills.map(({ execId }) => execId)).toEqual(["midnight.01.01", "late.01.01"]);
  });
});

describe("profit and loss of a day", () => {
  const daily = (amount: number): DomainEvent => ({
    type: "AccountProfitAndLossReported",
    data: { account: ACCOUNT, daily: units(amount), unrealised: null, realised: null },
  });

  it("is what was reported that day: an earlier figure is none of it", async () => {
    const log = [
      ...begun,
      { event: daily(-5), second: MIDNIGHT - 0.001 },
      { event: orderRequested("o1"), second: MIDNIGHT + 5 },
    ];
    expect((await report(log)).accounts).toMatchObject([{ daily: units(-5) }]);
    expect((await report(log, NEXT_DAY)).accounts).toMatchObject([{ daily: null, history: [] }]);
    const atMidnight = [...begun, { event: daily(-5), second: MIDNIGHT }];
    expect((await report(atMidnight, NEXT_DAY)).accounts).toMatchObject([
      { daily: units(-5), history: [{ daily: units(-5) }] },
    ]);
  });

  it("is beyond the limit when it is at it", async () => {
    const at = (amount: number) => report([...begun, { event: daily(amount), second: 1 }]);
    expect(told(await at(-1_000))).toEqual([expect.stringContaining("beyond the loss limit")]);
    expect(told(await at(-999.999999))).toEqual([]);
  });
});

describe("times that are worth telling", () => {
  const line: DomainEvent = {
    type: "LineOpened",
    data: { contract: PUT_740, requestId: 1, purpose: "watch", usedAt: TEN_O_CLOCK },
  };
  const quoted = (second: number): LoggedEvent => ({ event: ticks(PUT_740.conId, { bid: 3 }), second });

  it("are fifteen seconds without a quote, and no less", async () => {
    const silent = async (seconds: number) =>
      (await report([...begun, { event: line, second: 0 }, quoted(1), quoted(1 + seconds)])).gaps.length;
    expect([await silent(14.999), await silent(15)]).toEqual([0, 1]);
  });

  it("are of a silence over the close the part before it", async () => {
    const { gaps } = await report([
      ...begun,
      { event: line, second: CLOSE - 60 },
      quoted(CLOSE - 15),
      quoted(CLOSE + 600),
    ]);
    expect(gaps.map(({ to, durationMs }) => [to, durationMs])).toEqual([
      [after(CLOSE - 15), 45_000],
      [after(CLOSE), 15_000],
    ]);
  });

  it("are an order's first hour of work and what comes after", async () => {
    const aged = async (seconds: number) =>
      told(
        await report([
          ...begun,
          ...sent("o1"),
          { event: statusReported("o1", "Submitted") },
          { event: orderRequested("o2", { purpose: "preview" }), second: 10 + seconds },
        ]),
      ).filter((words) => words.startsWith("o1"));
    expect(await aged(3_599.999)).toEqual([expect.stringContaining("o1 is still open")]);
    expect(await aged(3_600)).toEqual(["o1 has worked for 1 h 0 min with 0 of 1 filled."]);
  });
});

it.each([
  [999, "999 ms"],
  [1_000, "1.0 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 0 s"],
  [60_000, "1 min 0 s"],
  [119_499, "1 min 59 s"],
  [119_500, "2 min 0 s"],
  [3_599_499, "59 min 59 s"],
  [3_599_500, "1 h 0 min"],
  [3_660_000, "1 h 1 min"],
])("a span of %i ms is %s", (ms, words) => expect(span(ms)).toBe(words));
