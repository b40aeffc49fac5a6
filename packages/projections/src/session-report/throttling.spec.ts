import { type DomainEvent, isoDate, type RequestThrottlingEnded } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { dayReportOf, loggedEvents, type LoggedEvent, PROLOGUE, TEN_O_CLOCK } from "../testing/index.ts";
import type { SessionReport } from "./index.ts";

const DAY = isoDate("2015-12-24");
const NEXT_DAY = isoDate("2015-12-25");
/** From ten o'clock to midnight. */
const MIDNIGHT = 14 * 3_600;
const begun: readonly LoggedEvent[] = PROLOGUE.map((event) => ({ event, second: -60 }));
const restart = PROLOGUE[0] as DomainEvent;

const began: DomainEvent = {
  type: "RequestThrottlingBegan",
  data: {
    limit: "messagesPerSecondUnreserved",
    limitMax: 40,
    priority: "line",
    request: "openLine",
    waiting: 1,
  },
};

function ended(changes: Partial<RequestThrottlingEnded> = {}): DomainEvent {
  const held = [{ priority: "line", count: 70, longestWaitMs: 1_900 }] as const;
  const data = { cause: "drained", durationMs: 2_000, waitingMax: 60, held, refused: 0, dropped: 0 } as const;
  return { type: "RequestThrottlingEnded", data: { ...data, ...changes } };
}

function report(events: readonly LoggedEvent[], date = DAY): Promise<SessionReport> {
  return dayReportOf(loggedEvents([...begun, ...events]), date);
}

const words = ({ attention }: SessionReport) =>
  attention.map(({ urgency, words: text }) => `${urgency}: ${text}`);

describe("what our own pacing held back", () => {
  it("is a row an episode, from its beginning and as long as something waited", async () => {
    const made = await report([
      { event: began, second: 5 },
      { event: ended(), second: 12 },
      { event: began, second: 30 },
      { event: ended({ cause: "sessionLost", durationMs: 300, dropped: 3 }), second: 31 },
    ]);
    expect(made.throttling).toMatchObject([
      {
        from: TEN_O_CLOCK + 5_000,
        durationMs: 2_000,
        end: "drained",
        limitMax: 40,
        request: "openLine",
        waitingMax: 60,
        held: [{ priority: "line", count: 70, longestWaitMs: 1_900 }],
      },
      { from: TEN_O_CLOCK + 30_000, durationMs: 300, end: "sessionLost", dropped: 3 },
    ]);
    expect(made.throttled).toEqual([]);
    expect(words(made)).toEqual([]);
  });

  it("lasts, or went with an engine that ended without a word", async () => {
    const lasting = await report([{ event: began, second: 5 }]);
    expect(lasting.throttling).toMatchObject([{ durationMs: null, end: null, waitingMax: 1 }]);
    const gone = await report([
      { event: began, second: 5 },
      { event: restart, second: 90 },
    ]);
    expect(gone.throttling).toMatchObject([{ durationMs: null, end: "engineGone" }]);
  });

  it("is of the day in which it ended, when that is another than the one in which it began", async () => {
    const events = [
      { event: began, second: MIDNIGHT - 1 },
      { event: ended(), second: MIDNIGHT + 6 },
    ];
    expect((await report(events)).throttling).toMatchObject([{ durationMs: null, end: null }]);
    expect((await report(events, NEXT_DAY)).throttling).toMatchObject([
      { from: TEN_O_CLOCK + (MIDNIGHT - 1) * 1_000, durationMs: 2_000, end: "drained" },
    ]);
  });

  it("is for a person to know when an order waited for a second, or anything for ten", async () => {
    const held = [
      { priority: "order", count: 2, longestWaitMs: 1_000 },
      { priority: "line", count: 1, longestWaitMs: 1_200 },
    ] as const;
    const made = await report([
      { event: began, second: 5 },
      { event: ended({ held, refused: 4 }), second: 12 },
    ]);
    expect(words(made)).toEqual([
      "look: Our own pacing held requests back for 2.0 s: 2 order requests up to 1.0 s, 1 line request up to 1.2 s, 4 refused because too many waited.",
    ]);
  });

  it("is told in one sentence when it was long many times", async () => {
    const held = [{ priority: "chain", count: 2, longestWaitMs: 11_000 }] as const;
    const long = Array.from({ length: 5 }, (_, place): readonly LoggedEvent[] => [
      { event: began, second: place * 60 },
      { event: ended({ held, durationMs: 12_000 }), second: place * 60 + 20 },
    ]);
    expect(words(await report(long.slice(0, 3).flat()))).toHaveLength(3);
    expect(words(await report(long.flat()))).toEqual([
      "look: Our own pacing held requests back for long 5 times, 1 min 0 s in all, the longest 12.0 s.",
    ]);
  });
});
