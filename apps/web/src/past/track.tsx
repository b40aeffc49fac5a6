import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { formatNewYorkClock } from "../format/times.ts";
import { kindWords, markerWords } from "./marker-words.ts";
import { chooseMark, markAt } from "./mark.ts";
import { lookBackAt, lookBackTo } from "./past.ts";
import { ProfitLine, type ProfitPoints } from "./profit-line.tsx";
import type { Marker } from "./timeline-data.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

const minuteMs = 60_000;
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * minuteMs);
const ticksMax = 12;

function ticksOf({ from, to }: Span): readonly number[] {
  const step = tickSteps.find((each) => (to - from) / each <= ticksMax) ?? 240 * minuteMs;
  const ticks: number[] = [];
  // The last label would stick out of the line.
  const last = to - (to - from) / 40;
  for (let at = Math.ceil(from / step) * step; at <= last; at += step) ticks.push(at);
  return ticks;
}

function shareOf(at: number, { from, to }: Span): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

function MarkerButton({ marker, span }: { readonly marker: Marker; readonly span: Span }): ReactNode {
  const { mark, tone, lane } = kindWords[marker.kind];
  const at = Date.parse(marker.at);
  const words = `${formatNewYorkClock(new Date(at))} ${markerWords(marker)}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      className="marker"
      data-tone={tone}
      data-lane={lane}
      style={{ left: percent(shareOf(at, span)) }}
      title={words}
      aria-label={`Show the moment of: ${words}`}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.shiftKey) chooseMark({ kind: "fixed", position: marker.position });
        else lookBackTo(marker.position);
      }}
    >
      {mark}
      {marker.count > 1 ? <b>{marker.count}</b> : null}
    </button>
  );
}

/** Asks for the moment under the hand, one at a time: the newest is asked for when the one before is there. */
function useScrub(): (time: number) => void {
  const busy = useRef(false);
  const wanted = useRef<number | null>(null);
  const run = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    while (wanted.current !== null) {
      const time = wanted.current;
      wanted.current = null;
      await lookBackAt(time, "replace");
    }
    busy.current = false;
  };
  return (time) => {
    wanted.current = time;
    void run();
  };
}

/** Where a key leads from a time; null for a key that leads nowhere. */
function keyTime(key: string, from: number, span: Span): number | null {
  switch (key) {
    case "ArrowLeft":
      return from - minuteMs;
    case "ArrowRight":
      return from + minuteMs;
    case "PageUp":
      return from - 15 * minuteMs;
    case "PageDown":
      return from + 15 * minuteMs;
    case "Home":
      return span.from;
    case "End":
      return span.to;
    default:
      return null;
  }
}

interface ScrubberProps {
  readonly span: Span;
  /** Null while now is shown. */
  readonly shownAt: number | null;
  /** Of the mark; null while nothing is compared. */
  readonly markedAt: number | null;
  readonly children: ReactNode;
}

/** What lies between the mark and the moment shown, the mark at its edge. */
function Marked({
  from,
  to,
  span,
}: {
  readonly from: number;
  readonly to: number;
  readonly span: Span;
}): ReactNode {
  const [begin, end] = [shareOf(Math.min(from, to), span), shareOf(Math.max(from, to), span)];
  const within = from >= span.from && from <= span.to;
  return (
    <>
      <span className="marked-span" style={{ left: percent(begin), width: percent(end - begin) }} />
      {within ? (
        <span className="marked-at" style={{ left: percent(shareOf(from, span)) }}>
          since
        </span>
      ) : null}
    </>
  );
}

/** Takes the hand: a press or a drag shows that moment, arrows and pages move it. */
function Scrubber({ span, shownAt, markedAt, children }: ScrubberProps): ReactNode {
  const [hover, setHover] = useState<number | null>(null);
  const scrub = useScrub();
  const within = (at: number): number => Math.min(span.to, Math.max(span.from, at));
  const timeAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return within(span.from + ((event.clientX - box.left) / Math.max(1, box.width)) * (span.to - span.from));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyTime(event.key, shownAt ?? span.to, span);
    if (next === null) return;
    event.preventDefault();
    scrub(within(next));
  };
  return (
    <div
      className="track"
      role="slider"
      tabIndex={0}
      aria-label="Moment of the day"
      aria-valuemin={span.from}
      aria-valuemax={span.to}
      aria-valuenow={within(shownAt ?? span.to)}
      aria-valuetext={shownAt === null ? "now" : `${formatNewYorkClock(new Date(shownAt))} New York`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (event.shiftKey) {
          void markAt({ time: new Date(timeAt(event)).toISOString() });
          return;
        }
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(timeAt(event));
      }}
      onPointerMove={(event) => {
        const time = timeAt(event);
        setHover(time);
        if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) scrub(time);
      }}
      onPointerLeave={() => setHover(null)}
    >
      {children}
      {markedAt === null ? null : <Marked from={markedAt} to={shownAt ?? span.to} span={span} />}
      {shownAt === null ? null : (
        <span className="shown-at" style={{ left: percent(shareOf(shownAt, span)) }} />
      )}
      {hover === null ? null : (
        <span className="hover-at" style={{ left: percent(shareOf(hover, span)) }}>
          {formatNewYorkClock(new Date(hover))}
        </span>
      )}
    </div>
  );
}

/** The day as a line: its hours, what happened, the day's P&L under it, and the moment that is shown. */
export function Track({
  span,
  markers,
  profit,
  shownAt,
  markedAt,
}: {
  readonly span: Span;
  readonly markers: readonly Marker[];
  readonly profit: ProfitPoints;
  readonly shownAt: number | null;
  readonly markedAt: number | null;
}): ReactNode {
  return (
    <div className="track-area">
      <Scrubber span={span} shownAt={shownAt} markedAt={markedAt}>
        <ProfitLine points={profit} span={span} />
        {ticksOf(span).map((at) => (
          <span key={at} className="tick" style={{ left: percent(shareOf(at, span)) }}>
            {formatNewYorkClock(new Date(at)).slice(0, 5)}
          </span>
        ))}
      </Scrubber>
      {markers.map((marker) => (
        <MarkerButton key={`${marker.kind} ${marker.position}`} marker={marker} span={span} />
      ))}
    </div>
  );
}
