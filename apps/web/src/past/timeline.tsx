import { useEffect, useRef, useState, type ReactNode } from "react";
import { useAccount } from "../app/session.ts";
import { formatNewYorkDay } from "../format/times.ts";
import { client } from "../graphql/client.ts";
import { useFeedPart } from "../graphql/feed.ts";
import { profitFeed } from "../graphql/feeds.ts";
import { ProfitAndLossAtDocument } from "../gql/graphql.ts";
import { useEachSecond } from "../market/clock.ts";
import { useValue } from "../market/value-store.ts";
import { countsOf, kindWords } from "./marker-words.ts";
import { markTimeStore } from "./mark.ts";
import { pastStore } from "./past-store.ts";
import type { ProfitPoints } from "./profit-line.tsx";
import {
  dateNow,
  dateShown,
  dayStore,
  readTimeline,
  slotMs,
  spanOf,
  timelineFailure,
  timelineOpen,
  timelineStore,
  type Timeline,
} from "./timeline-data.ts";
import { Track } from "./track.tsx";

const refreshMs = 3_000;
const nothing: ProfitPoints = [];

/** Reads the day's line, and reads it again while it may grow. */
function useTimeline(date: string, width: number): void {
  const slot = useValue(timelineStore, (timeline) => slotMs(timeline, width));
  useEffect(() => {
    void readTimeline(date, slot);
    const again = setInterval(() => {
      if (!document.hidden) void readTimeline(date, slot);
    }, refreshMs);
    return () => clearInterval(again);
  }, [date, slot]);
}

/** The day's P&L: as it grows today, else as it was at the end of that day. */
function useProfit(timeline: Timeline | null): ProfitPoints {
  const account = useAccount();
  const today = useFeedPart(profitFeed(account).live, (data) => data?.history ?? nothing);
  const [then, setThen] = useState<ProfitPoints>(nothing);
  const date = timeline?.date ?? null;
  const end = timeline?.days.find((day) => day.date === date)?.to ?? null;
  const isToday = date === useEachSecond(dateNow);
  useEffect(() => {
    if (isToday || end === null || account === "") return undefined;
    let left = false;
    void client
      .query(ProfitAndLossAtDocument, { account, asOf: { time: end } })
      .toPromise()
      .then(({ data }) => {
        if (!left) setThen(data?.profitAndLoss.history ?? nothing);
      });
    return () => {
      left = true;
      setThen(nothing);
    };
  }, [account, end, isToday]);
  return isToday ? today : then;
}

function useWidth(): { readonly area: React.RefObject<HTMLDivElement | null>; readonly width: number } {
  const area = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth / 100) * 100));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { area, width };
}

function Days({ timeline, date }: { readonly timeline: Timeline | null; readonly date: string }): ReactNode {
  const days = timeline?.days ?? [];
  const listed = days.some((day) => day.date === date) ? days : [{ date, markers: 0 }, ...days];
  return (
    <select
      aria-label="Day of the timeline"
      value={date}
      onChange={(event) => dayStore.set(event.target.value)}
    >
      {listed.map((day) => (
        <option key={day.date} value={day.date}>
          {formatNewYorkDay(new Date(`${day.date}T17:00:00Z`))}
        </option>
      ))}
    </select>
  );
}

function Counts({ timeline }: { readonly timeline: Timeline }): ReactNode {
  const counts = countsOf(timeline.markers);
  if (counts.length === 0) return <span className="muted">Nothing is marked on this day.</span>;
  return (
    <ul className="timeline-counts" aria-label="Markers of the day">
      {counts.map(([kind, count]) => {
        const { one, many, mark, tone } = kindWords[kind];
        return (
          <li key={kind} data-tone={tone}>
            <span aria-hidden="true">{mark}</span> {count} <span>{count === 1 ? one : many}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Line(): ReactNode {
  const chosen = useValue(dayStore);
  const today = useEachSecond(dateShown);
  const date = chosen ?? today;
  const timeline = useValue(timelineStore);
  const failure = useValue(timelineFailure);
  const shownAt = useValue(pastStore, (past) => (past === null ? null : Date.parse(past.at)));
  const markedAt = useValue(markTimeStore, (at) => (at === null ? null : Date.parse(at)));
  const { area, width } = useWidth();
  useTimeline(date, width);
  const shown = timeline?.date === date ? timeline : null;
  const profit = useProfit(shown);
  const span = shown === null ? null : spanOf(shown);
  return (
    <section className="timeline" aria-label="Timeline">
      <div className="timeline-head">
        <Days timeline={timeline} date={date} />
        {shown === null ? null : <Counts timeline={shown} />}
        {failure === null ? null : (
          <span role="alert" data-tone="danger">
            The timeline could not be read. {failure.message} <code>{failure.code}</code>
          </span>
        )}
        <span className="spacer" />
        <span className="muted timeline-hint">
          Drag or click to look back, Shift-click or M to mark · [ ] markers · , . events · N now
        </span>
      </div>
      <div ref={area} className="timeline-line">
        {span === null ? (
          <p className="muted">
            {shown === null ? "Reading the day…" : "The log knows nothing of this day."}
          </p>
        ) : (
          <Track
            span={span}
            markers={shown?.markers ?? []}
            profit={profit}
            shownAt={shownAt}
            markedAt={markedAt}
          />
        )}
      </div>
    </section>
  );
}

/** The line of a day to scrub: always there in the past, and when it is asked for. */
export function TimelineBar(): ReactNode {
  const open = useValue(timelineOpen);
  const past = useValue(pastStore) !== null;
  return open || past ? <Line /> : null;
}
