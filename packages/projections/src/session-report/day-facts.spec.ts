import { type DomainEvent, type EpochMs, epochMs, isoDate, type TradingSession } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import {
  dayReportOf,
  execution,
  loggedEvents,
  type LoggedEvent,
  orderRequested,
  placementIntended,
  PROLOGUE,
  PUT_740,
  recorded,
  TEN_O_CLOCK,
  ticks,
} from "../testing/index.ts";
import { DayClock } from "./day-clock.ts";
import { QuoteWatch } from "./day-quotes.ts";
import type { Outage, SessionReport } from "./index.ts";

const MIDNIGHT = 14 * 3_600;
const begun: readonly LoggedEvent[] = PROLOGUE.map((event) => ({ event, second: -60 }));
const after = (seconds: number): EpochMs => epochMs(TEN_O_CLOCK + seconds * 1_000);

function report(events: readonly LoggedEvent[], date = "2015-12-24"): Promise<SessionReport> {
  return dayReportOf(loggedEvents([...begun, ...events]), isoDate(date));
}

const told = ({ attention }: SessionReport) => attention.map(({ words }) => words);
const quoted = (second: number): LoggedEvent => ({ event: ticks(PUT_740.conId, { bid: 3 }), second });

function line(requestId: number): DomainEvent {
  const contract = { ...PUT_740, conId: requestId };
  return { type: "LineOpened", data: { contract, requestId, purpose: "watch", usedAt: TEN_O_CLOCK } };
}

describe("a day's report", () => {
  it("counts no combo's own execution as a fill: it is the sum of its legs", async () => {
    const { fills } = await report([
      { event: orderRequested("o1"), second: 1 },
      { event: placementIntended("o1") },
      { event: execution("o1", "combo.01.01", { of: "combo" }) },
      { event: execution("o1", "leg.02.01") },
    ]);
    expect(fills.map(({ execId }) => execId)).toEqual(["leg.02.01"]);
  });

  it("tells the gateway's complaints by code, the most frequent first, and those of too much apart", async () => {
    const says = (code: number): LoggedEvent => ({
      event: { type: "GatewayNoticeReported", data: { code, message: `text of ${code}`, requestId: null } },
      second: 1,
      actor: "gateway",
    });
    const made = await report([says(162), says(2_104), says(2_104), says(2_104), says(100), says(100)]);
    expect(made.notices.map(({ code, count }) => [code, count])).toEqual([
      [2_104, 3],
      [100, 2],
      [162, 1],
    ]);
    expect(made.throttled.map(({ code }) => code)).toEqual([100, 162]);
    expect(told(made)).toEqual([
      "The gateway complained 2 times of too much at once: text of 100 (100).",
      "The gateway complained 1 time of too much at once: text of 162 (162).",
    ]);
  });

  it("is complete once its last session has ended, and misses no quotes after that", async () => {
    const trading = [{ event: line(1), second: 0 }, quoted(1)];
    const ended: DomainEvent = { type: "SessionEnded", data: { sessionId: "s1", reason: "done" } };
    expect((await report(trading)).complete).toBe(false);
    const over = await report([...trading, { event: ended, second: 2 }]);
    expect(over.complete).toBe(true);
    const later = { event: PROLOGUE[0] as DomainEvent, second: 60 };
    expect((await report([...trading, { event: ended, second: 2 }, later])).gaps).toEqual([]);
  });

  it("misses quotes from midnight on of lines that were open the day before", async () => {
    const log = [{ event: line(1), second: MIDNIGHT - 30 }, quoted(MIDNIGHT - 1), quoted(MIDNIGHT + 20)];
    expect((await report(log, "2015-12-25")).gaps).toMatchObject([
      { from: after(MIDNIGHT), durationMs: 20_000, lines: 1 },
    ]);
  });

  it("tells three of a kind one by one, and four in a sentence", async () => {
    const gaps = (count: number) => [
      { event: line(1), second: 0 },
      ...Array.from({ length: count }, (_, place) => quoted(20 * (place + 1))),
    ];
    expect(told(await report(gaps(3)))).toHaveLength(3);
    expect(told(await report(gaps(4)))).toEqual([
      expect.stringMatching(/^No quote came 4 times, 1 min 20 s/),
    ]);
    const farm = (status: "broken" | "ok", second: number): LoggedEvent => ({
      event: { type: "FarmStatusReported", data: { farm: "usopt", kind: "marketData", status, code: 2_103 } },
      second,
    });
    const outages = (count: number) =>
      Array.from({ length: count }, (_, place) => [
        farm("broken", 10 * place),
        farm("ok", 10 * place + 2),
      ]).flat();
    expect(told(await report(outages(3)))).toHaveLength(3);
    expect(told(await report(outages(4)))).toEqual([
      expect.stringMatching(/^Farm usopt was out 4 times, 8\.0 s/),
    ]);
  });

  it("thins the use of lines when it changed often, and keeps its peak", async () => {
    const changes = Array.from({ length: 1_200 }, (_, place): readonly LoggedEvent[] => [
      { event: line(1), second: place },
      { event: { type: "LineReleased", data: { conId: 1, requestId: 1 } }, second: place + 0.5 },
    ]);
    const { use, peak } = (await report(changes.flat())).lines;
    expect(use.length).toBeLessThanOrEqual(2_000);
    expect([peak, Math.max(...use.map(({ used }) => used))]).toEqual([1, 1]);
    expect(use.slice(0, 900).every(({ used }) => used === 1)).toBe(true);
  });
});

describe("a session's events before the gateway told its time", () => {
  const machine = epochMs(TEN_O_CLOCK + 400 * 86_400_000);
  const bounds = { start: after(-10), end: after(100) };
  const at = (occurredAt: EpochMs, recordedAt: EpochMs) => {
    const [record] = recorded([line(1)]);
    if (record === undefined) throw new Error("no event");
    return { ...record, metadata: { ...record.metadata, occurredAt, recordedAt } } as Parameters<
      DayClock["place"]
    >[0];
  };
  const times = (records: ReturnType<DayClock["place"]>) =>
    records.map(({ metadata }) => metadata.occurredAt);

  it("are placed as long before it as the machine's clock says, and not before the day", () => {
    const clock = new DayClock(bounds);
    expect(clock.place(at(machine, epochMs(1_000_000)))).toEqual([]);
    expect(clock.place(at(machine, epochMs(1_097_000)))).toEqual([]);
    expect(times(clock.place(at(after(5), epochMs(1_100_000))))).toEqual([after(-10), after(2), after(5)]);
  });

  it("have the time of another day: that of the end is, that of the beginning is not", () => {
    const clock = new DayClock(bounds);
    expect(clock.place(at(bounds.end, machine))).toEqual([]);
    expect(times(new DayClock(bounds).place(at(bounds.start, machine)))).toEqual([bounds.start]);
  });
});

describe("silence", () => {
  const session: TradingSession = {
    date: isoDate("2015-12-24"),
    open: after(0),
    close: after(1_000),
    halfDay: true,
  };
  const silence = (from: number, to: number | null, until: number, outages: readonly Outage[] = []) => {
    const watch = new QuoteWatch(session);
    watch.listening(1, after(from));
    watch.heard(after(from));
    if (to !== null) watch.heard(after(to));
    watch.listening(to === null ? 1 : 0, after(to ?? from));
    return watch.end(after(until), outages);
  };
  const out = (from: number, to: number | null): Outage => ({
    what: "gateway",
    name: "gateway",
    from: after(from),
    to: to === null ? null : after(to),
    durationMs: 0,
    cause: "",
    code: null,
    position: "1" as Outage["position"],
  });

  it("before the session opens is none", () =>
    expect(silence(-100, 20, 30)).toMatchObject([{ from: after(0), to: after(20), durationMs: 20_000 }]));

  it("that lasts has no end, unless the session's close ends it", () => {
    expect(silence(100, null, 130)).toMatchObject([{ to: null, durationMs: 30_000 }]);
    expect(silence(900, null, 1_200)).toMatchObject([{ to: after(1_000), durationMs: 100_000 }]);
  });

  it("has for its reason what was out meanwhile, not before and not after", () => {
    const during = (...outages: Outage[]) => silence(100, 130, 200, outages).map((gap) => gap.during);
    expect(during(out(90, 100), out(130, 140))).toEqual([null]);
    expect(during(out(90, 101))).toEqual(["gateway"]);
    expect(during(out(129, null))).toEqual(["gateway"]);
  });
});
